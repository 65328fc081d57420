"""What she types is read as the move a button would have made, or as no answer."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.flows.format import REVIEW
from bot.core.flows.machine import Progress, begin
from bot.core.flows.moves import Back, Change, Done, Move, Pick, Show, Skip, Week
from bot.core.knowledge import Knowledge
from bot.core.typed import Impossible, read_answer
from tests.core.flow import FLOW

DANGER, SIGNS, WEEK, HISTORY = (Progress(step.id) for step in FLOW.steps)
REVIEWED = Progress(REVIEW)


@pytest.mark.parametrize(
    ("progress", "text", "move"),
    [
        (DANGER, "Yes", Pick("yes")),
        (DANGER, "yes!!", Pick("yes")),
        (DANGER, "yeah", Pick("yes")),
        (DANGER, "no", Pick("no")),
        (DANGER, "nope", Pick("no")),
        (DANGER, "none of it, thanks", Pick("no")),
        (DANGER, "a litle unwell", Pick("call")),
        (DANGER, "back", Back()),
        (SIGNS, "spotting", Done(("spots",))),
        (SIGNS, "Spots of blood and being tired", Done(("spots", "tired"))),
        (SIGNS, "none", Done(("none",))),
        (SIGNS, "none, just spotting", Done(("spots",))),
        (SIGNS, "done", Done()),
        (SIGNS, "skip", Skip()),
        (SIGNS, "go back", Back()),
        (WEEK, "16", Week("16 weeks")),
        (WEEK, "i am 16 weeks", Week("16 weeks")),
        (WEEK, "under 14 weeks", Pick("early")),
        (WEEK, "i dont know", Pick("unknown")),
        (WEEK, "not sure, maybe 16", Pick("unknown")),
        (WEEK, "not pregnant", Pick("not_pregnant")),
        (WEEK, "not yet", Pick("not_pregnant")),
        (WEEK, "not yet 16 weeks", Week("16 weeks")),
        (WEEK, "99", Impossible()),
        (WEEK, "next", Skip()),
        (HISTORY, "a loss and a stitch", Done(("loss", "stitch"))),
        (REVIEWED, "yes", Show()),
        (REVIEWED, "ok", Show()),
        (REVIEWED, "show what to do", Show()),
        (REVIEWED, "change week", Change("week")),
        (REVIEWED, "Change: Signs", Change("signs")),
        (REVIEWED, "history", Change("history")),
        (REVIEWED, "back", Back()),
    ],
    ids=str,
)
def test_answer(progress: Progress, text: str, move: Move | Impossible) -> None:
    """Labels, other wordings, ticks, weeks and the words on the controls are answers."""
    assert read_answer(FLOW, progress, text) == move


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        (DANGER, ""),
        (DANGER, "🤰"),
        (DANGER, "what causes it"),
        (DANGER, "skip"),
        (DANGER, "16"),
        (DANGER, "yeah nope"),
        (SIGNS, "is spotting a sign of it"),
        (SIGNS, "why would there be spots of blood"),
        (WEEK, "can a stitch be put in at week 12"),
        (WEEK, "what happens at 16 weeks"),
        (HISTORY, "how long does the stitch stay in"),
        (REVIEWED, "spotting"),
        (REVIEWED, "what causes it"),
        (Progress("ghost"), "yes"),
    ],
    ids=str,
)
def test_no_answer(progress: Progress, text: str) -> None:
    """A question, nothing at all, or words that fit two choices alike are no answer."""
    assert read_answer(FLOW, progress, text) is None


def test_every_label_is_its_choice(knowledge: Knowledge) -> None:
    """In the shipped check every label and every other wording, typed, is the choice it belongs to."""
    for step in knowledge.flow.steps:
        for choice in step.choices:
            for way in (choice.label, *choice.words):
                if way == "back":  # the control of that name comes first
                    continue
                answer = read_answer(knowledge.flow, Progress(step.id), way)
                expected = Done((choice.id,)) if step.kind == "many" else Pick(choice.id)
                assert answer == expected, (step.id, way, answer)


def test_first_step_cannot_be_skipped_by_typing(knowledge: Knowledge) -> None:
    """The questions about danger signs are not passed over by a word."""
    for word in ("skip", "next", "continue", "later"):
        assert not isinstance(read_answer(knowledge.flow, begin(knowledge.flow), word), Skip)


@settings(max_examples=150)
@given(st.sampled_from([DANGER, SIGNS, WEEK, HISTORY, REVIEWED]), st.text(st.characters(exclude_categories=())))
def test_any_text(progress: Progress, text: str) -> None:
    """Any text at any step is read without an error, and never as a choice that the step does not have."""
    answer = read_answer(FLOW, progress, text)
    step = FLOW.step(progress.step)
    if isinstance(answer, Pick):
        assert step
        assert step.choice(answer.choice)
