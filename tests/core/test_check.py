"""The guided conversation as she sees it: every move that is allowed has a button, and none that is not."""

import pytest

from bot.core import check
from bot.core.flows.format import DONE, REVIEW, Flow
from bot.core.flows.machine import Progress, advance, begin
from bot.core.flows.moves import Change, Pick, Show, Skip
from bot.core.messages import DATA_LIMIT, Button, Reply
from tests.core.flow import FLOW, changed

ANSWERED = (("danger", ("no",)), ("signs", ("spots", "tired")), ("week", ("16 weeks",)), ("history", ("skipped",)))
PROGRESSES = [
    begin(FLOW),
    Progress("signs", ANSWERED[:1]),
    Progress("signs", ANSWERED[:1], ("spots",)),
    Progress("week", ANSWERED[:2]),
    Progress("history", ANSWERED[:3]),
    Progress(REVIEW, ANSWERED),
    Progress("danger", ANSWERED, changing=True),
    Progress("week", ANSWERED, changing=True),
]


def buttons(reply: Reply) -> list[Button]:
    return [button for row in reply.buttons for button in row]


def labels(reply: Reply) -> list[str]:
    return [button.label for button in buttons(reply)]


@pytest.mark.parametrize("progress", PROGRESSES, ids=str)
def test_every_button_is_a_legal_move(progress: Progress) -> None:
    """Each button leads somewhere, carries its run and step, and fits Telegram's limit even in a late run."""
    for button in buttons(check.question(FLOW, 10**10, progress)):
        assert len(button.data.encode()) <= DATA_LIMIT
        place = check.tapped(button.data)
        assert place
        run, step, code = place
        assert (run, step) == (10**10, progress.step)
        if code in (check.CANCEL, "done"):
            continue
        move = check.move(code)
        assert move
        assert advance(FLOW, progress, move)


def test_longest_names_fit_a_button() -> None:
    """The longest ids that the format allows still fit the data of a button."""
    long = "a" * 18
    flow = changed(id=long, choices=[{"id": "b" * 18, "label": "x", "level": "urgent"}])
    for progress in (begin(flow), Progress(REVIEW, ())):
        for button in buttons(check.question(flow, 10**10, progress)):
            assert len(button.data.encode()) <= DATA_LIMIT


def test_first_question() -> None:
    """The first question has its number, its choices, and no way back; a choice for those who write for another."""
    reply = check.question(FLOW, 1, begin(FLOW))
    assert (reply.title, reply.text) == ("Check", "Step 1 of 4\n\nBleeding a lot?")
    assert labels(reply) == ["Yes", "A little unwell", "No", "For someone else", "Stop"]


def test_question_for_someone_else() -> None:
    """Who writes for another is asked about her, and is not offered the choice again."""
    reply = check.question(FLOW, 1, Progress("danger", other=True))
    assert "Is she bleeding a lot?" in reply.text
    assert "For someone else" not in labels(reply)


def test_ticks_are_shown() -> None:
    """Ticked and open choices look different, and Done, Back and Skip stand below."""
    reply = check.question(FLOW, 1, Progress("signs", ANSWERED[:1], ("spots",)))
    assert labels(reply) == ["☑ Spots of blood", "☐ Being tired", "☐ None of these", "Done", "Back", "Skip", "Stop"]


def test_lead_comes_first() -> None:
    """A lead stands before the question and takes the title's place."""
    reply = check.question(FLOW, 1, begin(FLOW), lead="Back to it:", edit=True)
    assert reply.text.startswith("Back to it:\n\nStep 1 of 4")
    assert (reply.title, reply.edit) == ("", True)


def test_review_tells_everything() -> None:
    """The review lists each answer in words, typed and skipped ones too, with a way to change each."""
    reply = check.question(FLOW, 1, Progress(REVIEW, ANSWERED))
    assert reply.text == (
        "Is it right?\n\n• Danger: No\n• Signs: Spots of blood, Being tired\n• Week: 16 weeks\n• History: skipped"
    )
    changes = ["Change: Danger", "Change: Signs", "Change: Week", "Change: History"]
    assert labels(reply) == ["Show what to do", *changes, "Stop"]


@pytest.mark.parametrize(
    ("answers", "title"),
    [
        ((("danger", ("no",)), ("signs", ("none",))), "Keep watching"),
        ((("danger", ("no",)), ("signs", ("spots",))), "Today"),
        (ANSWERED, "Now"),
        ((("danger", ("yes",)),), "Help"),
        ((("danger", ("no",)), ("week", ("not_pregnant",))), "Before"),
    ],
)
def test_result(answers: tuple[tuple[str, tuple[str, ...]], ...], title: str) -> None:
    """The card of the level comes first, then a summary she can read out, and no button under either."""
    card, summary = check.result(FLOW, Progress(DONE, answers))
    assert card.title == title
    assert "• Danger: " not in card.text
    assert summary.text.startswith("Read this out:\n\n• Danger: ")
    assert (card.buttons, summary.buttons) == ((), ())


def test_braces_in_the_words_do_no_harm() -> None:
    """Braces that nobody fills stand in the words as they are."""
    data = FLOW.model_dump()
    data["words"].update(step="{step} of {steps} {", change="{short} {} {0}")
    flow = Flow.model_validate(data)
    assert check.question(flow, 1, begin(flow)).text.startswith("1 of 4 {\n")
    assert "Week {} {0}" in labels(check.question(flow, 1, Progress(REVIEW, ANSWERED)))


@pytest.mark.parametrize(
    "data",
    ["", "flow", "flow:1:signs", "flow:x:signs:done", "flow:-1:signs:done", "flow:1:a:b:c", "ask:causes", "FLOW:1:a:b"],
)
def test_other_data_is_no_tap_in_the_check(data: str) -> None:
    """Only data of the check's own form is read as a press in the check."""
    assert check.tapped(data) is None


def test_codes() -> None:
    """Every code has its move, and anything else has none."""
    assert check.move("pick.spots") == Pick("spots")
    assert check.move("change.week") == Change("week")
    assert check.move("skip") == Skip()
    assert check.move("show") == Show()
    assert [check.move(code) for code in ("", "pick", "pick.", "fly", "week.16", "done.spots")] == [None] * 6
