"""Why a message goes where it goes, in words for those who write the content."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.content.evidence import readable
from bot.core.intents import refuses
from bot.core.languages.language import Language
from bot.core.matching.match import Candidate, Match
from bot.core.matching.matcher import LONGEST, QUIET, near_tie
from bot.core.routing import Route, Router
from bot.core.safety.alarm import LEARNT
from bot.core.safety.around import Sense
from bot.core.words import words

SENSES: dict[Sense, str] = {
    "report": "reported",
    "question": "only asked about",
    "denial": "denied",
    "past": "long past",
    "what_if": "only imagined",
}
"""In which sense a danger sign is mentioned, in words."""
MATTERED = 0.2
"""The chance of any danger from which it is told what was learnt about danger."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A route with all that led to it.

    `nearest` are the likeliest intents, also those too weak to be candidates; `counted` is the evidence that spoke
    most for the first; `why` is the reason in a sentence; `danger` are the danger signs seen and what was learnt.
    """

    text: str
    route: Route
    match: Match
    nearest: tuple[Candidate, ...]
    counted: tuple[str, ...]
    why: str
    danger: tuple[str, ...]

    @property
    def read_as(self) -> str:
        """The message as it was understood."""
        cut = len(words(self.text)) > LONGEST
        return f"{self.match.read_as} (only its first and last {LONGEST // 2} words)" if cut else self.match.read_as

    @property
    def corrected(self) -> tuple[str, ...]:
        """The words that were taken for others."""
        return tuple(f"{typed} -> {meant}" for typed, meant in self.match.repaired)

    def lines(self) -> Iterator[str]:
        """All of it, to be printed."""
        route = self.route
        yield self.text
        yield f"  {route.kind}: {route.intent or route.level or '-'} (score {route.score:.2f})"
        yield from _told("why", [self.why])
        yield from _told("read as", [self.read_as or "(no words)"])
        yield from _told("corrected", [", ".join(self.corrected)] if self.corrected else [])
        yield from _told("counted", [", ".join(self.counted)] if self.counted else [])
        yield from _told("nearest", (f"{one.score:.2f} {one.intent}: {one.example}" for one in self.nearest))
        yield from _told("danger", self.danger)


def explain(router: Router, text: str) -> Explanation:
    """Routes a message and says why."""
    route, matcher = router.route(text), router.matcher
    match = matcher.match(text)
    nearest = matcher.nearest(match)
    counted = () if route.alarm else _readable(match, matcher.evidence(match), router.language)
    danger = [f'{one.flag} ({one.level}) {SENSES[one.sense]}: "{one.words}"' for one in route.sightings]
    feared = 1 - match.senses.get(QUIET, 1.0) >= MATTERED
    if match.senses and (feared or danger or route.alarm):
        told = sorted(match.senses.items(), key=lambda pair: (-pair[1], pair[0]))
        danger.append("learnt: " + ", ".join(f"{name} {chance:.2f}" for name, chance in told if chance >= 0.005))
        loudest = next((name for name, _ in told if name != QUIET), "")
        spoke = _readable(match, matcher.evidence(match, sense=loudest), router.language) if feared else ()
        danger += [f"speaks for {loudest}: {', '.join(spoke)}"] if spoke else []
    return Explanation(text, route, match, nearest, counted, reason(route, match, nearest, matcher.bars), tuple(danger))


def _readable(match: Match, keys: Iterable[str], language: Language) -> tuple[str, ...]:
    tokens = match.read_as.split()
    return tuple(readable(key, tokens, language) for key in keys)


def reason(route: Route, match: Match, nearest: Sequence[Candidate], bars: tuple[float, float]) -> str:
    """The reason for a route; the bars are the chances for asking back and for an answer."""
    if route.alarm:
        first = "danger signs come before any question"
        what = first if route.kind == "red_flag" else "she reports a mild sign of her own, so the symptom check begins"
        named = "it reads like the reports in reports.yaml, though no phrase of red_flags.yaml names it"
        return f"{what}; {named if route.alarm.flag == LEARNT else 'the sign is ' + route.alarm.flag}"
    if not match.candidates:
        return "lost: there is no word in it to go by"
    return _of_score(route, match, nearest, *bars)


def _of_score(route: Route, match: Match, nearest: Sequence[Candidate], ask: float, sure: float) -> str:
    """The reason where the score decided."""
    best, score = match.candidates[0].intent, match.score
    if match.outcome == "lost":
        beside = f"; nearest is {best}, a neighbouring topic" if refuses(best) else ""
        return f"lost: {score:.2f} stays below {ask:.2f}, from where it would ask back{beside}"
    if refuses(best):
        named = "" if route.refused else ", without naming it since it is not clear enough which one"
        return f"refused: {best} is a neighbouring topic, outside of what the bot knows{named}"
    if route.kind == "suggest":
        offered = f"; it asks back with {', '.join(route.choices)}"
        if score >= sure and near_tie(match.candidates):
            second = match.candidates[1]
            return f"unsure: a near tie is never guessed, and {second.intent} has {second.score:.2f} too{offered}"
        return f"unsure: {score:.2f} stays below {sure:.2f}, the bar for an answer{offered}"
    if route.also:
        return f"sure: two questions are asked, {route.intent} is answered first, then {', '.join(route.also)}"
    beside = f"; the next, {nearest[1].intent}, has {nearest[1].score:.2f}" if len(nearest) > 1 else ""
    starts = "; it begins the symptom check" if route.kind == "symptom_check" else ""
    return f"sure: {score:.2f} reaches {sure:.2f}, the bar for an answer{beside}{starts}"


def _told(label: str, lines: Iterable[str]) -> Iterator[str]:
    """Lines with a label before the first."""
    for number, line in enumerate(lines):
        yield f"    {'' if number else label:<11}{line}"
