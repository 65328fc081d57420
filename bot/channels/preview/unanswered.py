"""What patients asked and no intent answered, as the page shows it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One question, how often it was asked in like words, and the names of the intents nearest to it."""

    asked: str
    count: int
    nearest: tuple[str, ...] = ()


Unanswered = Callable[[], list[Row]]
"""Gives the questions, the most frequent first; called whenever the page shows them."""


def none_kept() -> list[Row]:
    """No questions: nothing keeps them."""
    return []
