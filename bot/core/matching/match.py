"""What matching finds: the outcome, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Candidate:
    """One intent that a message may ask for: its score from 0 to 1, and the example nearest to the message."""

    intent: str
    score: float
    example: str


@dataclass(frozen=True, slots=True)
class Match:
    """The outcome and the best intents first.

    `score` is how likely the best one is right, from 0 to 1; `read_as` is the message as it was understood;
    `repaired` names the words that were taken for others; `senses` is the chance of each sense in which it may speak
    of danger; `clear` says whether the best candidate is clearly the one meant among those that are answered alike.
    """

    outcome: Literal["sure", "unsure", "lost"]
    score: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    read_as: str = ""
    repaired: tuple[tuple[str, str], ...] = ()
    senses: Mapping[str, float] = field(default_factory=dict)
    clear: bool = True
