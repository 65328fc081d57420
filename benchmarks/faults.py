"""Counts messages that get lost, are answered twice or in a wrong order, while the bot is killed or Telegram fails.

Chats write side by side at a steady pace, answered or not, each the same conversation. What each must see is known: the
dialogue is a pure function. Exit code 1 when a promise is not kept.

Example: python benchmarks/faults.py --kill --messages 2000 --chats 50
Example: python benchmarks/faults.py --faults --mode webhook
"""

import asyncio
import contextlib
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file, only its own folder is looked at

from benchmarks.endtoend import bots
from benchmarks.endtoend.load import polled
from benchmarks.endtoend.script import expected
from benchmarks.endtoend.trial import Trial
from benchmarks.figures import keep
from bot.content.evaluation import at
from tests.botapi import BotAPI
from tests.botapi.faults import Fault, Kind

SHARES: tuple[tuple[Kind, float], ...] = (
    ("502", 0.05), ("429", 0.05), ("reset", 0.03), ("hang", 0.02), ("delay", 0.05),
)  # fmt: skip
"""Which share of all calls meets which fault: an HTML page, "wait 1 s", a cut connection, no answer, a slow answer."""
SLOW = 0.5
"""Seconds of a slow answer."""
AGAIN = 0.25
"""Telegram's pauses between deliveries to a webhook, which grow to two minutes, are shortened to this share."""
LIMITED = 20
"""Seconds that Telegram tells one chat to wait."""
DELAYED = 1.0
"""Seconds that nobody's reply may be late because of another chat."""


COLUMNS = {name: name for name in (
    "trial", "mode", "database", "messages", "kills", "unanswered", "answered twice", "answered twice without a kill",
    "out of order", "p50 s", "longest s",
)}  # fmt: skip
"""The columns of the table."""
NAMES = ("trial", "mode", "database")


async def trial(database: str, options: dict[str, Any]) -> dict[str, Any]:
    """One trial from start to end; gives its figures."""
    server = BotAPI(bots.TOKEN, latency=options["delay_ms"] / 1000, seed=options["seed"], retry_scale=AGAIN)
    people = [server.user(1000 + number) for number in range(options["chats"])]
    turns = expected(bots.ROOT / "intents", max(1, options["messages"] // options["chats"]))
    with tempfile.TemporaryDirectory() as room:
        async with server.running() as base_url:
            hook = bots.free_port() if options["mode"] == "webhook" else None
            place = bots.Place(base_url, server.token, Path(room), hook, database)
            one = Trial(server, place, people, turns, bots.ours(place))
            faults: list[Fault] = []
            try:
                await polled(server, one.process)
                faults = ordered(server, options)
                began = time.monotonic()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(options["limit"]):
                        await one.last(options["rate"], options["every"] if options["kill"] else None)
                seconds, alive = time.monotonic() - began, one.process.alive
                if not alive:
                    click.echo(one.process.last_words, err=True)
            finally:
                one.process.stop()
    met = {fault.kind: fault.hits for fault in faults}
    return figures(one) | {"seconds": round(seconds), "bot alive at the end": alive, "faults met": met}


def ordered(server: BotAPI, options: dict[str, Any]) -> list[Fault]:
    """The faults that the server was told to make."""
    if options["limited"]:
        return [server.fault("sendMessage", "429", chat=1000, retry_after=LIMITED)]
    if not options["faults"]:
        return []
    return [server.fault("*", kind, chance=share, retry_after=1, seconds=SLOW) for kind, share in SHARES]


def figures(one: Trial) -> dict[str, Any]:
    """What the trial counted; times from a message to its answer in full are known where nothing came twice."""
    seen = one.seen()
    twice = {chat: len(found.twice) for chat, found in seen.items()}
    killed = Counter(chat for _, flying in one.kills for chat in flying)
    waits = [
        done - said
        for chat, found in seen.items()
        for said, done in zip(one.said.get(chat, ()), found.times, strict=False)
        if chat != 1000
    ]
    return {
        "messages": len(seen) * len(one.turns),
        "kills": len(one.kills),
        "unanswered": sum(len(one.turns) - found.answered for found in seen.values()),
        "answered twice": sum(twice.values()),
        "answered twice without a kill": sum(max(0, count - killed[chat]) for chat, count in twice.items()),
        "out of order": sum(found.wrong for found in seen.values()),
        "p50 s": round(at(waits, 0.5), 2) if waits else None,
        "p99 s": round(at(waits, 0.99), 2) if waits else None,
        "longest s": round(max(waits), 2) if waits else None,
    }


def promises(found: dict[str, Any], options: dict[str, Any]) -> dict[str, bool]:
    """What must hold, and whether it does."""
    kept = {
        "all answered": found["unanswered"] == 0,
        "in order, and the state is what the user saw": found["out of order"] == 0,
        "answered twice at most once for each kill, in chats that were in flight": (
            found["answered twice without a kill"] == 0
        ),
        "alive at the end": found["bot alive at the end"],
    }
    if options["limited"]:
        kept["nobody else waits longer than a second"] = (found["longest s"] or 0) <= DELAYED
    return kept


def named(options: dict[str, Any]) -> str:
    """What a trial is about."""
    done = {"kill": f"kill -9 every {options['every']:g} s", "faults": "a fifth of all calls fails"}
    done["limited"] = "one chat has to wait"
    return ", ".join(words for option, words in done.items() if options[option]) or "nothing goes wrong"


def row(figures: dict[str, Any]) -> str:
    """A line of the table, in Markdown."""
    return f"| {' | '.join('' if figures[key] is None else f'{figures[key]}' for key in COLUMNS)} |"


@contextlib.contextmanager
def database(kind: str) -> Iterator[str]:
    """An empty database; the address of a PostgreSQL server of its own, or nothing for a file of the bot's own."""
    if kind == "sqlite":
        yield ""
        return
    from tests.storage.postgres import Server

    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "data")
        try:
            yield server.database()
        finally:
            server.end()


@click.command(help=__doc__)
@click.option("--kill", is_flag=True, help="Kill the bot (-9) again and again.")
@click.option("--every", default=2.0, help="Seconds that it works before it is killed.")
@click.option("--faults", is_flag=True, help="A fifth of all calls to Telegram meets a fault.")
@click.option("--limited", is_flag=True, help=f"One chat is told to wait for {LIMITED} s.")
@click.option("--messages", default=2000, help="How many in all.")
@click.option("--chats", default=50, help="How many write side by side.")
@click.option("--rate", default=100.0, help="Messages a second in all.")
@click.option("--delay-ms", default=0, help="The round trip to Telegram.")
@click.option("--mode", type=click.Choice(["polling", "webhook"]), default="polling")
@click.option("--database", "kind", type=click.Choice(["sqlite", "postgresql"]), default="sqlite")
@click.option("--limit", default=110.0, help="Seconds after which the trial ends.")
@click.option("--seed", default=0, help="Of the faults' chances.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the figures as JSON.")
def main(kind: str, out: Path | None, **options: Any) -> None:
    bots.learn()
    with database(kind) as address:
        found = asyncio.run(trial(address, options))
    click.echo(f"| | {options['mode']}, {kind}, {options['delay_ms']} ms |\n|---|---|")
    for name, value in found.items():
        click.echo(f"| {name} | {value} |")
    click.echo()
    if out:
        keep(out, [{"trial": named(options), "mode": options["mode"], "database": kind, **found}], NAMES)
    kept = promises(found, options)
    for promise, holds in kept.items():
        click.echo(f"{'holds ' if holds else 'BROKEN'} {promise}")
    sys.exit(0 if all(kept.values()) else 1)


if __name__ == "__main__":
    main()
