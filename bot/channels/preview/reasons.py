"""Why the bot said what it said: the reasons for one turn, in words."""

from typing import Any

from bot.channels.preview.remembered import remembered
from bot.content.explanation import SENSES, Explanation, explain
from bot.core.check import OPEN, TICKED
from bot.core.knowledge import Knowledge
from bot.core.languages.language import Language
from bot.core.matching.matcher import Matcher
from bot.core.messages import Command, Event, Tap, TimedOut, written
from bot.core.routing import Route
from bot.core.safety.alarm import CARDS
from bot.core.turn import Turn
from bot.core.words import words

_HEADLINES = {
    "answer": "Answered",
    "suggest": "Asked back",
    "lost": "Not understood",
    "refused": "A neighbouring topic, refused kindly",
    "red_flag": "Danger sign",
    "symptom_check": "Symptom check begun",
}


def reasons(known: Knowledge, event: Event, turn: Turn, ms: float, pressed: str = "") -> dict[str, Any]:
    """The reasons for a turn, for the page; `pressed` is the label of the button behind a tap."""
    text = written(event)
    told = {"said": text, "ms": round(ms, 1), "remembered": remembered(known, turn.session)}
    if turn.route is None:
        return told | {"kind": "none", "headline": _unrouted(event, pressed), "why": _why_unrouted(event)}
    # Matching is a pure function, so what is explained now is what was decided then.
    found = explain(known.router, text)
    route = turn.route
    kind = "refused" if route.refused else route.kind
    named = route.intent or route.refused
    told_of = known.intents[named].title if named else route.level
    return told | {
        "kind": kind,
        "headline": f"{_HEADLINES[kind]}: {told_of}" if told_of else _HEADLINES[kind],
        "why": _why(route, found),
        "score": route.score,
        "nearest": [
            {"intent": one.intent, "title": known.intents[one.intent].title, "score": one.score, "example": one.example}
            for one in found.nearest
        ],
        "read_as": _read_as(known.router.matcher, found, known.language),
        "corrected": [{"typed": typed, "read": read} for typed, read in found.match.repaired],
        "counted": found.counted,
        "signs": _signs(route),
        "danger": round(sum(found.match.senses.get(card, 0.0) for card in CARDS), 4),
    }


def _unrouted(event: Event, pressed: str) -> str:
    match event:
        case Tap():
            return f"Button pressed: {pressed.removeprefix(TICKED).removeprefix(OPEN)}"
        case Command(name=name):
            return f"Command: /{name}"
        case TimedOut():
            return "Left alone for too long"
        case _:
            return "Taken as an answer to the open question"


def _why_unrouted(event: Event) -> str:
    if isinstance(event, Tap | Command | TimedOut):
        return "Nothing had to be understood: no words were looked at."
    return "It fits the question that the symptom check had open, so no intent was looked for."


def _why(route: Route, found: Explanation) -> str:
    """The reason in a sentence; the topic answered last may have decided what the words alone did not."""
    if route.kind == "answer" and found.route.kind == "suggest":
        return "Sure: it names its topic only as “it” or the like, so the topic answered last was taken."
    return f"{found.why[0].upper()}{found.why[1:]}."


def _read_as(matcher: Matcher, found: Explanation, language: Language) -> list[dict[str, object]]:
    """The words of the message as it was read, and which of them counted: for the card, or for the nearest intent."""
    if alarm := found.route.alarm:
        counted = {language.stem(word) for word in words(alarm.words, language)}
    else:
        counted = {one for key in matcher.evidence(found.match) if key[0] in "wbs" for one in key.split()[1:]}
    return [{"word": word, "counted": language.stem(word) in counted} for word in found.match.read_as.split()]


def _signs(route: Route) -> list[dict[str, Any]]:
    """Each danger sign mentioned, in which sense, and whether it is what the alarm rests on."""
    return [
        {"flag": s.flag, "level": s.level, "sense": SENSES[s.sense], "words": s.words, "alarm": s == route.alarm}
        for s in route.sightings
    ]
