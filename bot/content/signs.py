"""What can be wrong with the danger signs: a phrase that can never be found is worse than none."""

import re
from collections.abc import Iterator

from bot.content.document import Path_
from bot.content.nearest import nearest
from bot.content.parts import Parts
from bot.core.languages.language import Language
from bot.core.replies import Card, Replies
from bot.core.safety.format import ALARMS, RedFlags
from bot.core.words import words

_GROUP = re.compile(r"\{([^{}]*)\}")
CARDS = tuple(name for name, field in Replies.model_fields.items() if field.annotation is Card)


def check(parts: Parts) -> None:
    """Notes what is wrong in red_flags.yaml, and in reports.yaml beside it."""
    document, flags = parts.documents.get("red_flags"), parts.red_flags
    if not document or not flags:
        return
    for path, line in _phrases(flags):
        for says in dict.fromkeys(_faults(line, flags, parts.language)):
            document.error(path, says)
    for name, entries in flags.words.items():
        if not any(words(entry, parts.language) for entry in entries):
            document.error(("words", name), f"the group '{name}' holds no word: write some, or delete it")
    ids = [flag.id for flag in flags.flags]
    for i, flag in enumerate(flags.flags):
        if flag.id in ids[:i]:
            document.error(("flags", i, "id"), f"the flag '{flag.id}' stands twice: join their phrases, or rename one")
        if flag.card and flag.card not in CARDS:
            says = f"there is no card '{flag.card}' in replies.yaml: {nearest(flag.card, CARDS)}"
            document.error(("flags", i, "card"), says)
    for level in ALARMS[1:]:
        if level not in {flag.level for flag in flags.flags}:
            document.error(("flags",), f"no flag has the level {level}: the bot would miss those signs")
    for name in parts.reports.reports if parts.reports else ():
        if name not in ids:
            says = f"there is no flag '{name}' in red_flags.yaml: {nearest(name, ids)}"
            parts.documents["reports"].error(("reports", name, ""), says)


def _phrases(flags: RedFlags) -> Iterator[tuple[Path_, str]]:
    for i, flag in enumerate(flags.flags):
        yield from ((("flags", i, "phrases", j), line) for j, line in enumerate(flag.phrases))
    yield from ((("false_friends", i), line) for i, line in enumerate(flags.false_friends))


def _faults(line: str, flags: RedFlags, language: Language) -> Iterator[str]:
    """What is wrong with one phrase."""
    parts = line.split()
    if "..." in (parts[0], parts[-1]):
        yield "a phrase begins and ends with a word: take the ... at its end away"
    for part in parts:
        for entry in part.split("|") if part != "..." else ():
            group = _GROUP.fullmatch(entry)
            if group and group[1] not in flags.words:
                yield f"there is no group {{{group[1]}}} under `words:`: {nearest(group[1], flags.words)}"
            elif not group and set("{}") & set(entry):
                yield f"'{entry}' is neither a word nor a {{group}}: write {{name}} with spaces or | around it"
            elif not group and not words(entry, language):
                yield f"'{part}' holds a part without a word, so the phrase is never found: write a word there"
