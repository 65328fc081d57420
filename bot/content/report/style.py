"""How the page looks: light and dark, on a phone and on a desk, and for people who see few colours."""

STEPS = (0.05, 0.2, 0.4, 0.7)
"""The shares of a row from which a cell of the confusion is one step darker; any message at all is the first step."""

# Blue is right and orange is wrong: the pair that all common forms of colour blindness keep apart. Each colour comes
# with one for its words, so that these can be read on every step (4.5 to 1 and more).
CSS = """
:root {
  color-scheme: light dark;
  --ground: #ffffff; --raised: #f4f6f9; --line: #d3d9e2; --words: #172033; --quiet: #52607a; --mark: #1f5fae;
  --r1: #e6effa; --r2: #c3d9f3; --r3: #8db6e6; --r4: #1f5fae; --r5: #0b3a75; --r-dark: #0d1b30; --r-light: #ffffff;
  --w1: #fdeee0; --w2: #fbd3ab; --w3: #f3a45c; --w4: #a14a00; --w5: #6b2f00; --w-dark: #2a1400; --w-light: #ffffff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #10141b; --raised: #191f2a; --line: #333d4d; --words: #e8ecf3; --quiet: #a5b0c2; --mark: #7db0ec;
    --r1: #14263d; --r2: #1b3b63; --r3: #25548c; --r4: #7db0ec; --r5: #c4defc; --r-dark: #eaf2fd; --r-light: #0b1626;
    --w1: #33200f; --w2: #5a3310; --w3: #87490d; --w4: #f0a45e; --w5: #fbd9b5; --w-dark: #fdf1e4; --w-light: #241200;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--words); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .25rem; }
p { margin: .25rem 0 1rem; max-width: 44rem; }
.quiet, caption { color: var(--quiet); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: .75rem; padding: 0; }
.tiles div { background: var(--raised); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; }
.tiles dt { color: var(--quiet); font-size: .85rem; line-height: 1.3; }
.tiles dd { margin: 0; font-size: 1.4rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.tiles small { display: block; font-size: .85rem; line-height: 1.3; font-weight: 400; color: var(--quiet); }
.wide { overflow-x: auto; margin: .5rem 0 1rem; }
.wide:focus-visible, summary:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; }
/* As wide as the screen, not as the table, so that it can be read without scrolling. */
caption { text-align: left; padding: 0 0 .5rem; }
caption span { display: block; max-width: min(44rem, calc(100vw - 2rem)); }
th { font-weight: 600; text-align: left; }
.list th, .list td { padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
.list td { text-align: right; } .list td.said { text-align: left; min-width: 14rem; }
.list th[scope=row] { font-weight: 500; }
.list thead th + th { text-align: right; } .list thead th.said { text-align: left; }
.heat { border-collapse: separate; border-spacing: 2px; }
.heat thead th { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; padding: .4rem .1rem; }
.heat thead th.flat { writing-mode: horizontal-tb; transform: none; vertical-align: bottom; }
.heat th { font-weight: 500; }
.heat tbody th {
  position: sticky; left: 0; background: var(--ground); padding: 0 .5rem 0 0;
  line-height: 1.2;
}
.heat td { min-width: 2.4rem; height: 2.4rem; padding: .2rem; text-align: center; border-radius: .25rem; }
.heat td.none { color: var(--quiet); background: var(--raised); }
.heat td.sum { color: var(--quiet); text-align: right; padding-right: .5rem; }
.heat td.own { outline: 2px solid var(--mark); outline-offset: -2px; font-weight: 700; }
.r1 { background: var(--r1); color: var(--r-dark); } .r2 { background: var(--r2); color: var(--r-dark); }
.r3 { background: var(--r3); color: var(--r-dark); } .r4 { background: var(--r4); color: var(--r-light); }
.r5 { background: var(--r5); color: var(--r-light); }
.w1 { background: var(--w1); color: var(--w-dark); } .w2 { background: var(--w2); color: var(--w-dark); }
.w3 { background: var(--w3); color: var(--w-dark); } .w4 { background: var(--w4); color: var(--w-light); }
.w5 { background: var(--w5); color: var(--w-light); }
.key { display: flex; flex-wrap: wrap; gap: .25rem; padding: 0; margin: 0 0 1rem; list-style: none; font-size: .85rem; }
.key li { padding: .1rem .5rem; border-radius: .25rem; }
figure { margin: .5rem 0; max-width: 30rem; }
svg { width: 100%; height: auto; display: block; }
svg text { fill: var(--quiet); font: 13px system-ui, sans-serif; }
svg .grid { stroke: var(--line); } svg .ideal { stroke: var(--quiet); stroke-dasharray: 5 4; fill: none; }
svg .path { stroke: var(--mark); stroke-width: 2; fill: none; } svg .dot { fill: var(--mark); fill-opacity: .75; }
.worst { padding-left: 0; list-style: none; display: grid; gap: .75rem; }
.worst > li { background: var(--raised); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; }
.worst q { display: block; font-weight: 600; overflow-wrap: anywhere; }
.worst p { margin: .15rem 0; max-width: none; overflow-wrap: anywhere; }
.worst dl { margin: .5rem 0 0; display: grid; grid-template-columns: 6rem 1fr; gap: .1rem .75rem; font-size: .9rem; }
.worst dt { color: var(--quiet); grid-column: 1; }
.worst dd { margin: 0; overflow-wrap: anywhere; grid-column: 2; }
@media (max-width: 30rem) {
  .worst dl { grid-template-columns: 1fr; } .worst dd { grid-column: 1; }
  .worst dt:not(:first-child) { margin-top: .3rem; }
  .heat tbody th, .list th[scope=row] { font-size: .8rem; }
}
@media print { .wide { overflow: visible; } }
"""
