"""What can be wrong between the files: references to nothing, words said twice, places that nobody fills."""

import re
from collections.abc import Iterator
from typing import Any

from bot.content import signs
from bot.content.document import Document, Path_
from bot.content.nearest import nearest
from bot.content.parts import AGAIN, FLOW, Parts, is_intent
from bot.core.clinic import SLOT, SLOTS
from bot.core.flows.faults import faults
from bot.core.intents import Intent

_NAME = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
_MARKS = {ord(mark): None for mark in ".,;:!?'\"’‘“”…"}
_COMMAND = re.compile(r"^[a-z0-9_]{1,32}$")
_COMMANDS, _DESCRIPTION = 100, 256
"""Commands that Telegram lists, and characters of each description."""
_OWN_SLOTS = {FLOW: frozenset({"step", "steps", "short"}), "replies": frozenset({"topic"})}
"""What the bot itself fills in, by file."""


def check(parts: Parts) -> None:
    """Notes every problem between the files in the documents concerned."""
    for name, intent in parts.intents.items():
        _intent(parts, name, intent)
    _examples(parts)
    signs.check(parts)
    for i, name in enumerate(parts.replies.menu if parts.replies else ()):
        if not _is_intent(parts, name):
            parts.documents["replies"].error(("menu", i), f"there is no intent '{name}': {_intended(parts, name)}")
    _commands(parts)
    flow = parts.documents.get(FLOW)
    if parts.flow and flow:
        for path, says in faults(parts.flow):
            flow.error(path, says)
    for name, document in parts.documents.items():
        if name.startswith("flows/") and name != FLOW:
            document.warn((), "nothing uses this file: the one flow is flows/symptom_check.yaml")
        if name not in ("red_flags", "reports") and not name.startswith(AGAIN):
            _slots(document, SLOTS | _OWN_SLOTS.get(name, frozenset()))


def _intent(parts: Parts, name: str, intent: Intent) -> None:
    document = parts.documents[name]
    if not _NAME.match(name):
        document.error((), f"'{name}' is no name for an intent: use small letters, digits and _, such as what_is.yaml")
    if intent.draft:
        unanswered = "" if intent.answer or intent.starts else "write its answer, then "
        document.warn(
            ("draft", ""), f"a draft, so the bot leaves it out: {unanswered}delete this line when it is ready"
        )
    elif not intent.answer and not intent.starts:
        says = "an intent has either an `answer:` or `starts:`: write one, or `draft: true` until it is ready"
        document.error((), says)
    if intent.answer and intent.starts:
        document.error(("starts",), "an intent has either an `answer:` or `starts:`: write just one of them")
    if intent.starts and f"flows/{intent.starts}" != FLOW:
        document.error(("starts",), f"there is no flow '{intent.starts}': write symptom_check")
    for i, other in enumerate(intent.suggest):
        if not _is_intent(parts, other):
            says = f"there is no intent '{other}': {_intended(parts, other)} Or add the file {other}.yaml"
            document.error(("suggest", i), says)
    sources = parts.documents.get("../sources")
    unsourced = sources is not None and sources.broken  # which is said there, once
    for key in ("answer", "more"):
        for i, paragraph in enumerate(getattr(intent, key)):
            if paragraph.source not in parts.sources and not unsourced:
                hint = nearest(paragraph.source, parts.sources)
                document.error((key, i, "source"), f"there is no source '{paragraph.source}' in sources.yaml: {hint}")
    if sum(len(paragraph.says) for paragraph in (*intent.answer, *intent.more)) > 3800:
        document.error(("answer",), "all paragraphs together are over 3,800 characters: Telegram shows 4,096 at most")


def _commands(parts: Parts) -> None:
    """What Telegram would not take as the list of commands."""
    if not parts.replies:
        return
    document = parts.documents["replies"]
    for key, commands in (("commands", parts.replies.commands), ("group_commands", parts.replies.group_commands)):
        if len(commands) > _COMMANDS:
            document.error((key, ""), f"there are {len(commands)} commands and Telegram takes {_COMMANDS}")
        for name, says in commands.items():
            if not _COMMAND.match(name):
                document.error((key, name, ""), f"the command '{name}' is longer than 32 letters: shorten it")
            if len(says) > _DESCRIPTION:
                document.error((key, name), f"'{name}' is longer than {_DESCRIPTION} characters: shorten it")


def _intended(parts: Parts, name: str) -> str:
    return nearest(name, filter(is_intent, parts.documents))


def _is_intent(parts: Parts, name: str) -> bool:
    """Whether there is a file for an intent, even if it holds mistakes of its own."""
    return name in parts.documents and is_intent(name)


def _examples(parts: Parts) -> None:
    """The same words must not speak for two intents, nor an example be a test of itself.

    Said of the intent with fewer examples, which is most likely the newer: it is the one to be left out.
    """
    first: dict[str, tuple[str, int]] = {}
    for name, intent in sorted(parts.intents.items(), key=lambda named: -len(named[1].examples)):
        for i, example in enumerate(intent.examples):
            key = said(example)
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
                if said(phrase) in first:
                    parts.documents[name].error(
                        ("tests", key, i),
                        "this test phrase is also an example, so it tests nothing: change one of them",
                    )


def said(text: str) -> str:
    """A text without capitals, punctuation and double spaces, to find the same words said twice."""
    return " ".join(text.casefold().translate(_MARKS).split()) or text


def _slots(document: Document, known: frozenset[str]) -> None:
    for path, text in _texts(document.data, ()):
        for slot in SLOT.findall(text):
            if slot not in known:
                hint = nearest(f"{{{slot}}}", (f"{{{name}}}" for name in sorted(known)))
                document.error(path, f"nobody fills {{{slot}}}: {hint} Or take the braces out")
        if set("{}") & set(SLOT.sub("", text)):
            document.error(path, "a { or } stands alone: close it as in {maternity_unit}, or take it out")


def _texts(value: Any, path: Path_) -> Iterator[tuple[Path_, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*path, key))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _texts(item, (*path, i))
