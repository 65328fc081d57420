"""The scores that were reached once, kept in a file, so that a later change cannot lower them unseen."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from bot.content.testing import Score, Scores
from bot.content.trial import Kind

Count = Annotated[int, Field(ge=0, strict=True)]
Kept = dict[str, dict[Kind, tuple[Count, Count]]]
"""For each intent: of its phrases and of its examples, how many were right and how many there were."""
_FORMAT = TypeAdapter(Kept)
_KINDS: tuple[Kind, ...] = ("phrases", "examples")


class RatchetError(Exception):
    """The file cannot be read or written; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Ratchet:
    """The scores that were kept."""

    kept: Kept

    @staticmethod
    def of(scores: Scores) -> "Ratchet":
        """The scores of now, to be kept."""
        return Ratchet({name: {kind: _counts(score[kind]) for kind in _KINDS} for name, score in scores.items()})

    @staticmethod
    def read(path: Path) -> "Ratchet":
        """What a file keeps; RatchetError when it is none of ours."""
        try:
            return Ratchet(_FORMAT.validate_json(path.read_bytes()))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the file"
            says = f"{where}: {first['msg'].lower()}; delete the file, and the next run writes it anew"
            raise RatchetError(f"{path}: {says}") from None
        except OSError as error:
            raise RatchetError(f"{path}: it cannot be read: {error.strerror}") from None

    def write(self, path: Path) -> None:
        """Writes them to a file, one intent a line."""
        rows = ",\n".join(f"  {json.dumps(name)}: {json.dumps(kinds)}" for name, kinds in sorted(self.kept.items()))
        try:
            path.write_text(f"{{\n{rows}\n}}\n", encoding="utf-8")
        except OSError as error:
            raise RatchetError(f"{path}: it cannot be written: {error.strerror}") from None

    def drops(self, scores: Scores) -> Iterator[str]:
        """Every score that is lower now, with the intent and by how much."""
        for name, kinds in self.kept.items():
            if name not in scores:
                yield f"{name}: is gone, or has an error and was left out"
                continue
            for kind, (right, count) in kinds.items():
                now = scores[name][kind]
                if _lower(_counts(now), (right, count)):
                    points = 100 * (right / count - (now.share if now.all else 0.0))
                    yield f"{name}: {kind} fell by {points:.1f} points, from {right}/{count} to {now.right}/{now.all}"

    def raised(self, scores: Scores) -> "Ratchet":
        """With each score that is higher now, with new intents, and without those that are gone."""
        return Ratchet(
            {
                name: {kind: self._better(name, kind, counts) for kind, counts in kinds.items()}
                for name, kinds in Ratchet.of(scores).kept.items()
            }
        )

    def _better(self, name: str, kind: Kind, now: tuple[int, int]) -> tuple[int, int]:
        before = self.kept.get(name, {}).get(kind)
        return before if before and _lower(now, before) else now


def _counts(score: Score) -> tuple[int, int]:
    return score.right, score.all


def _lower(now: tuple[int, int], before: tuple[int, int]) -> bool:
    """Whether the share is lower; to have none left to try is lower than any."""
    return before[0] > 0 if now[1] == 0 else now[0] * before[1] < before[0] * now[1]
