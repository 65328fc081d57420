"""Which file has which format, and the schemas for editors."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, RootModel

from bot.core.clinic import Clinic
from bot.core.flows.format import Flow
from bot.core.intents import Intent, Line, Model, Name, Says
from bot.core.replies import Replies
from bot.core.safety.format import RedFlags, Reports
from bot.core.strangers import Stranger


class Source(Model):
    """Something a paragraph rests on."""

    name: Line = Field(description="What patients read under an answer.")
    detail: Says = Field(description="The full reference, for clinicians.")
    figures: tuple[Line, ...] | None = Field(
        default=None,
        description="The figures it holds, as 12 to 16 weeks or 25%. When given, `check` warns of any other.",
    )


class Sources(RootModel[dict[Name, Source]]):
    """All sources by their id."""


class StrangersFile(RootModel[dict[Name, Stranger]]):
    """The languages that the bot cannot read, by their codes."""


class Vocabulary(RootModel[dict[Name, tuple[Line, ...]]]):
    """Words that mean the same, in groups by a name of their own."""


FORMATS: dict[str, type[BaseModel]] = {
    "intent": Intent,
    "flow": Flow,
    "red_flags": RedFlags,
    "reports": Reports,
    "replies": Replies,
    "clinic": Clinic,
    "sources": Sources,
    "vocabulary": Vocabulary,
    "languages": StrangersFile,
}


def schema(model: type[BaseModel]) -> dict[str, Any]:
    """A format as JSON Schema; numbers, dates and true or false are written as text in YAML and read as such."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}


def write_schemas(folder: Path) -> list[Path]:
    """Writes every schema into a folder and returns the files."""
    written = []
    for name, model in FORMATS.items():
        path = folder / f"{name}.schema.json"
        path.write_text(json.dumps(schema(model), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        written.append(path)
    return written
