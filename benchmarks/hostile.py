"""Posts hostile updates to the bot: it must live, answer others in time, log nothing of them and give memory back.

Exit code 1 when one of these does not hold. Linux only.

Example: python benchmarks/hostile.py --count 100000
Example: python benchmarks/hostile.py --count 20000 --mode polling
"""

import asyncio
import json
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import click

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file, only its own folder is looked at

from benchmarks.endtoend import bots
from benchmarks.endtoend.process import Process
from benchmarks.figures import keep
from benchmarks.forged import MARK, Forged, Forger
from tests.botapi import BotAPI, User
from tests.botapi.post import Connection

WORKERS = 20
"""Posts under way at once; Telegram makes up to 100."""
CHATS = 2000
"""Chats that hostile updates come from and that could be answered."""
WARM = 1000
"""Good messages before memory is taken for the first time."""
KEEP = 20.0
"""MiB that the bot may keep."""
LATE = 1.0
"""Seconds that a good message of someone else may wait for its reply."""
SETTLE = 5.0
"""Seconds in which the bot may give memory back."""
PENDING = 100
"""Updates that wait at most, when the bot fetches them itself."""
ALLOCATOR = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "131072"}
"""What the image and the systemd unit set: without it glibc keeps 14 MiB more after 100,000 updates."""
KINDS = ("message", "edited_message", "callback_query")


COLUMNS = {name: name for name in (
    "hostile", "updates", "seconds", "MiB before", "MiB after", "stepped over", "marks in the log", "good messages",
    "longest wait s",
)}  # fmt: skip
"""The columns of the table: by what way hostile updates came, and what came of them."""


def row(figures: dict[str, Any]) -> str:
    """A line of the table, in Markdown."""
    return f"| {' | '.join(f'{figures[key]}' for key in COLUMNS)} |"


async def trial(amount: int, seed: int, mode: str) -> dict[str, Any]:
    """One trial from start to end; gives its figures."""
    server = BotAPI(bots.TOKEN, seed=seed, webhook_pause=0, retry_scale=0.1)
    people = [server.user(10_000 + number) for number in range(CHATS)]
    ann, forger = server.user(1, first_name="Ann"), Forger(seed, [person.id for person in people])
    with tempfile.TemporaryDirectory() as room:
        async with server.running() as base_url:
            place = bots.Place(base_url, server.token, Path(room), bots.free_port() if mode == "webhook" else None)
            process = started(place)
            try:
                await answered(ann, process, 60)
                for number in range(WARM):
                    await people[number % CHATS].says("what causes it")
                await server.acknowledged(120)
                before, began, logged = resident(process), time.monotonic(), place.log.stat().st_size
                async with watched(ann, process) as waits:
                    if place.hook:
                        statuses = await posted(place.hook, forger.updates(amount))
                    else:
                        statuses = await fetched(server, forger.updates(amount))
                seconds = time.monotonic() - began
                waits.append(await answered(ann, process, 10))
                await asyncio.sleep(SETTLE)
                after = resident(process)
            finally:
                process.stop()
        log = place.log.read_text("utf-8", errors="replace")
    return {
        "updates": sum(statuses.values()), "taken": dict(statuses), "seconds": round(seconds, 1),
        "MiB before": round(before, 1), "MiB after": round(after, 1), "MiB kept": round(after - before, 1),
        "log KiB": round((len(log.encode()) - logged) / 1024), "marks in the log": log.lower().count(MARK),
        "failures in the log": log.count("an update failed"), "stepped over": log.count("stepped over"),
        "good messages": len(waits), "longest wait s": round(max(waits), 3),
    }  # fmt: skip


def started(place: bots.Place) -> Process:
    """The bot, on content of its own: it would learn anew when someone changes that of the project meanwhile."""
    shutil.copytree(bots.ROOT / "intents", place.room / "intents")
    settings = {
        "TELEGRAM_BOT_TOKEN": place.token, "TELEGRAM_BASE_URL": place.base_url, "LOG_FORMAT": "json",
        "DATABASE_URL": f"sqlite:///{place.room / 'bot.sqlite3'}", "INTENTS_DIR": str(place.room / "intents"),
    } | ALLOCATOR  # fmt: skip
    if place.hook:
        hook = f"http://127.0.0.1:{place.hook}/telegram"
        settings |= {"WEBHOOK_URL": hook, "WEBHOOK_SECRET": bots.SECRET, "PORT": str(place.hook)}
    return Process([sys.executable, str(bots.ROOT / "run_bot.py"), "telegram"], settings, place.room, place.log)


def resident(process: Process) -> float:
    """MiB of memory in use now."""
    [line] = [line for line in process._read("status").splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


async def answered(person: User, process: Process, limit: float) -> float:
    """Seconds until a good message is answered; infinite when it is not within the limit."""
    began = time.monotonic()
    await person.says("/help")
    while time.monotonic() - began < limit and process.alive:
        try:
            await person.reply(1)
        except AssertionError:
            continue
        return time.monotonic() - began
    return float("inf")


@asynccontextmanager
async def watched(person: User, process: Process) -> AsyncIterator[list[float]]:
    """Someone writes every second within the block; gives how long each of her messages waits, in seconds."""
    waits: list[float] = []

    async def write() -> None:
        while True:
            await asyncio.sleep(1)
            waits.append(await answered(person, process, 30))

    writing = asyncio.create_task(write())
    try:
        yield waits
    finally:
        writing.cancel()
        await asyncio.wait((writing,))


async def posted(port: int, updates: Iterator[Forged]) -> Counter[int]:
    """Posts all updates as Telegram does; how many got which status, 0 for a connection that was cut."""
    statuses: Counter[int] = Counter()

    async def work() -> None:
        connection = Connection(f"http://127.0.0.1:{port}/telegram", bots.SECRET)
        for update in updates:
            body = update if isinstance(update, bytes) else json.dumps(update).encode()
            try:
                statuses[(await connection.post(body)).status] += 1
            except (OSError, EOFError, ValueError):
                statuses[0] += 1
        connection.close()

    await asyncio.gather(*(work() for _ in range(WORKERS)))
    return statuses


async def fetched(server: BotAPI, updates: Iterator[Forged]) -> Counter[int]:
    """Lets the bot fetch those that a server could give: objects of the kinds that it asks for; how many there were."""
    taken: Counter[int] = Counter()
    for update in updates:
        for kind in KINDS:
            if isinstance(update, dict) and kind in update and server.push(kind, update[kind], ("raw", id(update))):
                taken[200] += 1
        while server.pending() > PENDING:  # noqa: ASYNC110  # the server tells only when nothing waits
            await asyncio.sleep(0.01)
    await server.acknowledged(60)
    return taken


def broken(figures: dict[str, Any]) -> list[str]:
    """The promises that do not hold."""
    refused = sum(number for status, number in figures["taken"].items() if status == 0 or status >= 500)
    promises = {
        "the process lives and answers at the end": figures["longest wait s"] < float("inf"),
        f"nobody else waits longer than {LATE:.0f} s": figures["longest wait s"] <= LATE,
        f"memory is back within {KEEP:.0f} MiB": figures["MiB kept"] <= KEEP,
        "nothing of the updates is in the log": figures["marks in the log"] == 0,
        "no update has to come again": refused == 0,
    }
    return [promise for promise, holds in promises.items() if not holds]


@click.command(help=__doc__)
@click.option("--count", "amount", type=click.IntRange(1, 10_000_000), default=10_000, show_default=True)
@click.option("--seed", default=0, show_default=True)
@click.option("--mode", type=click.Choice(["webhook", "polling"]), default="webhook", show_default=True)
@click.option("--limit", default=1800.0, show_default=True, help="Seconds after which it is given up.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the figures as JSON.")
def main(amount: int, seed: int, mode: str, limit: float, out: Path | None) -> None:
    bots.learn()
    figures = asyncio.run(asyncio.wait_for(trial(amount, seed, mode), limit))
    for name, value in figures.items():
        click.echo(f"{name:>20}: {value}")
    if out:
        keep(out, [{"hostile": mode, **figures}], ("hostile",))
    for promise in broken(figures):
        click.echo(f"does not hold: {promise}", err=True)
    sys.exit(1 if broken(figures) else 0)


if __name__ == "__main__":
    main()
