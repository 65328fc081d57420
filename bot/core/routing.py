"""Where a message goes and why: danger signs first, then the intents."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.core.intents import Intent, refuses
from bot.core.matching.match import Candidate
from bot.core.matching.matcher import Matcher
from bot.core.safety.watch import Sighting, Watch

Kind = Literal["answer", "suggest", "lost", "red_flag", "symptom_check"]
CHOICES = 3
"""At most so many questions in "Did you mean ...?"."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a message goes.

    `intent` is answered; `refused` is the neighbouring topic that it asks about instead; `level` is the red flag's;
    `score` runs from 0 to 1; `candidates` are the nearest intents with the example that speaks for each.
    """

    kind: Kind
    intent: str | None = None
    level: Literal["emergency", "urgent"] | None = None
    score: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    refused: str | None = None
    sightings: tuple[Sighting, ...] = ()

    @property
    def choices(self) -> tuple[str, ...]:
        """The intents to offer when it is not sure; never a neighbouring topic."""
        return tuple(c.intent for c in self.candidates if not refuses(c.intent))[:CHOICES]

    def as_dict(self) -> dict[str, Any]:
        """The route as `route --json` prints it, without the text and the time."""
        return {
            "kind": self.kind,
            "intent": self.intent,
            "level": self.level,
            "score": round(self.score, 4),
            "candidates": [
                {"intent": c.intent, "score": round(c.score, 4), "example": c.example} for c in self.candidates
            ],
        }


class Router:
    """Joins the watch for danger signs and the matching of intents."""

    def __init__(self, intents: Mapping[str, Intent], matcher: Matcher, watch: Watch) -> None:
        self._intents = intents
        self._matcher = matcher
        self._watch = watch

    def route(self, text: str) -> Route:
        """Where a message of any kind and length goes; never fails."""
        sightings = self._watch.look(text)
        reported = next((sighting for sighting in sightings if sighting.sense == "report"), None)
        if reported and reported.level != "symptom_check":
            return Route("red_flag", level=reported.level, score=1.0, sightings=sightings)
        found = self._matcher.match(text)
        if reported:
            return Route("symptom_check", score=1.0, candidates=found.candidates, sightings=sightings)
        best = found.candidates[0].intent if found.candidates else ""
        if found.outcome == "sure" and refuses(best):
            return Route("lost", None, None, found.score, found.candidates, best, sightings)
        if found.outcome == "sure":
            kind: Kind = "symptom_check" if self._intents[best].starts else "answer"
            return Route(kind, best, None, found.score, found.candidates, None, sightings)
        unsure = Route("suggest", None, None, found.score, found.candidates, None, sightings)
        if found.outcome == "unsure" and unsure.choices:
            return unsure
        return Route("lost", None, None, found.score, found.candidates, None, sightings)
