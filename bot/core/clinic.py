"""Who to call: the names that answers hold, filled in once when the content is loaded."""

import re
from typing import Any

from pydantic import Field, field_validator

from bot.core.intents import Line, Model
from bot.core.messages import Contact

SLOT = re.compile(r"\{([^{}]*)\}")
_PHONE = re.compile(r"\+?[ ()/.-]*(?:[0-9][ ()/.-]*){3,}")


class Clinic(Model):
    """Who to call; an empty line names nobody."""

    emergency_number: str = Field(default="", max_length=60)
    maternity_unit: str = Field(default="", max_length=120)
    obstetrician: str = Field(default="", max_length=120)
    crisis_line: str = Field(default="", max_length=120)
    opening_hours: str = Field(default="", max_length=300, description="When somebody answers: Monday to Friday 9-17.")
    contact_name: str = Field(default="", max_length=60, description="Whose phone it is, on the card to tap.")
    contact_phone: str = Field(default="", max_length=40, description="With the country's code: +44 1632 960 001.")

    @field_validator("contact_phone")
    @classmethod
    def _dialled(cls, phone: str) -> str:
        if phone.strip() and not _PHONE.fullmatch(phone.strip()):
            raise ValueError("it should be a phone number with the country's code, like +44 1632 960 001")
        return phone

    @property
    def contact(self) -> Contact | None:
        """The clinic's phone as a card, when it is filled in."""
        name, phone = self.contact_name.strip(), self.contact_phone.strip()
        return Contact(name or phone, phone) if phone else None


class Unnamed(Model):
    """What is said for an empty line of clinic.yaml, for example "your local emergency number"."""

    emergency_number: Line
    maternity_unit: Line
    obstetrician: Line
    crisis_line: Line


SLOTS = frozenset(Unnamed.model_fields)


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
