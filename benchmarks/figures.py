"""What is counted: accuracy, refusals at a threshold, ranking of what is not covered, calibration, memory."""

import json
import resource
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.public_data import OUT, Message
from benchmarks.routers import Guess
from bot.content.evaluation import calibration_error

Routed = Sequence[tuple[Message, Guess]]


def accuracy(routed: Routed) -> float | None:
    """The share of covered messages that reach their own intent, however unsure."""
    right = [message.label == guess.label for message, guess in routed if message.label != OUT]
    return sum(right) / len(right) if right else None


def auroc(routed: Routed) -> float | None:
    """The chance that a covered message scores higher than one that is not; None without both."""
    covered = np.sort([guess.score for message, guess in routed if message.label != OUT])
    rest = np.array([guess.score for message, guess in routed if message.label == OUT])
    if not len(covered) or not len(rest):
        return None
    below = np.searchsorted(covered, rest, "left") + np.searchsorted(covered, rest, "right")
    return float(1 - below.mean() / 2 / len(covered))


def at_threshold(routed: Routed, threshold: float) -> tuple[float, float]:
    """The share of covered messages that are accepted and right, and of the others that are refused."""
    right = [
        guess.label == message.label and guess.score >= threshold for message, guess in routed if message.label != OUT
    ]
    refused = [guess.score < threshold for message, guess in routed if message.label == OUT]
    return sum(right) / len(right), sum(refused) / len(refused)


def threshold(routed: Routed) -> float | None:
    """The threshold at which the smaller of both shares is largest; None without messages that are not covered."""
    if auroc(routed) is None:
        return None
    scores = sorted({guess.score for _, guess in routed})
    tried = scores[:: max(1, len(scores) // 400)]
    found = [(*sorted(at_threshold(routed, score)), score) for score in tried]
    return max(found)[2]


def calibration(routed: Routed) -> float | None:
    """The expected calibration error over covered messages."""
    covered = [(guess.score, guess.label == message.label) for message, guess in routed if message.label != OUT]
    return calibration_error(covered)


def memory() -> float:
    """The memory of this process in MiB: now, where the system tells, or else at its peak."""
    told = Path("/proc/self/statm")
    if told.exists():
        return int(told.read_text().split()[1]) * resource.getpagesize() / 2**20
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def keep(path: Path, rows: Sequence[dict[str, Any]], names: Sequence[str]) -> None:
    """Writes rows of figures as JSON; a row that is there replaces the one with the same names, the others stay."""
    kept = {_named(row, names): row for row in (json.loads(path.read_text("utf-8")) if path.exists() else [])}
    kept |= {_named(row, names): row for row in rows}
    lines = ",\n".join(map(json.dumps, kept.values()))
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def _named(row: dict[str, Any], names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[name] for name in names) if all(name in row for name in names) else (json.dumps(row),)
