"""Answers as articles that somebody sends to others: to a partner, into a family's chat. Nobody is known here."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.answers import Answers
from bot.core.intents import covers
from bot.core.knowledge import Knowledge
from bot.core.messages import TEXT_LIMIT, Button, Reply, units
from bot.core.replies import Row
from bot.core.words import words

MOST = 8
"""Articles offered at a time: nobody scrolls further, and Telegram takes 50."""
LINE = 100
"""Characters of the line under an article's title."""
SEVERAL = 3
"""Words from which a query may be a report that no phrase of the red flags names."""


@dataclass(frozen=True, slots=True)
class Article:
    """One text to send: its name, title and one line about it in the list, and the message that it becomes."""

    name: str
    title: str
    line: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class Articles:
    """What is offered for a query, the best first, and the button above it, which leads to the private chat."""

    offered: tuple[Article, ...]
    button: Button


def articles(known: Knowledge, query: str) -> Articles:
    """The articles for what somebody typed: the topics in the menu's order when that says nothing.

    A red flag in it brings the number to call before all others.
    """
    route = known.router.route(query) if query.strip() else None
    names = [name for name in (route.intent, *route.also) if name] if route else []
    names += [candidate.intent for candidate in known.router.matcher.match(query).candidates] if route else []
    found = [_article(known, name) for name in _told(known, names)]
    # An alarm is more than a word that is being typed: one that no phrase names takes several words.
    if route and route.kind == "red_flag" and (route.named or len(words(query, known.language)) >= SEVERAL):
        found.insert(0, _emergency(known))
    return Articles(tuple(found[:MOST]), Button(known.flow.title, "check", private=True))


def _told(known: Knowledge, names: Iterable[str]) -> list[str]:
    """Those of some intents that the leaflet answers, then all others of them."""
    ordered = dict.fromkeys([*names, *known.replies.menu, *sorted(known.intents)])
    return [name for name in ordered if covers(name) and name in known.intents and known.intents[name].answer]


def _article(known: Knowledge, name: str) -> Article:
    answers = Answers(known.intents, known.sources, known.replies.labels, known.language)
    answer = answers.first(name, resume=False)
    closing = known.replies.shared.says
    text = _cut(answer.text, TEXT_LIMIT - units(f"{answer.title}\n\n\n\n{closing}"))
    rows: tuple[Row, ...] = ((Button(known.replies.labels.ask_me, name, private=True),),)
    return Article(name, answer.title, _line(answer.text), Reply(f"{text}\n\n{closing}", answer.title, rows))


def _emergency(known: Knowledge) -> Article:
    card = known.replies.shared_emergency
    return Article("emergency", card.title or card.says, _line(card.says), Reply(card.says, card.title or ""))


def _line(text: str) -> str:
    """How a text begins, within a line."""
    first = " ".join(text.split())
    return first if len(first) <= LINE else first[: LINE - 1].rsplit(" ", 1)[0] + "…"


def _cut(text: str, room: int) -> str:
    """As many of a text's paragraphs as there is room for, in UTF-16 units as Telegram counts."""
    paragraphs = text.split("\n\n")
    while len(paragraphs) > 1 and units("\n\n".join(paragraphs)) > room:
        paragraphs.pop()
    kept = "\n\n".join(paragraphs)
    while units(kept) > room:
        kept = kept[: len(kept) - (units(kept) - room + 1) // 2]
    return kept
