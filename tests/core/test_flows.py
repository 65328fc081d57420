"""A guided conversation is a table of moves; what is not in the table is refused and changes nothing."""

from dataclasses import asdict, replace

import pytest

from bot.core.flows.faults import faults
from bot.core.flows.format import DONE, REVIEW, SKIPPED
from bot.core.flows.machine import Progress, advance, begin, ending, stands
from bot.core.flows.moves import Amend, Back, Change, Done, Drop, ForOther, Move, Pick, Reopen, Show, Skip, Week
from tests.core.flow import FLOW, changed, walked

WELL = (("danger", ("no",)), ("signs", ("spots", "tired")), ("week", ("16 weeks",)), ("history", ("none",)))
STATES = {
    "danger": begin(FLOW),
    "signs": Progress("signs", WELL[:1]),
    "signs, ticked": Progress("signs", WELL[:1], ("spots",)),
    "signs, none": Progress("signs", WELL[:1], ("none",)),
    "week": Progress("week", WELL[:2]),
    "history": Progress("history", WELL[:3]),
    "review": Progress(REVIEW, WELL),
    "danger again": Progress("danger", WELL, changing=True),
    "signs again": Progress("signs", WELL, ("spots", "tired"), changing=True),
    "week again": Progress("week", WELL, changing=True),
}
CHOICES = ("yes", "call", "no", "spots", "tired", "none", "early", "unknown", "not_pregnant", "loss", "stitch", "ghost")
MOVES: tuple[Move, ...] = (
    *(Pick(name) for name in (*CHOICES, SKIPPED, "")),
    *(Week(text) for text in ("16 weeks", "")),
    *(Done(ticks) for ticks in (None, (), ("spots",), ("loss", "stitch"), ("ghost",), ("spots", "ghost"), (SKIPPED,))),
    *(Change(name) for name in ("danger", "signs", "week", "history", REVIEW, "ghost")),
    Skip(),
    Back(),
    Show(),
    ForOther(),
)
LEGAL: dict[tuple[str, Move], str] = {
    ("danger", Pick("yes")): DONE,
    ("danger", Pick("call")): DONE,
    ("danger", Pick("no")): "signs",
    ("danger", ForOther()): "danger",
    ("signs", Pick("spots")): "signs",
    ("signs", Pick("tired")): "signs",
    ("signs", Pick("none")): "signs",
    ("signs", Done(("spots",))): "week",
    ("signs", Skip()): "week",
    ("signs", Back()): "danger",
    ("signs, ticked", Pick("spots")): "signs",
    ("signs, ticked", Pick("tired")): "signs",
    ("signs, ticked", Pick("none")): "signs",
    ("signs, ticked", Done()): "week",
    ("signs, ticked", Done(("spots",))): "week",
    ("signs, ticked", Skip()): "week",
    ("signs, ticked", Back()): "danger",
    ("signs, none", Pick("spots")): "signs",
    ("signs, none", Pick("tired")): "signs",
    ("signs, none", Pick("none")): "signs",
    ("signs, none", Done()): "week",
    ("signs, none", Done(("spots",))): "week",
    ("signs, none", Skip()): "week",
    ("signs, none", Back()): "danger",
    ("week", Pick("early")): "history",
    ("week", Pick("unknown")): "history",
    ("week", Pick("not_pregnant")): DONE,
    ("week", Week("16 weeks")): "history",
    ("week", Skip()): "history",
    ("week", Back()): "signs",
    ("history", Pick("loss")): "history",
    ("history", Pick("stitch")): "history",
    ("history", Pick("none")): "history",
    ("history", Done(("loss", "stitch"))): REVIEW,
    ("history", Skip()): REVIEW,
    ("history", Back()): "week",
    ("review", Show()): DONE,
    ("review", Back()): "history",
    ("review", Change("danger")): "danger",
    ("review", Change("signs")): "signs",
    ("review", Change("week")): "week",
    ("review", Change("history")): "history",
    ("danger again", Pick("yes")): DONE,
    ("danger again", Pick("call")): DONE,
    ("danger again", Pick("no")): REVIEW,
    ("danger again", ForOther()): "danger",
    ("danger again", Back()): REVIEW,
    ("signs again", Pick("spots")): "signs",
    ("signs again", Pick("tired")): "signs",
    ("signs again", Pick("none")): "signs",
    ("signs again", Done()): REVIEW,
    ("signs again", Done(("spots",))): REVIEW,
    ("signs again", Skip()): REVIEW,
    ("signs again", Back()): REVIEW,
    ("week again", Pick("early")): REVIEW,
    ("week again", Pick("unknown")): REVIEW,
    ("week again", Pick("not_pregnant")): DONE,
    ("week again", Week("16 weeks")): REVIEW,
    ("week again", Skip()): REVIEW,
    ("week again", Back()): REVIEW,
}


@pytest.mark.parametrize(("state", "move"), LEGAL, ids=str)
def test_legal_move(state: str, move: Move) -> None:
    """A move in the table leads where the table says, to a progress that stands."""
    after = advance(FLOW, STATES[state], move)
    assert after is not None
    assert after.step == LEGAL[state, move]
    assert stands(FLOW, after) or after.step == DONE


@pytest.mark.parametrize("state", STATES)
def test_every_other_move_is_refused(state: str) -> None:
    """A move that is not in the table gives None, and the progress it was tried on is what it was."""
    before = STATES[state]
    kept = asdict(before)
    for move in MOVES:
        if (state, move) not in LEGAL:
            assert advance(FLOW, before, move) is None, move
    assert asdict(before) == kept


@pytest.mark.parametrize("step", [DONE, "ghost", ""])
def test_unknown_step_refuses_everything(step: str) -> None:
    """At a step that the flow does not have nothing can be done."""
    assert all(advance(FLOW, Progress(step), move) is None for move in MOVES)


def test_ticks_come_and_go() -> None:
    """A tick is set and taken back, however often each is pressed; "none of these" excludes the signs."""
    progress = walked(FLOW, Pick("no"), Pick("spots"), Pick("tired"))
    assert progress.ticks == ("spots", "tired")
    assert walked(FLOW, Pick("no"), Pick("spots"), Pick("spots")).ticks == ("spots",)
    assert walked(FLOW, Pick("no"), Pick("spots"), Drop("spots"), Drop("spots")).ticks == ()
    assert walked(FLOW, Pick("no"), Pick("spots"), Pick("none")).ticks == ("none",)
    assert walked(FLOW, Pick("no"), Pick("none"), Pick("spots")).ticks == ("spots",)


def test_back_keeps_the_ticks() -> None:
    """Going back to a step with ticks shows them as they were, and a skipped one without."""
    assert walked(FLOW, Pick("no"), Done(("spots",)), Back()).ticks == ("spots",)
    assert walked(FLOW, Pick("no"), Skip(), Back()).ticks == ()


def test_answer_given_again_replaces() -> None:
    """A step answered twice has the later answer only."""
    progress = walked(FLOW, Pick("no"), Done(("spots",)), Back(), Done(("none",)))
    assert progress.answer("signs") == ("none",)
    assert [name for name, _ in progress.answers].count("signs") == 1


def test_change_returns_to_the_review() -> None:
    """Changing one answer from the review leads back to the review with all others kept."""
    before = STATES["review"]
    opened = advance(FLOW, before, Change("signs"))
    assert opened
    assert (opened.ticks, opened.changing) == (("spots", "tired"), True)
    after = advance(FLOW, opened, Done(("none",)))
    assert after
    assert (after.step, after.changing, after.ticks) == (REVIEW, False, ())
    assert after.answer("signs") == ("none",)
    assert [after.answer(name) for name in ("danger", "week", "history")] == [("no",), ("16 weeks",), ("none",)]
    left = advance(FLOW, opened, Back())
    assert left == before


def test_change_to_danger_ends_at_once() -> None:
    """An urgent answer given from the review ends as if it had been given at first."""
    opened = advance(FLOW, STATES["review"], Change("danger"))
    assert opened
    after = advance(FLOW, opened, Pick("yes"))
    assert after
    assert (after.step, ending(FLOW, after)) == (DONE, "emergency")


def test_for_other_is_kept() -> None:
    """That she writes for someone else stays through the whole talk, and a second press takes it back."""
    assert walked(FLOW, ForOther(), Pick("no"), Skip(), Skip(), Skip(), Change("week"), Back()).other
    assert not walked(FLOW, ForOther(), ForOther()).other


@pytest.mark.parametrize(
    ("progress", "fits"),
    [
        (begin(FLOW), True),
        (Progress(REVIEW, WELL), True),
        (Progress("signs", WELL[:1], ("spots",)), True),
        (Progress("week", (("signs", (SKIPPED,)),)), True),
        (Progress("ghost"), False),
        (Progress(DONE), False),
        (Progress("week", (("ghost", ("no",)),)), False),
        (Progress("week", (("danger", ("ghost",)),)), False),
        (Progress("week", (("signs", ("spots", "ghost")),)), False),
        (Progress("signs", WELL[:1], ("ghost",)), False),
    ],
    ids=str,
)
def test_stands(progress: Progress, fits: bool) -> None:
    """A progress fits the flow while its step, its answers and its open ticks are all known there."""
    assert stands(FLOW, progress) == fits


def test_faults() -> None:
    """A flow without mistakes has no faults; twins, reserved words and missing red flags are each found in place."""
    assert faults(FLOW) == []
    twins = changed(id="signs", choices=[{"id": "skipped", "label": "a"}, {"id": "skipped", "label": "b"}])
    assert {path for path, _ in faults(twins)} == {
        ("steps", 1, "id"),
        ("steps", 0, "choices", 0, "id"),
        ("steps", 0, "choices", 1, "id"),
        ("steps",),
    }


@pytest.mark.parametrize("state", [name for name, progress in STATES.items() if progress.answers])
def test_amend_changes_one_answer(state: str) -> None:
    """Another answer to an earlier question changes that answer and nothing else, wherever the conversation stands."""
    before = STATES[state]
    for step, _ in before.answers:
        for move in MOVES:
            after = advance(FLOW, before, Amend(step, move))  # type: ignore[arg-type]  # others are refused
            if after is None or after.step == DONE:
                continue
            assert replace(after, answers=()) == replace(before, answers=())
            assert {name for name, given in after.answers if given != before.answer(name)} <= {step}
            assert {name for name, _ in after.answers} == {name for name, _ in before.answers}


def test_amend_ends_where_an_answer_would() -> None:
    """An earlier "no" that becomes a "yes" to danger ends the conversation; what was never answered is not amended."""
    amended = advance(FLOW, STATES["week"], Amend("danger", Pick("yes")))
    assert amended
    assert amended.step == DONE
    assert amended.answer("danger") == ("yes",)
    assert advance(FLOW, STATES["week"], Amend("history", Done(("loss",)))) is None
    assert advance(FLOW, STATES["week"], Amend("ghost", Pick("yes"))) is None


def test_reopen_asks_an_earlier_question_again() -> None:
    """Its answer counts until there is another; from the review it leads back there, else through what comes after."""
    again = advance(FLOW, STATES["history"], Reopen("signs"))
    assert again == Progress("signs", STATES["history"].answers, ("spots", "tired"))
    assert advance(FLOW, STATES["review"], Reopen("signs")) == STATES["signs again"]
    assert advance(FLOW, STATES["signs"], Reopen("week")) is None
    assert advance(FLOW, STATES["danger"], Reopen("danger")) is None
