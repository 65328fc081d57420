"""Measures routing on BANKING77 and CLINC150, against other routers in the same run.

Example: python benchmarks/routing.py --data ../shared/data --only banking77 --baselines svm
"""

import gc
import random
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import click

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file, only its own folder is looked at

from benchmarks.figures import Routed, accuracy, at_threshold, auroc, calibration, keep, memory, threshold
from benchmarks.public_data import SIZES, Message, all_mistyped, data_set
from benchmarks.routers import KINDS, Router
from bot.content.evaluation import at

SETS = ("banking77", "clinc150")
COLUMNS = {
    "set": "set", "size": "examples", "router": "router", "accuracy": "accuracy", "typo": "typo", "auroc": "AUROC",
    "accepted": "in scope", "refused": "refused", "ece": "ECE", "median": "ms median", "p99": "ms p99",
    "seconds": "learning s", "memory": "MiB",
}  # fmt: skip
"""The columns of the table. `in scope` is the share of covered messages accepted and right, `refused` that of the
others refused, both at the one threshold that was chosen on the validation messages."""


def measured(folder: Path, size: str, router: str) -> dict[str, Any]:
    """All figures of one router on one set; meant for a process of its own, so that memory is its own too."""
    kind, data = KINDS[router], data_set(folder, size)
    gc.collect()
    before, began = memory(), time.perf_counter()
    route = kind.learn(data)
    seconds = time.perf_counter() - began
    gc.collect()
    grown = memory() - before
    times: list[float] = []
    valid = _routed(route, _some(data.valid, kind.most), times)
    test = _routed(route, _some(data.test, kind.most), times)
    typos = _routed(route, _some(all_mistyped(data.test), kind.most), times)
    bar = threshold(valid)
    accepted, refused = at_threshold(test, bar) if bar is not None and auroc(test) is not None else (None, None)
    return {
        "set": data.name, "size": size, "router": router, "accuracy": accuracy(test), "typo": accuracy(typos),
        "auroc": auroc(test), "accepted": accepted, "refused": refused,
        "ece": calibration(test) if kind.chances else None,
        "median": at(times, 0.5), "p99": at(times, 0.99), "seconds": seconds, "memory": grown,
    }  # fmt: skip


def _some(messages: Sequence[Message], most: int | None) -> Sequence[Message]:
    """At most so many of the messages, drawn with a fixed seed."""
    return messages if most is None or len(messages) <= most else random.Random(2).sample(messages, most)


def _routed(route: Router, messages: Iterable[Message], times: list[float]) -> Routed:
    routed = []
    for message in messages:
        began = time.perf_counter()
        guess = route(message.text)
        times.append((time.perf_counter() - began) * 1000)
        routed.append((message, guess))
    return routed


def runs(data: Path, sets: Sequence[str], routers: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The figures of every router on every set and size, one process after another."""
    wanted = [(data / name, size, router) for name in sets for size in SIZES for router in routers]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        for one in wanted:
            yield pool.submit(measured, *one).result()


def row(figures: dict[str, Any]) -> str:
    """A line of the table, in Markdown."""
    digits = {"median": 2, "p99": 2, "seconds": 1, "memory": 0}
    cells = [
        f"{value:.{digits.get(key, 3)}f}" if isinstance(value, float) else "" if value is None else str(value)
        for key, value in ((key, figures[key]) for key in COLUMNS)
    ]
    return f"| {' | '.join(cells)} |"


def _listed(_: click.Context, parameter: click.Parameter, value: str) -> list[str]:
    known = SETS if parameter.name == "only" else [name for name in KINDS if name != "ours"]
    names = list(known) if value == "all" else [name for name in value.split(",") if name]
    if unknown := [name for name in names if name not in known]:
        raise click.BadParameter(f"{', '.join(unknown)}: choose from {', '.join(known)}")
    return names


@click.command(help=__doc__)
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--only", default="all", callback=_listed, help="The sets, with commas between them.")
@click.option("--baselines", default="all", callback=_listed, help="The other routers, with commas between them.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the figures as JSON; rows of other runs stay.",
)
def main(data: Path, only: list[str], baselines: list[str], out: Path | None) -> None:
    routers = ["ours", *(name for name in baselines if KINDS[name].installed)]
    if missing := [name for name in baselines if not KINDS[name].installed]:
        click.echo(f"not installed, so left out: {', '.join(missing)}", err=True)
    click.echo(f"| {' | '.join(COLUMNS.values())} |\n|{'---|' * len(COLUMNS)}")
    found = []
    for figures in runs(data, only, routers):
        found.append(figures)
        click.echo(row(figures))
    if out:
        keep(out, found, ("set", "size", "router"))


if __name__ == "__main__":
    main()
