"""The format of a guided conversation: questions, choices, and a result card for every way to end."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from bot.core.intents import Line, Model, Says, Title

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,17}$")]
Level = Literal["nothing", "inform", "urgent", "emergency"]
LEVELS: tuple[Level, ...] = ("nothing", "inform", "urgent", "emergency")
"""What to do, from the gentlest to the most urgent."""

REVIEW = "review"
DONE = "done"
SKIPPED = "skipped"
RESERVED = (REVIEW, DONE, SKIPPED)
"""Words that stand for a place or an answer of every flow, so no step or choice may use them as its id."""


class Choice(Model):
    """One answer to a step."""

    id: Id
    label: Title = Field(description="The words on the button.")
    words: tuple[Line, ...] = Field(default=(), description="Other ways to type this answer.")
    level: Level = Field(default="nothing", description="What this answer alone asks for.")
    raises: bool = Field(default=False, description="Adds one level to what the other answers ask for.")
    alone: bool = Field(default=False, description="Among ticks: goes with no other (none of these).")
    ends: Literal["", "not_pregnant"] = Field(default="", description="Ends the conversation with this result.")


class Step(Model):
    """One question."""

    id: Id
    ask: Says = Field(description="The question as the patient reads it.")
    ask_other: Says | None = Field(default=None, description="The same, when she writes for someone else.")
    short: Title = Field(description="The question's name in the review and the summary.")
    kind: Literal["one", "many", "week"] = Field(
        default="one", description="one: a button; many: ticks; week: a button or a typed week of pregnancy."
    )
    choices: tuple[Choice, ...] = Field(min_length=1)
    skip: bool = Field(default=False, description="Whether it may be skipped; a skip counts as the worst answer.")

    def choice(self, name: str) -> Choice | None:
        """The choice of that id."""
        return next((choice for choice in self.choices if choice.id == name), None)


class Result(Model):
    """The card at the end: one level, one action."""

    title: Title
    says: Says
    meanwhile: Says | None = Field(default=None, description="What to do until help comes, or if it gets worse.")


class Results(Model):
    """A card for every way to end."""

    nothing: Result
    inform: Result
    urgent: Result
    emergency: Result
    not_pregnant: Result


class Words(Model):
    """The labels around the questions."""

    step: Line = Field(description="Holds {step} and {steps}.")
    back: Title
    skip: Title
    cancel: Title
    done: Title
    show: Title
    change: Title = Field(description="Holds {short}.")
    other: Title = Field(description="Pressed by someone who writes for her.")
    review: Says
    summary: Says = Field(description="Heads the answers that she can read out.")
    skipped: Title
    nothing_ticked: Line
    not_understood: Says
    impossible_week: Says


class Typed(Model):
    """How people type what a button would say, besides the button's own words."""

    back: tuple[Line, ...] = ()
    stop: tuple[Line, ...] = ()
    skip: tuple[Line, ...] = ()
    other: tuple[Line, ...] = Field(default=(), description="I am writing for someone else.")
    right: tuple[Line, ...] = Field(default=(), description="In the review: yes, that is right.")
    change: tuple[Line, ...] = Field(default=(), description="In the review; holds {short}, the question's name.")
    all: tuple[Line, ...] = Field(default=(), description="All of the ticks.")
    done: tuple[Line, ...] = Field(default=(), description="The ticks are complete.")
    yes: tuple[Line, ...] = Field(default=(), description="Yes, to a question with ticks.")
    unsure: tuple[Line, ...] = Field(default=(), description="I do not know: counts as skipped.")
    no: tuple[Line, ...] = Field(default=(), description="Words before a sign that deny it.")
    degrees: tuple[Line, ...] = Field(default=(), description="Words between a no and a sign: no heavy bleeding.")
    plain: tuple[Line, ...] = Field(default=(), description='Words beside a "no" that leave it what it is.')


class Flow(Model):
    """A guided conversation."""

    title: Title
    opening: Says = Field(description="Said before the first question.")
    steps: tuple[Step, ...] = Field(min_length=1, max_length=7)
    results: Results
    words: Words
    typed: Typed = Typed()

    def step(self, name: str) -> Step | None:
        """The step of that id."""
        return next((step for step in self.steps if step.id == name), None)
