"""What a language must have in common with English: the same questions, the same levels, the same danger signs.

A patient may change the language in the middle of a check, and no language may give gentler advice than another.
"""

from collections.abc import Iterator
from typing import Any

from bot.content.document import Document, Path_
from bot.content.formats import Source, Sources
from bot.content.parts import FLOW, Parts
from bot.core.clinic import Clinic
from bot.core.flows.format import Flow
from bot.core.safety.format import RedFlags

CARDS = ("emergency", "urgent", "self_harm", "mild", "if_now", "group_emergency", "group_urgent", "timed_out", "lost")
"""Replies that every language must have of its own: nobody in danger should have to read another language."""


def merged(english: Any, own: Any) -> Any:
    """Content with what it lacks taken from the English one; lists are taken whole."""
    if isinstance(english, dict) and isinstance(own, dict):
        return english | {key: merged(english.get(key), value) for key, value in own.items()}
    return own


def clinic(shared: Clinic | None, own: Clinic | None) -> Clinic:
    """Whom to call; a language may have names of its own."""
    named = {key: value for key, value in own.model_dump().items() if value.strip()} if own else {}
    return (shared or Clinic()).model_copy(update=named)


def sources(shared: Sources | None, own: Sources | None) -> dict[str, Source]:
    """What paragraphs rest on; a language may name it in its own words. The figures are the same."""
    found: dict[str, Source] = dict(shared.root) if shared else {}
    for name, source in own.root.items() if own else ():
        figures = source.figures or (found[name].figures if name in found else None)
        found[name] = source.model_copy(update={"figures": figures})
    return found


def lacking(document: Document, english: Any) -> None:
    """Notes which words patients would read in English."""
    for path in _missing(english, document.data, ()):
        key = path[-1]
        if len(path) == 1 and key in CARDS:
            document.error((), f"the card '{key}' is missing: write it, for nobody in danger should read it in English")
        else:
            document.warn(path[:-1], f"the key '{key}' is missing, so patients read it in English: add it")


def _missing(english: Any, own: Any, path: Path_) -> Iterator[Path_]:
    if isinstance(english, dict) and isinstance(own, dict):
        for key, value in english.items():
            if key not in own:
                yield (*path, key)
            else:
                yield from _missing(value, own[key], (*path, key))


def compare(parts: Parts, flow: Flow | None, flags: RedFlags | None) -> None:
    """Notes where a language's check or danger signs are others than the English ones."""
    if flow and parts.flow:
        for path, says in _other_steps(parts.flow, flow):
            parts.documents[FLOW].error(path, says)
    if flags and parts.red_flags:
        for path, says in _other_flags(parts.red_flags, flags):
            parts.documents["red_flags"].error(path, says)
        for name in type(flags.context).model_fields:
            if getattr(flags.context, name) and not getattr(parts.red_flags.context, name):
                says = f"'{name}:' is empty or missing, and English has such words: write some"
                parts.documents["red_flags"].warn(("context", ""), says)


def _other_steps(own: Flow, english: Flow) -> Iterator[tuple[Path_, str]]:
    if [step.id for step in own.steps] != [step.id for step in english.steps]:
        yield ("steps",), f"the steps should be those in English: {', '.join(step.id for step in english.steps)}"
        return
    for i, (step, other) in enumerate(zip(own.steps, english.steps, strict=True)):
        if (step.kind, step.skip) != (other.kind, other.skip):
            yield ("steps", i, "id"), f"'{step.id}' should have the `kind:` and `skip:` that it has in English"
        if [choice.id for choice in step.choices] != [choice.id for choice in other.choices]:
            ids = ", ".join(choice.id for choice in other.choices)
            yield ("steps", i, "choices"), f"the choices of '{step.id}' should be those in English: {ids}"
            continue
        for j, (choice, same) in enumerate(zip(step.choices, other.choices, strict=True)):
            for key in ("level", "raises", "alone", "ends"):
                if getattr(choice, key) != getattr(same, key):
                    says = f"'{choice.id}' should have the `{key}:` that it has in English, {getattr(same, key)}"
                    yield ("steps", i, "choices", j), says


def _other_flags(own: RedFlags, english: RedFlags) -> Iterator[tuple[Path_, str]]:
    flags = {flag.id: flag for flag in own.flags}
    for flag in english.flags:
        if flag.id not in flags:
            yield ("flags",), f"the flag '{flag.id}' is in English and not here: write it"
    for i, flag in enumerate(own.flags):
        same = next((other for other in english.flags if other.id == flag.id), None)
        if same is None:
            yield ("flags", i, "id"), f"there is no flag '{flag.id}' in English: write it there too, or rename this one"
        elif (flag.level, flag.card, flag.feared) != (same.level, same.card, same.feared):
            yield ("flags", i), f"'{flag.id}' should have the `level:`, `card:` and `feared:` that it has in English"
