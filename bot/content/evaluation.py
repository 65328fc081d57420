"""The figures of many routed messages: what became of them, label by label, and whether the scores are true."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.content.labelled import OUT_OF_SCOPE, QUIET, RED_FLAG
from bot.content.outcome import OUTCOMES, Routed, meets
from bot.content.table import table

BINS = 10
"""Calibration is looked at in so many equal steps of the score."""


@dataclass(frozen=True, slots=True)
class Step:
    """The messages whose score lies within one step: how many, their mean score, and the share that was right."""

    count: int
    score: float
    right: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Routed messages and their figures; a share runs from 0 to 1 and is None where there is nothing to divide by."""

    routed: Sequence[Routed]

    @property
    def outcomes(self) -> dict[str, int]:
        """How many messages had each outcome."""
        found = Counter(one.outcome for one in self.routed)
        return {outcome: found[outcome] for outcome in OUTCOMES}

    @property
    def hard_negatives(self) -> dict[str, Any]:
        """The messages that nothing covers, and how many of them were answered as if covered, cards included."""
        asked = [one for one in self.routed if meets(one.message.label, OUT_OF_SCOPE)]
        answered = sum(one.as_if_covered for one in asked)
        return {"messages": len(asked), "answered": answered, "share": _share(answered, len(asked))}

    @property
    def red_flags(self) -> dict[str, Any] | None:
        """How many red flags were found, and cards on messages that call for none; None without such labels."""
        flags = [one for one in self.routed if one.message.label == RED_FLAG]
        rest = [one for one in self.routed if RED_FLAG not in one.message.labels]
        quiet = [one for one in rest if one.message.label == QUIET]
        if not flags and not quiet:
            return None
        found = sum(one.route.kind == RED_FLAG for one in flags)
        false = sum(
            one.route.kind == RED_FLAG or (one.message.label == QUIET and one.outcome == "wrong") for one in rest
        )
        return {
            "messages": len(flags),
            "found": found,
            "recall": _share(found, len(flags)),
            "others": len(rest),
            "false_cards": false,
            "false_share": _share(false, len(rest)),
        }

    @property
    def labels(self) -> dict[str, dict[str, Any]]:
        """For each label: its messages; how many routed to it, and of its own, were right; where its own went."""
        reached = Counter(one.reached for one in self.routed)
        met = Counter(one.reached for one in self.routed if one.outcome == "right")
        own: dict[str, list[Routed]] = {}
        for one in sorted(self.routed, key=lambda one: one.message.label):
            own.setdefault(one.message.label, []).append(one)
        return {
            label: {
                "messages": len(ones),
                "precision": _share(met[label], reached[label]),
                "recall": _share(sum(one.outcome == "right" for one in ones), len(ones)),
                "went": dict(Counter(one.reached for one in ones).most_common()),
            }
            for label, ones in own.items()
        }

    @property
    def calibration(self) -> list[Step]:
        """Scores against the share that was right."""
        return calibration(self._scored)

    @property
    def calibration_error(self) -> float | None:
        """How far scores are from the share that was right."""
        return calibration_error(self._scored)

    @property
    def _scored(self) -> Iterator[tuple[float, bool]]:
        """Score and whether it was right, of messages that ask for something but report no red flag."""
        told = (one for one in self.routed if one.message.label not in (RED_FLAG, QUIET))
        return ((one.route.score, one.best_is_right) for one in told)

    def as_dict(self) -> dict[str, Any]:
        """All figures, as `evaluate --json` prints them."""
        times = [one.ms for one in self.routed]
        return {
            "messages": len(self.routed),
            "outcomes": self.outcomes,
            "shares": {name: _share(count, len(self.routed)) for name, count in self.outcomes.items()},
            "hard_negatives": self.hard_negatives,
            "red_flags": self.red_flags,
            "labels": self.labels,
            "calibration_error": self.calibration_error,
            "ms": {"median": round(at(times, 0.5), 3), "p99": round(at(times, 0.99), 3)},
        }

    def lines(self) -> Iterator[str]:
        """All figures for people."""
        figures = self.as_dict()
        yield f"{figures['messages']} messages"
        for name, words in OUTCOMES.items():
            yield _line(words, figures["outcomes"][name], figures["shares"][name])
        hard, flags = figures["hard_negatives"], figures["red_flags"]
        if hard["messages"]:
            yield f"of {hard['messages']} that nothing covers:"
            yield _line("answered as if covered", hard["answered"], hard["share"])
        if flags and flags["messages"]:
            yield f"of {flags['messages']} red flags:"
            yield _line("found", flags["found"], flags["recall"])
        if flags and flags["others"]:
            yield f"of {flags['others']} without a red flag:"
            yield _line("false cards", flags["false_cards"], flags["false_share"])
        if figures["calibration_error"] is not None:
            yield f"calibration error {figures['calibration_error']:.3f}"
        yield f"{figures['ms']['median']:.2f} ms a message at the median, {figures['ms']['p99']:.2f} ms at p99"
        yield from _table(figures["labels"])


def _line(words: str, count: int, share: float | None) -> str:
    return f"  {count:6d} {(share or 0) * 100:5.1f}% {words}"


def _table(labels: dict[str, dict[str, Any]]) -> Iterator[str]:
    """A line a label: precision, recall, and where its messages went, the most first."""
    rows = []
    for label, row in labels.items():
        went = ", ".join(f"{name} {count}" for name, count in row["went"].items())
        rows.append((label, str(row["messages"]), _figure(row["precision"]), _figure(row["recall"]), went))
    return table(("label", "messages", "precision", "recall", "went to"), rows)


def _figure(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}"


def calibration(scored: Iterable[tuple[float, bool]]) -> list[Step]:
    """Scores with whether they were right, in `BINS` equal steps of the score; empty steps are left out."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for score, right in scored:
        bins[min(int(score * BINS), BINS - 1)].append((score, right))
    return [
        Step(len(one), sum(score for score, _ in one) / len(one), sum(right for _, right in one) / len(one))
        for one in bins
        if one
    ]


def calibration_error(scored: Iterable[tuple[float, bool]]) -> float | None:
    """The expected calibration error: the gap between mean score and share right in each step; None without scores."""
    steps = calibration(scored)
    count = sum(step.count for step in steps)
    return round(sum(abs(step.score - step.right) * step.count for step in steps) / count, 4) if count else None


def at(values: Sequence[float], share: float) -> float:
    """The value that so large a share of the values does not exceed; 0 for none."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
