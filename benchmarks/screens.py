"""Draws the main talks as a patient sees them into docs/screens, and the page docs/screens.md that shows them in order.

It talks to the preview of the shipped content in headless Chromium, on a phone's width.

Example: python benchmarks/screens.py
"""

import asyncio
import base64
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file, only its own folder is looked at

from bot.channels.preview.running import previewing
from tests.content.folder import INTENTS
from tests.preview.browser import Page, chromium, opened
from tests.preview.running import free_port

DOCS = INTENTS.parent / "docs"
WIDTH, HEIGHT, SCALE = 390, 2600, 1
"""CSS pixels of the window, tall enough for the longest talk, and picture pixels for each."""
EDGE = 14
"""CSS pixels around the bubbles."""
LARGEST, ALL = 150_000, 1_000_000
"""Bytes of one picture, and of all."""
HIDDEN = (".when", ".bar", ".patients")
"""What differs with every run, or is not the patient's to see."""
NEW, NONE, DONE = "new patient", "No, none of these", "Done"


@dataclass(frozen=True, slots=True)
class Screen:
    """A picture: its file, what it shows, and what is done before it, one thing after the other.

    `NEW` begins another chat, a text with a colon before it is a button's beginning, and any other is typed. Only the
    last `shown` bubbles are drawn.
    """

    name: str
    shows: str
    does: tuple[str, ...]
    shown: int = 2


SCREENS = (
    Screen("01-before", "Before the first message: Telegram shows what the bot is for.", (NEW,)),
    Screen("02-start", "**Start**: what it can help with, and what it cannot.", (NEW, "/start")),
    Screen("03-answer", "A question, answered from the leaflet, with its source.", (NEW, "what is a weak cervix")),
    Screen("04-more", "**More** opens the rest in the same message.", (":More",)),
    Screen("05-typo", "Misspelt words are read as they were meant.", (NEW, "how long does teh stich stay in")),
    Screen("06-near-tie", "Two answers are as likely: it asks, and never guesses.", (NEW, "short cervix")),
    Screen("07-refusal", "Another topic is declined kindly, with who can help.", (NEW, "can I fly at 20 weeks")),
    Screen("08-danger", "A danger sign is answered before anything else.", (NEW, "I am soaking a pad with blood")),
    Screen("09-check", "The symptom check begins with the emergency signs.", (NEW, "/check")),
    Screen("10-check", "Then the signs to call about.", (f":{NONE}",), 1),
    Screen("11-check", "Signs can be ticked, and unticked again.", (f":{NONE}", ":Light bleeding"), 1),
    Screen("12-check", "Since when.", (f":{DONE}",), 1),
    Screen("13-check", "The week of pregnancy; it can be typed, too.", (":Today",), 1),
    Screen("14-check", "What happened before.", (":14 to 24",), 1),
    Screen("15-check", "All answers to look over, each can be changed.", (":None of these", f":{DONE}"), 1),
    Screen("16-result", "The last card: whom to call, and how soon.", (":Show",), 2),
    Screen("17-privacy", "**/privacy**: what is kept, and how to delete it.", (NEW, "/privacy")),
)


async def does(page: Page, step: str) -> None:
    """One thing that the patient does, and the bot's answer to it."""
    if step == NEW:
        await page.run("document.querySelector('#new').click()")
        await page.until("!!document.querySelector('.welcome .send')")
        return
    before = await page.run("document.querySelector('#log').innerHTML")
    if step.startswith(":"):
        found = (
            f"[...document.querySelectorAll('.row button')].filter(b => b.innerText.includes({json.dumps(step[1:])}))"
        )
        await page.until(f"{found}.length > 0")
        await page.run(f"{found}.at(-1).click()")
    else:
        await page.run("document.querySelector('#say').focus()")
        await page.type(step)
        await page.press("Enter")
    await page.until(f"document.querySelector('#log').innerHTML !== {json.dumps(before)}")
    await asyncio.sleep(0.2)


async def drawn(page: Page, shown: int) -> bytes:
    """The last bubbles, or what stands there before the first, as a PNG."""
    await page.run("document.activeElement.blur()")
    bubbles = f"[...document.querySelectorAll('.bubble')].slice(-{shown})"
    box: dict[str, Any] = await page.run(
        f"""(found => {{
            for (const one of document.querySelectorAll('.bubble')) one.hidden = !found.includes(one);
            const seen = found.length ? found : [document.querySelector('.welcome')];
            const boxes = seen.map(one => one.getBoundingClientRect());
            return {{ y: Math.min(...boxes.map(b => b.top)), end: Math.max(...boxes.map(b => b.bottom)) }};
        }})({bubbles})"""
    )
    clip = {"x": 0, "y": box["y"] - EDGE, "width": WIDTH, "height": box["end"] - box["y"] + 2 * EDGE, "scale": 1}
    told = await page.call("Page.captureScreenshot", format="png", clip=clip)
    await page.run("document.querySelectorAll('.bubble').forEach(one => { one.hidden = false })")
    return base64.b64decode(told["data"])


async def draw(browser: str, folder: Path) -> None:
    """Draws every screen into a folder."""
    async with previewing(INTENTS, free_port()) as address, opened(browser, address) as page:
        await page.look(WIDTH, HEIGHT)
        size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": SCALE, "mobile": True}
        await page.call("Emulation.setDeviceMetricsOverride", **size)
        await page.until("document.querySelector('#status').dataset.stage === 'live'", 180)
        await page.run("document.querySelector('#tab-chat').click()")
        for hidden in HIDDEN:
            await page.run(f"document.styleSheets[0].insertRule('{hidden} {{ display: none !important }}')")
        for screen in SCREENS:
            for step in screen.does:
                await does(page, step)
            (folder / f"{screen.name}.png").write_bytes(await drawn(page, screen.shown))


def told(screens: tuple[Screen, ...]) -> str:
    """The page that shows the pictures in order."""
    lines = [
        "# Screen by screen",
        "",
        "What a patient sees, drawn by `python benchmarks/screens.py` from the shipped content.",
    ]
    for screen in screens:
        plain = screen.shows.replace("*", "")
        lines += ["", screen.shows, "", f'<img src="screens/{screen.name}.png" width="{WIDTH}" alt="{plain}">']
    return "\n".join([*lines, ""])


@click.command(help=__doc__)
def main() -> None:
    folder = DOCS / "screens"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    with chromium() as browser:
        asyncio.run(draw(browser, folder))
    (DOCS / "screens.md").write_text(told(SCREENS), encoding="utf-8")
    sizes = {path.name: path.stat().st_size for path in sorted(folder.glob("*.png"))}
    for name, size in sizes.items():
        click.echo(f"{name} {size / 1000:.0f} kB{' (too large)' * (size > LARGEST)}")
    whole = sum(sizes.values())
    click.echo(f"{len(sizes)} pictures, {whole / 1000:.0f} kB{' (too large)' * (whole > ALL)}")


if __name__ == "__main__":
    main()
