"""Keeps what was read from the files and learnt from them, so that the next start with the same content is quick."""

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from bot.content.sound import Sound
from bot.core.languages.language import Language
from bot.core.matching.centres import Centres
from bot.core.matching.learning import Learnt
from bot.core.matching.repair import Lexicon

NAME = "cervix-leaflet-bot"
KEPT = 40
"""Files of a kind that are kept; the oldest go."""
_CORE = Path(__file__).parent.parent / "core"


def cache_folder() -> Path:
    """Where it is kept: BOT_CACHE_DIR, or the user's cache folder; nowhere when the user has no home."""
    given = os.environ.get("BOT_CACHE_DIR")
    if given:
        return Path(given)
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / NAME
    except RuntimeError:  # a user without a name or HOME, as containers have them
        return Path(os.devnull) / NAME


BUILT = Path(__file__).parent / "built"
"""Where the installation keeps what it learnt from the shipped content; see setup.py."""


def key(language: Language, *parts: Any) -> str:
    """A name for everything that learning depends on: the content's parts, the language's and the engine's own code."""
    code = [
        _CORE / "words.py",
        Path(str(sys.modules[language.stem.__module__].__file__)),
        *sorted((_CORE / "matching").glob("*.py")),
    ]
    return _named(code, parts)


def content_key(revision: str, language: str) -> str:
    """A name for everything that the sound content depends on: the files and the code that reads and checks them."""
    return _named([*sorted(_CORE.rglob("*.py")), *sorted(Path(__file__).parent.glob("*.py"))], (revision, language))


def _named(code: Iterable[Path], parts: Iterable[Any]) -> str:
    digest = hashlib.sha256()
    for path in code:
        digest.update(path.read_bytes())
    for part in parts:
        digest.update(repr(part).encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()[:32]


def kept_content(name: str) -> Sound | None:
    """The sound content of an earlier start; None when there is none, or it cannot be read."""
    for folder in (BUILT, cache_folder()):
        with suppress(OSError, ValueError):
            return Sound.model_validate_json((folder / f"{name}.json").read_bytes())
    return None


def keep_content(name: str, content: Sound) -> None:
    """Keeps the sound content."""
    _keep(f"{name}.json", lambda file: file.write(content.model_dump_json().encode("utf-8", "surrogatepass")))


def kept(name: str) -> Learnt | None:
    """What was learnt before under a name; None when there is nothing, or it cannot be read."""
    for folder in (BUILT, cache_folder()):
        found = _read(folder / f"{name}.npz")
        if found:
            return found
    return None


def _read(path: Path) -> Learnt | None:
    try:
        with np.load(path, allow_pickle=False) as stored:
            return Learnt(
                _lines(stored["stems"]),
                Lexicon(_lines(stored["words"]), stored["words_counts"], _lines(stored["pairs"])),
                _lines(stored["names"]),
                stored["counts"],
                stored["weights"],
                Centres(stored["centres_starts"], stored["centres_places"], stored["centres_values"]),
                stored["confidence"],
            )
    except (OSError, ValueError, KeyError, EOFError):
        return None


def _bytes(lines: Iterable[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(lines).encode("utf-8", "surrogatepass"), np.uint8)


def _lines(stored: NDArray[np.uint8]) -> tuple[str, ...]:
    return tuple(bytes(stored).decode("utf-8", "surrogatepass").split("\n"))


def keep(name: str, learnt: Learnt) -> None:
    """Keeps what was learnt."""

    def write(file: IO[bytes]) -> None:
        np.savez(
            file,
            stems=_bytes(learnt.stems),
            words=_bytes(learnt.lexicon.words),
            words_counts=learnt.lexicon.counts,
            pairs=_bytes(learnt.lexicon.pairs),
            names=_bytes(learnt.names),
            counts=learnt.counts,
            weights=learnt.weights,
            centres_starts=learnt.centres.starts,
            centres_places=learnt.centres.places,
            centres_values=learnt.centres.values,
            confidence=learnt.confidence,
        )

    _keep(f"{name}.npz", write)


def _keep(name: str, write: Callable[[IO[bytes]], object]) -> None:
    """Writes a file whole or not at all; a folder that cannot be written only means a slower start next time."""
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as part:
            write(part)
        os.chmod(part.name, 0o644)  # what the installation keeps is read by whoever runs the bot
        os.replace(part.name, folder / name)
        files = sorted(folder.glob(f"*{Path(name).suffix}"), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in files[KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        return
