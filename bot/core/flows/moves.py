"""What a person may do in a guided conversation; `machine` says where each move leads."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pick:
    """Chooses one answer, or ticks it in a step with ticks; once more changes nothing."""

    choice: str


@dataclass(frozen=True, slots=True)
class Drop:
    """Takes a tick back; once more changes nothing."""

    choice: str


@dataclass(frozen=True, slots=True)
class Week:
    """A typed week of pregnancy, as the summary will show it."""

    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """The ticks are complete; `ticks` replaces them when they were typed."""

    ticks: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """Leaves a step without an answer."""


@dataclass(frozen=True, slots=True)
class Back:
    """Goes to the step before."""


@dataclass(frozen=True, slots=True)
class Change:
    """From the review to one step."""

    step: str


@dataclass(frozen=True, slots=True)
class Show:
    """From the review to the result."""


@dataclass(frozen=True, slots=True)
class ForOther:
    """Says, at the first step, that she writes for someone else; once more takes it back."""


@dataclass(frozen=True, slots=True)
class Amend:
    """Gives another answer to an earlier step."""

    step: str
    move: "Pick | Week | Done | Skip"


@dataclass(frozen=True, slots=True)
class Reopen:
    """Goes back to an earlier step; its answer counts until there is another."""

    step: str


Move = Pick | Drop | Week | Done | Skip | Back | Change | Show | ForOther | Amend | Reopen
