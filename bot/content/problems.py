"""What is wrong with the content, said so that a person who is no programmer can mend it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake: where it is (lines and columns count from 1), and what to do."""

    file: str
    line: int
    column: int
    severity: Literal["error", "warning"]
    says: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.says}"


class ContentError(Exception):
    """Content that cannot be used; `problems` says why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
