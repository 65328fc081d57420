"""Loads the folder of the content into one body of knowledge, with everything that is wrong in it."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from bot.content import beside, cache, checking
from bot.content.document import Document, read
from bot.content.formats import Sources, Vocabulary
from bot.content.knowledge import knowledge
from bot.content.parts import AGAIN, FLOW, Parts, is_intent
from bot.content.problems import Problem
from bot.content.shape import shaped
from bot.content.sound import NEEDED, sound
from bot.core.clinic import Clinic, filled, names
from bot.core.flows.format import Flow
from bot.core.intents import Intent
from bot.core.knowledge import Knowledge
from bot.core.languages import language_of
from bot.core.languages.english import ENGLISH
from bot.core.replies import Replies
from bot.core.safety.format import RedFlags, Reports

SUFFIXES = (".yaml", ".yml")


def load(folder: Path, language: str = "en") -> Knowledge:
    """The knowledge in a folder; files that were read before and have not changed are not read again.

    A broken intent is left out and the rest goes on. Broken or missing red flags, replies or symptom check raise
    ContentError: without them the bot must not talk to anyone.
    """
    revision = revision_of(folder)
    name = cache.content_key(revision, language)
    usable = cache.kept_content(name)
    if usable is None:
        usable = sound(read_parts(folder, language))
        cache.keep_content(name, usable)
    return knowledge(usable, revision[:12], language)


def read_parts(folder: Path, language: str = "en") -> Parts:
    """Reads and checks all files; never raises for what stands in them."""
    documents = {name: read(path, str(path)) for name, path in _files(folder, language)}
    missing = [folder / language / f"{name}.yaml" for name in NEEDED if name not in documents]
    for path in missing:
        documents[f"missing {path}"] = read(path, str(path))
    english = {} if language == ENGLISH.code else _english(folder)
    clinic = beside.clinic(*(_part(documents, name, Clinic) for name in ("../clinic", "clinic")))
    sources = beside.sources(*(_part(documents, name, Sources) for name in ("../sources", "sources")))
    replies = _part(documents, "replies", Replies, english=english)
    slots = names(clinic, replies.unnamed) if replies else {}
    parts = Parts(documents, clinic, sources, {}, language=language_of(language))
    for name, document in documents.items():
        if is_intent(name):
            intent = shaped(document, Intent, filled(document.data, slots))
            if intent:
                parts.intents[name] = intent
    parts.replies = _part(documents, "replies", Replies, slots, english) if replies else None
    parts.flow = _part(documents, FLOW, Flow, slots, english)
    parts.red_flags = _part(documents, "red_flags", RedFlags)
    parts.reports = _part(documents, "reports", Reports)
    vocabulary = _part(documents, "vocabulary", Vocabulary)
    parts.synonyms = vocabulary.root if vocabulary else {}
    _check_names(folder, language, documents)
    if english:
        for name in ("replies", FLOW):
            if name in documents:
                beside.lacking(documents[name], english[name].data)
        beside.compare(parts, _part(english, FLOW, Flow), _part(english, "red_flags", RedFlags))
    checking.check(parts)
    return parts


def _part(
    documents: dict[str, Document],
    name: str,
    model: Any,
    slots: dict[str, str] | None = None,
    english: dict[str, Document] | None = None,
) -> Any:
    """One file as its model, its slots filled in; what it lacks is taken from the `english` one."""
    document = documents.get(name)
    if document is None:
        return None
    data = beside.merged(english[name].data, document.data) if english else document.data
    return shaped(document, model, filled(data, slots) if slots else data)


def _english(folder: Path) -> dict[str, Document]:
    """The English files that another language is held against."""
    paths = {name: folder / ENGLISH.code / f"{name}.yaml" for name in ("replies", FLOW, "red_flags")}
    return {name: read(path, str(path)) for name, path in paths.items()}


def _files(folder: Path, language: str) -> Iterator[tuple[str, Path]]:
    """Every content file with its name: the path below the language's folder, without the ending."""
    first: dict[str, Path] = {}
    below = sorted((folder / language).rglob("*"), key=lambda path: (len(path.parts), path))
    for path in [*sorted(folder.glob("clinic.*")), *sorted(folder.glob("sources.*")), *below]:
        if path.suffix in SUFFIXES and not path.is_dir():
            name = _name(folder, path)
            yield (name if name not in first else f"{AGAIN}{path}"), path
            first.setdefault(name, path)


def _name(folder: Path, path: Path) -> str:
    kind = "../" if path.parent == folder else "flows/" if path.parent.name == "flows" else ""
    return kind + path.stem


def _check_names(folder: Path, language: str, documents: dict[str, Document]) -> None:
    """Two files of one name would hide one another: none of them is used."""
    for name, path in _files(folder, language):
        if name.startswith(AGAIN):
            first = documents[_name(folder, path)]
            says = f"there is another file of this name: {first.name}; rename one of them"
            first.problems.append(Problem(str(path), 1, 1, "error", says))


def revision_of(folder: Path) -> str:
    """A hash of all content files: the same content has the same revision everywhere."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in SUFFIXES and path.is_file():
            with suppress(OSError):  # a file that cannot be read is named among the problems, and not used
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
