"""The symptom check inside a talk: what goes on with it, what waits, and what ends it."""

from dataclasses import replace

import pytest

from bot.core.flows.machine import Progress
from bot.core.knowledge import Knowledge
from bot.core.messages import Event, Media, Tap, Text, TimedOut
from bot.core.session import Session
from tests.core.talk import AT_WEEK, GO_ON, Talk


def test_commands_set_the_check_aside(checking: Talk) -> None:
    """Help, topics, privacy and hello in the middle of a check keep it and offer to go on."""
    for name in ("help", "topics", "privacy", "start"):
        checking.command(name)
        assert checking.session == Session(run=1, progress=AT_WEEK, aside=True)
        assert checking.labels()[-1] == GO_ON
    (reply,) = checking.tap(GO_ON)
    assert "How many weeks" in reply.text
    assert checking.session == Session(run=1, progress=AT_WEEK)


def test_aside_takes_no_answers(checking: Talk) -> None:
    """While the check waits, a typed number is no answer to it, and the way back is offered."""
    checking.command("help")
    checking.say("16")
    assert checking.session.progress == AT_WEEK
    assert checking.labels()[-1] == GO_ON


def test_check_begins_anew(checking: Talk, knowledge: Knowledge) -> None:
    """/check in the middle of a check begins a new one, with a new run."""
    (reply,) = checking.command("check")
    assert reply.text.startswith(knowledge.flow.opening)
    assert checking.session == Session(run=2, progress=Progress("emergency"))


def test_cancel(checking: Talk, knowledge: Knowledge) -> None:
    """/cancel ends the check and forgets the answers."""
    assert checking.command("cancel")[0].text == knowledge.replies.cancelled.says
    assert checking.session == Session(run=1)


def test_delete_forgets_everything(checking: Talk) -> None:
    """/delete asks once, while the check waits; then no session is kept at all, also in the middle of a check."""
    checking.command("delete")
    assert checking.session == Session(run=1, progress=AT_WEEK, aside=True)
    assert checking.on(Tap("delete:yes")).session is None


def test_time_out(checking: Talk, talk: Talk, knowledge: Knowledge) -> None:
    """A check left alone is closed once, with a word; without a check nothing is said."""
    assert checking.on(TimedOut()).replies[0].text == knowledge.replies.timed_out.says
    assert checking.session == Session(run=1)
    assert talk.on(TimedOut()).replies == ()


@pytest.mark.parametrize("data", ["flow:1:emergency:pick.no", "flow:0:week:skip", "flow:2:week:skip", "ghost", ""])
def test_stale_button_in_a_check(checking: Talk, knowledge: Knowledge, data: str) -> None:
    """A button of an earlier question, run or release changes nothing, says so and asks the open question again."""
    (reply,) = checking.on(Tap(data)).replies
    assert reply.text.startswith(knowledge.replies.stale.says)
    assert "How many weeks" in reply.text
    assert checking.session == Session(run=1, progress=AT_WEEK)


@pytest.mark.parametrize(
    "code", ["pick.ghost", "pick.bleeding", "change.signs", "show", "done", "other", "x", "", "pick.", "pick.skipped"]
)
def test_forged_move(checking: Talk, knowledge: Knowledge, code: str) -> None:
    """A move that the open question does not have changes nothing."""
    (reply,) = checking.on(Tap(f"flow:1:week:{code}")).replies
    assert checking.session == Session(run=1, progress=AT_WEEK)
    assert reply.text.startswith((knowledge.replies.stale.says, knowledge.flow.words.nothing_ticked))


def test_done_without_a_tick(knowledge: Knowledge) -> None:
    """Done without a tick asks for one and changes nothing."""
    before = Session(run=1, progress=Progress("signs", AT_WEEK.answers[:2]))
    talk = Talk(knowledge, before)
    (reply,) = talk.on(Tap("flow:1:signs:done")).replies
    assert reply.text.startswith(knowledge.flow.words.nothing_ticked)
    assert talk.session == before


def test_more_keeps_the_way_back(checking: Talk) -> None:
    """More, in the middle of a check, still offers to go on with it."""
    checking.on(Tap("ask:treatment"))
    assert checking.labels()[-2:] == ["More", GO_ON]
    checking.tap("More")
    assert checking.labels()[-1] == GO_ON


def test_question_in_between(checking: Talk, knowledge: Knowledge) -> None:
    """A known question in a check is answered, and the open question asked again right after."""
    answer, again = checking.say("what causes it")
    assert answer.title == "What causes it?"
    assert answer.buttons == ()
    assert again.text.startswith(knowledge.replies.back_to_check.says)
    assert "How many weeks" in again.text
    assert checking.session.progress == AT_WEEK


def test_typed_answers(checking: Talk, knowledge: Knowledge) -> None:
    """A typed week moves on; an impossible one, or what is no answer, asks again with a reason."""
    assert checking.say("77 weeks")[0].text.startswith(knowledge.flow.words.impossible_week)
    assert checking.say("🙂 🙂")[0].text.startswith(knowledge.flow.words.not_understood)
    assert checking.session.progress == AT_WEEK
    checking.say("16w3d")
    assert checking.session.progress
    assert checking.session.progress.answer("week") == ("16 weeks 3 days",)


def test_edited_text_answers_nothing(checking: Talk) -> None:
    """A message corrected later never answers the open question."""
    checking.on(Text("16 weeks", edited=True))
    assert checking.session.progress == AT_WEEK


@pytest.mark.parametrize("event", [Text("16"), Tap("flow:1:ghost:skip"), Media("photo"), TimedOut()])
def test_content_changed(knowledge: Knowledge, event: Event) -> None:
    """When the open question is gone from the content, she is told to begin again, whatever she does."""
    talk = Talk(knowledge, Session(run=1, progress=Progress("ghost")))
    (reply,) = talk.on(event).replies
    assert reply.text == knowledge.replies.content_changed.says
    assert talk.session == Session(run=1)


def test_content_changed_stops_no_command(knowledge: Knowledge) -> None:
    """/delete deletes and /check begins even then."""
    gone = Session(run=1, progress=Progress("ghost"))
    assert Talk(knowledge, gone).on(Tap("delete:yes")).session is None
    assert Talk(knowledge, gone).command("delete")[0].text == knowledge.replies.delete.says
    talk = Talk(knowledge, gone)
    talk.command("check")
    assert talk.session == Session(run=2, progress=Progress("emergency"))


def test_end_forgets_the_answers(knowledge: Knowledge) -> None:
    """With the result the answers leave the session."""
    talk = Talk(knowledge, Session(run=7, progress=replace(AT_WEEK, step="review")))
    talk.on(Tap("flow:7:review:show"))
    assert talk.session == Session(run=7)
    talk.on(Tap("flow:7:review:show"))
    assert talk.session == Session(run=7)
