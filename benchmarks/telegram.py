"""Measures bots end to end over a loopback Bot API server: ours beside bare echo bots, each a process of its own.

Chats write side by side, each its next message when the last is answered. Exit code 1 when a promise is not kept.

Example: python benchmarks/telegram.py --messages 2000 --chats 50 --delay-ms 50
"""

import asyncio
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import click

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file, only its own folder is looked at

from benchmarks.endtoend import bots
from benchmarks.endtoend.load import load, polled
from benchmarks.endtoend.turns import own_part
from benchmarks.figures import keep
from bot.content.evaluation import at
from tests.botapi import BotAPI

COLUMNS = {
    "bot": "bot", "mode": "mode", "delay_ms": "round trip ms", "chats": "chats",
    "replies": "replies/s", "p50": "p50 ms", "p95": "p95 ms", "p99": "p99 ms", "cpu": "CPU ms",
    "memory": "MiB", "start": "start s", "own": "deciding, p99 ms", "unanswered": "unanswered",
}  # fmt: skip
"""The columns of the table: times from message to reply, CPU an update, memory at its peak, start to first poll, and
how long our bot thinks of a turn."""
NAMES = ("bot", "mode", "delay_ms", "chats")
OURS, PTB, CONCURRENT, AIOGRAM = "ours", "PTB echo", "PTB echo, concurrent", "aiogram echo"


async def measured(name: str, start: bots.Start, mode: str, options: dict[str, Any]) -> dict[str, Any]:
    """The figures of one bot."""
    server = BotAPI(bots.TOKEN, latency=options["delay_ms"] / 1000)
    with tempfile.TemporaryDirectory() as room:
        async with server.running() as base_url:
            hook = bots.free_port() if mode == "webhook" else None
            place = bots.Place(base_url, server.token, Path(room), hook)
            process = start(place)
            try:
                began = await polled(server, process)
                done = await load(server, process, options["chats"], options["messages"], options["limit"])
                memory = process.memory
            finally:
                process.stop()
        own = own_part(place.log) if name == OURS else None
    times = [1000 * seconds for seconds in done.waited] or [float("nan")]
    found = {share: at(times, int(share[1:]) / 100) for share in ("p50", "p95", "p99")}
    count = len(done.waited)
    return found | {
        "bot": name, "mode": mode, "delay_ms": options["delay_ms"], "chats": options["chats"],
        "replies": count / done.seconds, "cpu": 1000 * done.cpu / max(count, 1), "memory": memory, "start": began,
        "own": own, "unanswered": done.unanswered,
    }  # fmt: skip


def middle(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    """The median of each figure over several rounds."""
    first = rounds[0]
    return {
        key: median(one[key] for one in rounds) if isinstance(value, int | float) else value
        for key, value in first.items()
    }


def promises(found: dict[str, dict[str, Any]], delay: int) -> dict[str, bool]:
    """What must hold, and whether it does, as far as it was measured."""
    ours = found[OURS]
    kept = {"all answered": ours["unanswered"] == 0, "start under 1.5 s": ours["start"] < 1.5}
    if ours["own"] is not None:
        kept["deciding under 10 ms (p99)"] = ours["own"] < 10
    if CONCURRENT in found and delay >= 50:
        kept["3 x PTB's replies/s"] = ours["replies"] >= 3 * found[CONCURRENT]["replies"]
    if PTB in found and CONCURRENT in found and delay == 0:
        best = max(found[PTB]["replies"], found[CONCURRENT]["replies"])
        kept["80% of PTB's replies/s"] = ours["replies"] >= 0.8 * best
    if AIOGRAM in found and delay >= 50:
        kept["level with aiogram"] = ours["replies"] >= 0.9 * found[AIOGRAM]["replies"]
    if PTB in found:
        kept["1.6 x PTB's memory at most"] = ours["memory"] <= 1.6 * found[PTB]["memory"]
    return kept


def against(found: dict[str, dict[str, Any]]) -> dict[str, float]:
    """Our figures as multiples of the others', of the same run."""
    ours, ptb = found[OURS], [found[name] for name in (PTB, CONCURRENT) if name in found]
    told = {"against_ptb": ours["replies"] / max(one["replies"] for one in ptb)} if ptb else {}
    if PTB in found:
        told["memory_against_ptb"] = ours["memory"] / found[PTB]["memory"]
    if AIOGRAM in found:
        told["against_aiogram"] = ours["replies"] / found[AIOGRAM]["replies"]
    return told


def row(figures: dict[str, Any]) -> str:
    """A line of the table, in Markdown."""
    digits = {"cpu": 2, "start": 2, "p50": 1, "p95": 1, "p99": 1, "own": 1}
    cells = [_cell(figures[key], digits.get(key, 0)) for key in COLUMNS]
    return f"| {' | '.join(cells)} |"


def _cell(value: Any, digits: int) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else f"{value:,.{digits}f}"


def compared(mode: str, aiogram: str) -> dict[str, bots.Start]:
    """The bots that can be started here."""
    known: dict[str, bots.Start] = {OURS: bots.ours}
    if mode == "polling" or bots.has(sys.executable, "tornado"):
        known |= {PTB: bots.ptb, CONCURRENT: bots.ptb_concurrent}
    else:
        click.echo('without python-telegram-bot by webhook: pip install "python-telegram-bot[webhooks]"', err=True)
    if bots.has(aiogram, "aiogram"):
        known[AIOGRAM] = bots.aiogram(aiogram)
    else:
        click.echo("without aiogram: name an interpreter that has it with --aiogram", err=True)
    return known


@click.command(help=__doc__)
@click.option("--messages", default=2000, help="How many in all.")
@click.option("--chats", default=50, help="How many write side by side.")
@click.option("--delay-ms", default=0, help="The round trip to Telegram.")
@click.option("--mode", type=click.Choice(["polling", "webhook"]), default="polling")
@click.option("--rounds", default=1, help="The bots take turns so often; the medians are told.")
@click.option("--limit", default=60.0, help="Seconds after which one bot's run ends.")
@click.option("--aiogram", default=sys.executable, help="A Python that has aiogram.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the figures as JSON.")
def main(mode: str, rounds: int, aiogram: str, out: Path | None, **options: Any) -> None:
    bots.learn()
    known = compared(mode, aiogram)
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in known}
    for _ in range(rounds):
        for name, start in known.items():
            runs[name].append(asyncio.run(measured(name, start, mode, options)))
    found = {name: middle(figures) for name, figures in runs.items()}
    click.echo(
        f"{mode}, {options['delay_ms']} ms round trip, {options['chats']} chats, {options['messages']} messages\n"
    )
    click.echo(f"| {' | '.join(COLUMNS.values())} |\n|{'---|' * len(COLUMNS)}")
    for figures in found.values():
        click.echo(row(figures))
    click.echo()
    for name in (PTB, CONCURRENT, AIOGRAM):
        if name in found:
            ratios = {key: found[OURS][key] / found[name][key] for key in ("replies", "p99", "cpu", "memory", "start")}
            click.echo(f"ours / {name}: " + ", ".join(f"{key} {ratio:.2f}" for key, ratio in ratios.items()))
    found[OURS] |= against(found)
    if out:
        keep(out, list(found.values()), NAMES)
    kept = promises(found, options["delay_ms"])
    for promise, holds in kept.items():
        click.echo(f"{'holds ' if holds else 'BROKEN'} {promise}")
    sys.exit(0 if all(kept.values()) else 1)


if __name__ == "__main__":
    main()
