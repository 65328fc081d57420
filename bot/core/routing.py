"""Where a message goes and why: danger signs first, then the intents."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.core.intents import Intent, covers, refuses
from bot.core.languages.english import ENGLISH
from bot.core.languages.language import Language
from bot.core.matching.match import Candidate, Match
from bot.core.matching.matcher import Matcher
from bot.core.points import asked_for
from bot.core.safety.alarm import DENIAL, LEARNT, Heard, alarm, beside
from bot.core.safety.format import MILD
from bot.core.safety.watch import Look, Sighting, Watch
from bot.core.words import words

Kind = Literal["answer", "suggest", "lost", "red_flag", "symptom_check"]
URGENCY = ("symptoms", "treatment", "causes", "what_is")
"""Which of two questions in one message is answered first."""
ELSEWHERE = 0.8
"""The chance of a neighbouring topic from which a mild sign that no phrase names is taken to belong to it."""
DENIES = 0.25
"""The learnt chance from which a message is taken to deny a danger sign; it costs one line more in the reply."""
POINTING = 4
"""Words up to which a message that says "it" names nothing of its own."""
CHOICES = 3
"""At most so many questions in "Did you mean ...?"."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a message goes.

    `intent` is answered; `refused` is the neighbouring topic that it asks about instead; `level` is the red flag's;
    `also` are further intents that the same message asks for; `score` runs from 0 to 1; `candidates` are the nearest
    intents with the example that speaks for each; `sightings` are the danger signs mentioned, `alarm` the one reported;
    `denies` tells whether the message says that a sign, whichever, is not there.
    """

    kind: Kind
    intent: str | None = None
    level: Literal["emergency", "urgent"] | None = None
    score: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    refused: str | None = None
    sightings: tuple[Sighting, ...] = ()
    also: tuple[str, ...] = ()
    alarm: Sighting | None = None
    denies: bool = False

    @property
    def named(self) -> bool:
        """Whether a danger sign is reported in so many words: by a phrase, not only by what was learnt."""
        return self.alarm is not None and self.alarm.flag != LEARNT

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

    def __init__(
        self, intents: Mapping[str, Intent], matcher: Matcher, watch: Watch, language: Language = ENGLISH
    ) -> None:
        self.language = language
        self._intents = intents
        self._matcher = matcher
        self._watch = watch

    @property
    def matcher(self) -> Matcher:
        """What finds the intent, for those who ask why."""
        return self._matcher

    def route(self, text: str, topic: str = "") -> Route:
        """Where a message of any kind and length goes; never fails.

        `topic` is the intent answered last: a short message that says only "it" or "that" may mean it.
        """
        found = self._matcher.match(text)
        look = self._watch.look(text)
        sightings = look.sightings
        whole = self._witnessed(look, found.senses, found.read_as)
        left = self._witnessed(look, *self._matcher.senses(look.left)) if look.firm else None
        if left and not look.clear:
            whole, left = left, None
        rest = self._heard(look.rest) if look.rest else None
        reported = alarm(whole, rest, struck=look.struck, left=left)
        if look.told and (reported is None or reported.level == MILD):
            reported = beside((self._heard(clause) for clause in look.told), reported)
        if reported and reported.level != "symptom_check":
            return Route("red_flag", level=reported.level, score=1.0, sightings=sightings, alarm=reported)
        if reported and not self._elsewhere(reported, found):
            return Route("symptom_check", None, None, 1.0, found.candidates, None, sightings, alarm=reported)
        route = replace(self._decided(found), sightings=sightings, denies=self._denies(look, found))
        if route.kind == "suggest" and topic in route.choices and _points_back(text, self.language):
            return replace(route, kind="answer", intent=topic)
        if route.kind == "answer" and route.intent and covers(route.intent):
            if self._still_of(topic, text):
                return replace(route, intent=topic)
            return self._with_second(route, text)
        return route

    def _still_of(self, topic: str, text: str) -> bool:
        """Whether a few words that say only "it" or "that" ask for a point of a topic ("does it hurt", a stitch)."""
        short = len(words(text, self.language)) <= POINTING and _points_back(text, self.language)
        return short and topic in self._intents and bool(asked_for(self._intents[topic], text, self.language))

    def _denies(self, look: Look, found: Match) -> bool:
        """Whether a message says that some danger sign, whichever, is not there."""
        if look.firm or any(sighting.sense == "denial" for sighting in look.sightings):
            return True
        denied = self._matcher.senses(look.denied)[0] if look.denied else {}
        return max(found.senses.get(DENIAL, 0.0), denied.get(DENIAL, 0.0)) >= DENIES

    def _heard(self, text: str) -> Heard:
        return self._witnessed(self._watch.look(text), *self._matcher.senses(text))

    def _witnessed(self, look: Look, senses: Mapping[str, float], read_as: str) -> Heard:
        return Heard(look.sightings, senses, _telling(read_as, self.language), look.signs, look.topic, look.minor)

    @staticmethod
    def _elsewhere(mild: Sighting, found: Match) -> bool:
        """Whether a mild sign that only seems to be one surely belongs to a neighbouring topic (a dog's discharge)."""
        best = found.candidates[0] if found.candidates else None
        return mild.flag == LEARNT and best is not None and refuses(best.intent) and best.score >= ELSEWHERE

    def _decided(self, found: Match) -> Route:
        """The route that a match asks for."""
        best = found.candidates[0].intent if found.candidates else ""
        route = Route("lost", score=found.score, candidates=found.candidates)
        if found.outcome == "lost":
            return route
        if refuses(best):
            # A neighbouring topic is named only when it is clear which; it is refused either way.
            return replace(route, refused=best) if found.outcome == "sure" and found.clear else route
        if found.outcome == "unsure":
            return replace(route, kind="suggest")
        return replace(route, kind="symptom_check" if self._intents[best].starts else "answer", intent=best)

    def _with_second(self, route: Route, text: str) -> Route:
        """Adds the second question when a message asks two, the more urgent one first."""
        asked = [part for part in self.language.questions.split(text) if self.language.question.match(part)]
        if len(asked) < 2:
            return route
        found = [self._decided(self._matcher.match(part)) for part in asked[:4]]
        first = found[0].intent or ""
        intents = {
            first if self._still_of(first, part) else r.intent
            for r, part in zip(found, asked, strict=False)
            if r.kind == "answer" and r.intent and covers(r.intent)
        }
        if len(intents) < 2:
            return replace(route, intent=next(iter(intents), route.intent))
        ordered = sorted(intents, key=lambda name: (URGENCY.index(name) if name in URGENCY else 9, name))
        return replace(route, intent=ordered[0], also=tuple(ordered[1:2]))


def _telling(text: str, language: Language) -> int:
    """How many words of a message tell something: those of three letters or more that are no mere links."""
    return sum(len(word) > 2 and not word.isdigit() and word not in language.links for word in text.split())


def _points_back(text: str, language: Language) -> bool:
    """Whether a message is short and names its topic only by "it", "that" or the like."""
    said = words(text, language)
    return len(said) <= 8 and not language.pointers.isdisjoint(said)
