"""What can be wrong between the files: references to nothing, words said twice, places that nobody fills."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from bot.content.document import Document, Path_
from bot.content.parts import AGAIN, FLOW, Parts, is_intent
from bot.core.clinic import SLOT, SLOTS
from bot.core.flows.faults import faults
from bot.core.intents import Intent

_NAME = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
_MARKS = {ord(mark): None for mark in ".,;:!?'\"’‘“”…"}
_GROUP = re.compile(r"\{([^{}|]*)\}?")
_FLOW_SLOTS = frozenset({"step", "steps", "short"})


def check(parts: Parts) -> None:
    """Notes every problem between the files in the documents concerned."""
    for name, intent in parts.intents.items():
        _intent(parts, name, intent)
    _examples(parts)
    _flags(parts)
    for i, name in enumerate(parts.replies.menu if parts.replies else ()):
        if not _is_intent(parts, name):
            parts.documents["replies"].error(("menu", i), f"there is no intent '{name}': check the name")
    flow = parts.documents.get(FLOW)
    if parts.flow and flow:
        for path, says in faults(parts.flow):
            flow.error(path, says)
    for name, document in parts.documents.items():
        if name.startswith("flows/") and name != FLOW:
            document.warn((), "nothing uses this file: the one flow is flows/symptom_check.yaml")
        if name not in ("red_flags", "reports") and not name.startswith(AGAIN):
            _slots(document, SLOTS | (_FLOW_SLOTS if name == FLOW else frozenset()))


def _intent(parts: Parts, name: str, intent: Intent) -> None:
    document = parts.documents[name]
    if not _NAME.match(name):
        document.error((), f"'{name}' is no name for an intent: use small letters, digits and _, such as what_is.yaml")
    if bool(intent.answer) == bool(intent.starts):
        place = ("starts",) if intent.starts else ()
        document.error(place, "an intent has either an `answer:` or `starts:`: write just one of them")
    if intent.starts and f"flows/{intent.starts}" != FLOW:
        document.error(("starts",), f"there is no flow '{intent.starts}': write symptom_check")
    if (date.today() - intent.reviewed).days > 365:
        document.warn(("reviewed",), "reviewed over a year ago: have a clinician read it, then write the new day")
    for i, other in enumerate(intent.suggest):
        if not _is_intent(parts, other):
            document.error(
                ("suggest", i), f"there is no intent '{other}': check the name, or add the file {other}.yaml"
            )
    for key in ("answer", "more"):
        for i, paragraph in enumerate(getattr(intent, key)):
            if paragraph.source not in parts.sources:
                known = ", ".join(parts.sources)
                document.error(
                    (key, i, "source"), f"there is no source '{paragraph.source}' in sources.yaml; known: {known}"
                )
    if sum(len(paragraph.says) for paragraph in (*intent.answer, *intent.more)) > 3800:
        document.error(("answer",), "all paragraphs together are over 3,800 characters: Telegram shows 4,096 at most")


def _is_intent(parts: Parts, name: str) -> bool:
    """Whether there is a file for an intent, even if it holds mistakes of its own."""
    return name in parts.documents and is_intent(name)


def _examples(parts: Parts) -> None:
    """The same words must not speak for two intents, nor an example be a test of itself."""
    first: dict[str, tuple[str, int]] = {}
    for name, intent in parts.intents.items():
        for i, example in enumerate(intent.examples):
            key = _said(example)
            if key in first:
                other, line = first[key]
                where = f"line {line}" if other == name else f"{other}.yaml, line {line}"
                parts.documents[name].error(
                    ("examples", i), f"this example stands already in {where}: keep one of them"
                )
            else:
                first[key] = name, parts.documents[name].place(("examples", i))[0]
    for name, intent in parts.intents.items():
        for key in ("should_match", "should_not_match"):
            for i, phrase in enumerate(getattr(intent.tests, key)):
                if _said(phrase) in first:
                    parts.documents[name].error(
                        ("tests", key, i),
                        "this test phrase is also an example, so it tests nothing: change one of them",
                    )


def _said(text: str) -> str:
    """A text without capitals, punctuation and double spaces, to find the same words said twice."""
    return " ".join(text.casefold().translate(_MARKS).split()) or text


def _flags(parts: Parts) -> None:
    document = parts.documents.get("red_flags")
    if not parts.red_flags or not document:
        return
    flags = parts.red_flags
    cards = type(parts.replies).model_fields if parts.replies else None
    lines: list[tuple[Path_, str]] = [
        (("flags", i, "phrases", j), line) for i, f in enumerate(flags.flags) for j, line in enumerate(f.phrases)
    ]
    lines += [(("false_friends", i), line) for i, line in enumerate(flags.false_friends)]
    for path, line in lines:
        for group in _GROUP.findall(line):
            if group not in flags.words:
                document.error(path, f"there is no group {{{group}}} under `words:`: check the name, or add it")
    known = {flag.id for flag in flags.flags}
    for name in parts.reports.reports if parts.reports else ():
        if name not in known:
            says = f"there is no flag '{name}' in red_flags.yaml: check the name"
            parts.documents["reports"].error(("reports", name, ""), says)
    for i, flag in enumerate(flags.flags):
        if flag.card and cards is not None and flag.card not in cards:
            document.error(("flags", i, "card"), f"there is no card '{flag.card}' in replies.yaml: check the name")
    levels = {flag.level for flag in flags.flags}
    for level in ("emergency", "urgent"):
        if level not in levels:
            document.error(("flags",), f"no flag has the level {level}: the bot would miss those signs")


def _slots(document: Document, known: frozenset[str]) -> None:
    for path, text in _texts(document.data, ()):
        for slot in SLOT.findall(text):
            if slot not in known:
                listed = ", ".join(f"{{{name}}}" for name in sorted(known))
                document.error(path, f"nobody fills {{{slot}}}: use one of {listed}, or take the braces out")


def _texts(value: Any, path: Path_) -> Iterator[tuple[Path_, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*path, key))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _texts(item, (*path, i))
