"""Measures what support staff wait for: `check`, a first and a second `test`, and what a live reload costs a turn.

The content is made: intents joined of the public sets' own words, beside the shipped danger signs, reports and symptom
check.

Example: python benchmarks/authoring.py --data ../shared/data --intents 1000
"""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

import click

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file, only its own folder is looked at

from benchmarks.figures import keep
from benchmarks.public_data import read
from benchmarks.scale import examples
from bot.app import Bot
from bot.arrival import Arrival
from bot.content.adding import quoted
from bot.content.checking import said
from bot.content.library import load
from bot.core.dialogue import Dialogue
from bot.core.messages import Reply, Text
from bot.reloading import Reload
from bot.storage.memory import MemoryStore
from bot.telemetry import Telemetry, set_up_logging
from tests.content.folder import INTENTS, good, small, write

ROOT = INTENTS.parent
EACH = 20
"""Examples an intent, and one test phrase for each intent beside them."""
LONGEST = 300
"""Characters of an example."""
BETWEEN = 0.005
"""Seconds between two turns while the content is swapped."""


def content(folder: Path, data: Path, intents: int) -> list[str]:
    """Writes made content, and gives its test phrases."""
    small(folder)
    shutil.copy(INTENTS / "en" / "reports.yaml", folder / "en")
    messages = [message for one in sorted(data.iterdir()) for message in read(one / "train.jsonl")]
    phrases: list[str] = []
    used: set[str] = set()
    for name, texts in examples(messages, intents * (EACH + 1), each=EACH + 1).items():
        fresh = {said(text): text for text in texts if len(text) <= LONGEST and said(text) not in used}
        used |= fresh.keys()
        *told, phrase = fresh.values()
        phrases.append(phrase)
        listed = "\n".join(f"  - {quoted(text)}" for text in told)
        head, _, rest = good(name).partition("examples:\n")
        rest = rest[rest.index("answer:") :].replace(f"explain {name}", quoted(phrases[-1]))
        write(folder, f"en/{name}.yaml", f"{head}examples:\n{listed}\n{rest}")
    return phrases


def command(*arguments: str) -> tuple[float, float]:
    """The seconds that a command of the bot takes, whatever it finds: by the clock, and of the processor."""
    began, used = time.perf_counter(), _used()
    subprocess.run([sys.executable, ROOT / "run_bot.py", *arguments], stdout=subprocess.DEVNULL, check=False)
    return time.perf_counter() - began, _used() - used


def _used() -> float:
    times = os.times()
    return times.children_user + times.children_system


async def reloading(folder: Path, phrases: Sequence[str]) -> dict[str, float]:
    """Turns one after the other while an answer and then an example changes: the worst without, and with, a reload."""
    bot = Bot(Dialogue(load(folder)), MemoryStore(), Telemetry(b"key"))
    told: list[str] = []
    chats = count(1)  # each message from another patient: many of one are a flood

    async def tell(text: str) -> None:
        told.append(text)

    async def send(_reply: Reply) -> None:
        return

    async def turns(until: asyncio.Task[None] | None) -> float:
        """The longest turn, in milliseconds, with what it waited for the loop to be free."""
        worst, number = 0.0, 0
        while not until.done() if until else number < len(phrases):
            due = time.perf_counter() + BETWEEN
            await asyncio.sleep(BETWEEN)
            await bot.handle(Arrival(None, next(chats), Text(phrases[number % len(phrases)])), send)
            worst, number = max(worst, time.perf_counter() - due), number + 1
        return worst * 1000

    before = await turns(None)
    path = folder / "en" / "causes.yaml"
    path.write_text(path.read_text().replace("It is causes.", "Nobody knows why."))
    began = time.perf_counter()
    during = await turns(asyncio.create_task(Reload(bot, folder, tell).again()))
    assert "is live" in told[-1], told
    return {"turn_ms": before, "turn_reloading_ms": during, "reload": time.perf_counter() - began}


@click.command(help=__doc__)
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--intents", default=1000, show_default=True, help="How many intents are made.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the figures as JSON.")
def main(data: Path, intents: int, out: Path | None) -> None:
    set_up_logging("WARNING", "console")
    with tempfile.TemporaryDirectory() as room:
        os.environ["BOT_CACHE_DIR"] = f"{room}/cache"
        folder = Path(room) / "intents"
        phrases = content(folder, data, intents)
        found: dict[str, Any] = {"authoring": intents}
        for name, arguments in (("check", "check"), ("test_cold", "test"), ("test", "test")):
            found[name], found[f"{name}_cpu"] = command(arguments, str(folder))
            click.echo(f"{name}: {found[name]:.1f} s, {found[f'{name}_cpu']:.1f} s of the processor")
        found |= asyncio.run(reloading(folder, phrases))
    for name in ("turn_ms", "turn_reloading_ms", "reload"):
        click.echo(f"{name}: {found[name]:.1f}")
    if out:
        keep(out, [found], ("authoring",))


if __name__ == "__main__":
    main()
