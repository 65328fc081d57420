"""Who to call: the names that answers hold, filled in once when the content is loaded."""

import re
from typing import Any

from pydantic import Field

from bot.core.intents import Line, Model

SLOT = re.compile(r"\{([^{}]*)\}")


class Clinic(Model):
    """Who to call; an empty line names nobody."""

    emergency_number: str = Field(default="", max_length=60)
    maternity_unit: str = Field(default="", max_length=120)
    obstetrician: str = Field(default="", max_length=120)
    crisis_line: str = Field(default="", max_length=120)


class Unnamed(Model):
    """What is said for an empty line of clinic.yaml, for example "your local emergency number"."""

    emergency_number: Line
    maternity_unit: Line
    obstetrician: Line
    crisis_line: Line


SLOTS = frozenset(Clinic.model_fields)


def names(clinic: Clinic, unnamed: Unnamed) -> dict[str, str]:
    """What stands for each slot."""
    return {slot: getattr(clinic, slot).strip() or getattr(unnamed, slot) for slot in sorted(SLOTS)}


def filled(value: Any, by: dict[str, str]) -> Any:
    """A text, or all texts in lists and mappings, with the slots filled; other braces stay as they are."""
    if isinstance(value, str):
        return SLOT.sub(lambda match: by.get(match[1], match[0]), value)
    if isinstance(value, list):
        return [filled(item, by) for item in value]
    if isinstance(value, dict):
        return {key: filled(item, by) for key, item in value.items()}
    return value
