"""What can be asked: the format of one intent file, which is also its description for editors."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Says = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4096)]
BUTTON_LIMIT = 64
"""UTF-8 bytes of a button's words; longer ones are cut off on a phone."""


def _fits_button(words: str) -> str:
    if len(words.encode()) > BUTTON_LIMIT:
        raise ValueError(f"it is {len(words.encode())} bytes long and a button holds {BUTTON_LIMIT}: shorten it")
    return words


Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_fits_button)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]

SMALLTALK = "smalltalk_"
OTHER = "other_"


class Model(BaseModel):
    """A part of the content: frozen, and refusing keys that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Paragraph(Model):
    """One paragraph of an answer."""

    says: Says = Field(description="What the patient reads: plain words, short sentences.")
    source: Name = Field(description="The id in sources.yaml that this paragraph rests on.")
    about: tuple[Line, ...] = Field(
        default=(), description="Words that ask for just this paragraph; it then comes first."
    )


class Phrases(Model):
    """Phrases that check the intent and are never used to answer."""

    should_match: tuple[Line, ...] = Field(default=(), description="Must reach this intent.")
    should_not_match: tuple[Line, ...] = Field(default=(), description="Must not reach this intent.")


class Intent(Model):
    """A question the bot knows. The file's name is the intent's name.

    Names that begin with `smalltalk_` are small talk; names that begin with `other_` are neighbouring topics,
    recognised in order to be refused kindly. The rest is what the bot knows.
    """

    title: Title = Field(description="The words on the button.")
    short: Title | None = Field(default=None, description="The same in a word or two, for buttons side by side.")
    examples: tuple[Line, ...] = Field(min_length=1, description="How people ask it; used for matching.")
    answer: tuple[Paragraph, ...] = Field(default=(), description="The first screen of the answer.")
    more: tuple[Paragraph, ...] = Field(default=(), description='What "More" shows.')
    starts: Name | None = Field(default=None, description="The flow to begin instead of an answer.")
    reviewed: date = Field(description="The day a person last checked the answer, as 2026-11-22.")
    suggest: tuple[Name, ...] = Field(default=(), description="Intents offered as buttons under the answer.")
    tests: Phrases = Field(default=Phrases(), description="Phrases that check the intent.")
    draft: bool = Field(default=False, description="true until it is finished: the bot leaves it out meanwhile.")


def refuses(name: str) -> bool:
    """Whether an intent is a neighbouring topic, recognised only to be refused."""
    return name.startswith(OTHER)


def covers(name: str) -> bool:
    """Whether an intent is one of the leaflet's topics, as offered to patients."""
    return not name.startswith((SMALLTALK, OTHER))
