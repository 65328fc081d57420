"""Measures time and memory of the matching from 1,000 to 100,000 examples, made of the public sets' own words.

Example: python benchmarks/scale.py --data ../shared/data --sizes 1000,10000
"""

import gc
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import click

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file, only its own folder is looked at

from benchmarks.figures import keep, memory
from benchmarks.public_data import Message, mistyped, read
from bot.content import cache
from bot.content.evaluation import at
from bot.content.knowledge import common_words
from bot.core.matching.matcher import Matcher

AN_INTENT = 100
"""Examples an intent."""
SLIPS = 0.05
"""The share of examples that hold a typing mistake."""
ASKED = 2000
"""So many messages are asked: the sets' own tests, half of them with typing mistakes."""
KEPT = "scale"
COLUMNS = {
    "examples": "examples", "intents": "intents", "learning": "learning s", "learning_memory": "learning MiB",
    "loading": "loading s", "memory": "MiB", "median": "ms median", "p99": "ms p99", "worst": "ms worst",
}  # fmt: skip
"""The columns of the table. Loading is a start of the program with what an earlier one learnt; `MiB` and the times a
message are those of such a start."""


def examples(messages: Sequence[Message], count: int, *, each: int = AN_INTENT, seed: int = 0) -> dict[str, list[str]]:
    """So many examples: each intent joins the beginnings of one real intent's texts to the ends of another's."""
    chance = random.Random(seed)
    of: dict[str, list[list[str]]] = {}
    for message in messages:
        of.setdefault(message.label, []).append(message.text.split())
    labels = sorted(of)
    made: dict[str, list[str]] = {}
    for number in range(max(2, count // each)):
        first, second = of[chance.choice(labels)], of[chance.choice(labels)]
        made[f"intent{number}"] = [_joined(first, second, chance) for _ in range(each)]
    return made


def _joined(first: list[list[str]], second: list[list[str]], chance: random.Random) -> str:
    begin, end = chance.choice(first), chance.choice(second)
    text = " ".join(begin[: chance.randint(1, len(begin))] + end[chance.randrange(len(end)) :])
    return mistyped(text, chance) if chance.random() < SLIPS else text


def learning(folder: Path, count: int) -> dict[str, Any]:
    """Learns and keeps what was learnt; meant for a process of its own, so that memory is its own too."""
    made, known = examples(_read(folder, "train"), count), common_words("en")
    gc.collect()
    before, began = memory(), time.perf_counter()
    matcher = Matcher(made, known=known)
    seconds = time.perf_counter() - began
    gc.collect()
    grown = memory() - before
    cache.keep(KEPT, matcher.learnt)
    return {"examples": count, "intents": len(made), "learning": seconds, "learning_memory": grown}


def asking(folder: Path, count: int) -> dict[str, Any]:
    """Starts from what was kept and routes messages; meant for a process of its own."""
    made, known = examples(_read(folder, "train"), count), common_words("en")
    chance = random.Random(3)
    tests = _read(folder, "test")
    asked = [message.text for message in chance.sample(tests, min(ASKED, len(tests)))]
    texts = [mistyped(text, chance) if i % 2 else text for i, text in enumerate(asked)]
    gc.collect()
    before, began = memory(), time.perf_counter()
    kept = cache.kept(KEPT)
    assert kept is not None
    matcher = Matcher(made, known=known, kept=kept)
    loading, times = time.perf_counter() - began, []
    for text in texts:
        began = time.perf_counter()
        matcher.match(text)
        times.append((time.perf_counter() - began) * 1000)
    gc.collect()
    return {
        "loading": loading, "memory": memory() - before,
        "median": at(times, 0.5), "p99": at(times, 0.99), "worst": max(times),
    }  # fmt: skip


def _read(folder: Path, part: str) -> tuple[Message, ...]:
    """The messages of all sets in a folder."""
    return tuple(message for one in sorted(folder.iterdir()) for message in read(one / f"{part}.jsonl"))


def runs(data: Path, sizes: Sequence[int]) -> Iterator[dict[str, Any]]:
    """The figures of each size: one process learns, another starts from what was kept."""
    with tempfile.TemporaryDirectory() as room:
        os.environ["BOT_CACHE_DIR"] = room
        with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
            for size in sizes:
                yield pool.submit(learning, data, size).result() | pool.submit(asking, data, size).result()


def row(figures: dict[str, Any]) -> str:
    """A line of the table, in Markdown."""
    digits = {"learning": 1, "loading": 2, "median": 2, "p99": 2, "worst": 2}
    cells = [f"{figures[key]:,.{digits.get(key, 0)}f}" for key in COLUMNS]
    return f"| {' | '.join(cells)} |"


@click.command(help=__doc__)
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--sizes", default="1000,10000,100000", help="How many examples, with commas between them.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the figures as JSON; rows of other runs stay.",
)
def main(data: Path, sizes: str, out: Path | None) -> None:
    click.echo(f"| {' | '.join(COLUMNS.values())} |\n|{'---|' * len(COLUMNS)}")
    found = []
    for figures in runs(data, [int(size) for size in sizes.split(",")]):
        found.append(figures)
        click.echo(row(figures))
    if out:
        keep(out, found, ("examples", "intents"))


if __name__ == "__main__":
    main()
