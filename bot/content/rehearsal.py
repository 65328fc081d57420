"""What a new example would change, tried before it is written."""

from collections.abc import Iterable, Iterator

from bot.content.library import knowledge
from bot.content.sound import Sound
from bot.core.knowledge import Knowledge
from bot.core.routing import Route


def changes(usable: Sound, known: Knowledge, intent: str, wording: str, asked: Iterable[str]) -> Iterator[str]:
    """Lines that tell where the wording, other unanswered questions and test phrases go now, and would go then.

    `known` is what the bot knows now of the `usable` content.
    """
    grown = usable.intents[intent].model_copy(update={"examples": (*usable.intents[intent].examples, wording)})
    after = knowledge(usable.model_copy(update={"intents": usable.intents | {intent: grown}}), "")
    yield f"this wording:  {_told(known.router.route(wording))}  ->  {_told(after.router.route(wording))}"
    phrases = [
        (f"{name}'s test phrase '{phrase}'", phrase)
        for name, found in usable.intents.items()
        for phrase in (*found.tests.should_match, *found.tests.should_not_match)
    ]
    others = [(f"'{text}'", text) for text in dict.fromkeys(asked) if text != wording]
    moved = 0
    for label, text in (*others, *phrases):
        old, new = _place(known.router.route(text)), _place(after.router.route(text))
        if old != new:
            moved += 1
            yield f"{label}:  {old}  ->  {new}"
    yield f"{moved} of {len(others) + len(phrases)} other questions and test phrases would go elsewhere"


def _place(route: Route) -> str:
    return route.intent or route.refused or route.level or route.kind


def _told(route: Route) -> str:
    return f"{_place(route)} ({route.score:.2f})"
