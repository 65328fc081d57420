"""What a new example would change, tried before it is written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.content.knowledge import knowledge
from bot.content.sound import Sound
from bot.core.knowledge import Knowledge
from bot.core.routing import Route


@dataclass(frozen=True, slots=True)
class Moved:
    """A text, whose it is, and where it goes now and would go then."""

    text: str
    of: str
    now: str
    then: str

    def __str__(self) -> str:
        named = f"{self.of}'s test phrase " if self.of else ""
        return f"{named}'{self.text}':  {self.now}  ->  {self.then}"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Where the wording itself goes now and would go then, which other texts would move, and of how many."""

    now: str
    then: str
    moved: tuple[Moved, ...]
    tried: int

    def lines(self) -> Iterator[str]:
        """All of it, to be printed."""
        yield f"this wording:  {self.now}  ->  {self.then}"
        yield from map(str, self.moved)
        yield f"{len(self.moved)} of {self.tried} other questions and test phrases would go elsewhere"


def rehearsed(usable: Sound, known: Knowledge, intent: str, wording: str, asked: Iterable[str]) -> Rehearsal:
    """What changes for the wording, for other unanswered questions and for all test phrases.

    `known` is what the bot knows now of the `usable` content.
    """
    grown = usable.intents[intent].model_copy(update={"examples": (*usable.intents[intent].examples, wording)})
    after = knowledge(usable.model_copy(update={"intents": usable.intents | {intent: grown}}), "", known.language.code)
    others = [(text, "") for text in dict.fromkeys(asked) if text != wording]
    phrases = [
        (phrase, name)
        for name, found in usable.intents.items()
        for phrase in (*found.tests.should_match, *found.tests.should_not_match)
    ]
    tried = [
        Moved(text, of, _place(known.router.route(text)), _place(after.router.route(text)))
        for text, of in (*others, *phrases)
    ]
    now, then = (_told(one.router.route(wording)) for one in (known, after))
    return Rehearsal(now, then, tuple(moved for moved in tried if moved.now != moved.then), len(tried))


def _place(route: Route) -> str:
    return route.intent or route.refused or route.level or route.kind


def _told(route: Route) -> str:
    return f"{_place(route)} ({route.score:.2f})"
