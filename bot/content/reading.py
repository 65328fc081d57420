"""What to look at in the words that patients read: too long, too hard, banned, old, or with odd figures."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from bot.content.document import Document, Path_
from bot.content.figures import unknown
from bot.content.parts import FLOW, Parts
from bot.content.wording import banned, hard, hardness
from bot.core.intents import Intent, covers
from bot.core.languages.language import Plainness

SCREEN = 900
"""Characters that fit a phone's screen without scrolling."""
BUTTONS = 100
"""Buttons that Telegram takes under one message."""
_LABELS = frozenset(
    {"title", "label", "short", "step", "back", "skip", "cancel", "done", "show", "change", "other", "skipped"}
    | {"labels", "unnamed", "commands", "id", "kind", "level", "menu", "ends", "language", "awaits"}
)
"""Keys of words too short for a grade, or not read at all."""


def warn(parts: Parts, today: date) -> None:
    """Notes in the documents what to look at in the texts."""
    plainness = parts.language.plainness
    for name, intent in parts.intents.items():
        document = parts.documents[name]
        _dated(document, intent, today)
        _figures(parts, document)
        length = len("\n\n".join(paragraph.says for paragraph in intent.answer))
        if length > SCREEN:
            says = f"the first screen has {length:,} characters and a phone shows {SCREEN}: move a part to `more:`"
            document.warn(("answer", ""), says)
        if plainness:
            texts = {"title": intent.title, "answer": _says(intent.answer), "more": _says(intent.more)}
            _plain(document, texts, plainness)
    for name in ("replies", FLOW):
        if name in parts.documents and plainness:
            _plain(parts.documents[name], parts.documents[name].data, plainness)
    topics = sum(map(covers, parts.intents))
    if topics > BUTTONS and "replies" in parts.documents:
        says = f"there are {topics} topics and Telegram takes {BUTTONS} buttons in one message: join some"
        parts.documents["replies"].warn(("menu", ""), says)


def _says(paragraphs: Any) -> list[dict[str, str]]:
    return [{"says": paragraph.says} for paragraph in paragraphs]


def _dated(document: Document, intent: Intent, today: date) -> None:
    if (today - intent.reviewed).days > 365:
        document.warn(("reviewed",), "reviewed over a year ago: have a clinician read it, then write the new day")
    elif intent.reviewed > today + timedelta(days=1):  # a day later somewhere on earth
        document.warn(("reviewed",), "this day is yet to come: write the day of the last review")


def _figures(parts: Parts, document: Document) -> None:
    """Numbers that the source does not hold; from the file as it stands, so that a clinic's phone is no figure."""
    for key in ("answer", "more"):
        for i, paragraph in enumerate(document.data.get(key, ())):
            source = parts.sources.get(paragraph["source"].strip())
            if source is None or source.figures is None:
                continue
            for figure in unknown(paragraph["says"], source.figures, parts.language):
                says = f"the figure '{figure}' is not in `figures:` of the source '{paragraph['source']}': check it"
                document.warn((key, i, "says"), f"{says}, then write it there")


def _plain(document: Document, data: Any, plainness: Plainness) -> None:
    for path, text in _texts(data, ()):
        for words, advice in banned(text, plainness.banned):
            document.warn(path, f"'{words}' is a banned word, for {advice}")
        found = hardness(text, plainness)
        if found > plainness.most and _LABELS.isdisjoint(path):
            sentence, long_words = hard(text, plainness)
            begin = " ".join(sentence.split()[:5])
            hint = f", or find shorter words for {', '.join(long_words)}" if long_words else ""
            document.warn(path, f"{plainness.says(found)}: part the sentence that begins '{begin}'{hint}")


def _texts(data: Any, path: Path_) -> Iterator[tuple[Path_, str]]:
    """Every text but the ways to type an answer, which patients do not read."""
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            if key != "typed" and not (key == "words" and isinstance(value, list)):
                yield from _texts(value, (*path, key))
    elif isinstance(data, list):
        for i, value in enumerate(data):
            yield from _texts(value, (*path, i))
