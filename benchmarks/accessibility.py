"""Runs axe-core on the preview in real Chromium: each view, light and dark, on a desktop and on a phone.

axe.min.js comes from npm: npm pack axe-core && tar xzf axe-core-*.tgz. Exit code 1 when there is a serious or critical
finding, or an error in the browser's console.

Example: python benchmarks/accessibility.py package/axe.min.js
"""

import asyncio
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import click

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file, only its own folder is looked at

from bot.channels.preview.running import previewing
from tests.preview.browser import Page, chromium, opened
from tests.preview.running import Asked, free_port

INTENTS = Path(__file__).resolve().parent.parent / "intents"
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
VIEWS = ("reasons", "intents", "problems", "unanswered", "flow")
GRAVE = ("serious", "critical")
SAID = ("how long does the stich stay in", "i am not bleeding", "i am bleeding a lot and feel dizzy", "<b>fees?</b>")
UNANSWERED = [*["can i fly with a stitch"] * 7, *["who minds my children"] * 2]
AXE = """axe.run().then(found => ({
    passes: found.passes.length,
    unsure: found.incomplete.map(one => [one.id, one.nodes.length]),
    wrong: found.violations.map(one => [one.impact, one.id, one.nodes.map(node => node.html.slice(0, 160))])}))"""


async def shown(page: Page, wide: bool) -> AsyncIterator[str]:
    """Opens each view in turn; on a phone the chat is a view of its own."""
    for name in VIEWS if wide else ("chat", *VIEWS):
        await page.click(f"#tab-{name}")
        await page.until(f"document.querySelector('#{name} h2, #{name} .bubble')?.checkVisibility()")
        yield name
        if name == "intents":
            await page.run("document.querySelector('#intents details').open = true")
            yield "intents, one open"
        if name == "unanswered":
            await page.run("document.querySelector('#unanswered details').open = true")
            yield "unanswered, one open"
    await page.click("#tab-flow")
    await page.run("document.querySelectorAll('.step details').forEach(details => { details.open = true })")
    yield "flow, questions open"
    if not wide:
        await page.click("#tab-chat")
    await page.click("#menu-button")
    yield "menu open"
    await page.press("Escape")


async def talk(page: Page) -> None:
    """A talk that leaves bubbles, buttons, ticks and reasons on the page."""
    await page.until("document.querySelector('#status').dataset.stage === 'live'", 120)
    await page.click(".welcome button")
    for text in (*SAID[:2], "/cancel", "/check"):
        await _say(page, text)
    for step in (2, 3):
        await page.click(".row button", "No, none of these")
        await page.until(f"document.querySelector('#log').innerText.includes('Step {step}')")
    await page.click(".row button", "New backache")
    for text in SAID[2:]:
        await _say(page, text)


async def _say(page: Page, text: str) -> None:
    count = await page.run("document.querySelectorAll('.bubble').length")
    await page.click("#say")
    await page.type(text)
    await page.press("Enter")
    await page.until(f"document.querySelectorAll('.bubble').length >= {count} + 2")


async def look(page: Page, axe: str, state: str) -> list[dict[str, Any]]:
    """What axe finds in every view, in both colours and both sizes."""
    found = []
    await page.run(axe)
    for size, (width, height) in SIZES.items():
        for dark in (False, True):
            await page.look(width, height, dark=dark)
            async for name in shown(page, size == "desktop"):
                told = await page.run(AXE)
                found.append(told | {"where": f"{state}, {size}, {'dark' if dark else 'light'}, {name}"})
    return found


async def measured(browser: str, axe: str, folder: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """What axe finds in an empty chat, after a talk, and with a mistake in a file; and the console's errors."""
    async with (
        previewing(folder, free_port(), questions=Asked(UNANSWERED)) as address,
        opened(browser, address) as page,
    ):
        await page.until("document.querySelector('#status').dataset.stage === 'live'", 120)
        await page.run(axe)
        found = [await page.run(AXE) | {"where": "empty chat"}]
        await talk(page)
        found += await look(page, axe, "after a talk")
        broken = folder / "en" / "causes.yaml"
        broken.write_text(broken.read_text().replace("examples:", "exmples:", 1))
        await page.until("document.querySelector('#status').dataset.stage === 'refused'", 60)
        found += await look(page, axe, "a broken file")
        return found, page.errors


@click.command()
@click.argument("axe", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--intents", default=INTENTS, type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(axe: Path, intents: Path) -> None:
    """Look for barriers on the preview's page with AXE, the path of axe.min.js."""
    with tempfile.TemporaryDirectory() as room, chromium() as browser:
        folder = shutil.copytree(intents, Path(room) / "intents")
        found, errors = asyncio.run(measured(browser, axe.read_text(encoding="utf-8"), folder))
    wrong = [(one["where"], *what) for one in found for what in one["wrong"]]
    for where, impact, rule, nodes in wrong:
        click.echo(f"{impact}: {rule}: {where}")
        for node in nodes[:3]:
            click.echo(f"    {node}")
    for error in errors:
        click.echo(f"console: {error}")
    unsure = Counter(rule for one in found for rule, _ in one["unsure"])
    if unsure:
        click.echo(f"not decided by axe: {', '.join(f'{rule} in {count}' for rule, count in unsure.items())}")
    counts = Counter(impact for _, impact, *_ in wrong)
    told = ", ".join(f"{counts[impact]} {impact}" for impact in ("critical", "serious", "moderate", "minor"))
    passes = sum(one["passes"] for one in found)
    click.echo(f"{len(found)} views looked at, {passes} rules passed; {told}; {len(errors)} console errors")
    sys.exit(1 if errors or any(counts[impact] for impact in GRAVE) else 0)


if __name__ == "__main__":
    main()
