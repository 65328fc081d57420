"""A walk over every state of a chat: a reported danger sign comes first, alone, and no answer of a check is lost."""

import itertools
from collections.abc import Iterator

import pytest

from bot.core.dialogue import Dialogue
from bot.core.flows.format import REVIEW
from bot.core.flows.machine import Progress
from bot.core.knowledge import Knowledge
from bot.core.messages import Command, Event, Media, Tap, Text, TimedOut
from bot.core.replies import Card
from bot.core.session import Session
from tests.core.answers import GIVEN, places
from tests.core.talk import Talk

GO_ON = "Go on with my check"
REPORTS = {
    "emergency": "i am bleeding heavily and passing big clots",
    "urgent": "my waters broke",
    "self_harm": "i want to kill myself",
}
"""A plain report for each card."""


def wrapped(words: str) -> Iterator[tuple[str, Event]]:
    """Every way in which words reach the bot."""
    yield "typed", Text(words)
    yield "edited", Text(words, edited=True)
    yield "caption", Media("photo", words)
    yield "voice caption", Media("voice", words)
    for name in ("start", "check", "cancel", "delete", "nonsense"):
        yield f"/{name}", Command(name, words)


WAYS = [
    pytest.param(card, event, id=f"{card} {way}") for card, words in REPORTS.items() for way, event in wrapped(words)
]


def states() -> list[Session]:
    """Every state of a chat: without a check, fresh or after other talk, and in or beside the check at every place."""
    idle = [
        Session(),
        Session(run=3, topic="causes"),
        Session(run=1, lost=1),
        Session(run=1, topic="treatment", lost=2),
        Session(run=1, passing=True),
    ]
    waiting = Session(run=2, progress=next(iter(places())), aside=True, passing=True)
    checks = [
        Session(run=2, topic="what_is", progress=Progress(p.step, p.answers, p.ticks, p.changing, other), aside=aside)
        for p, other, aside in itertools.product(places(), (False, True), (False, True))
    ]
    return [*idle, waiting, *checks]


def card_of(knowledge: Knowledge, name: str) -> Card:
    card: Card = getattr(knowledge.replies, name)
    return card


def test_every_step_is_walked(knowledge: Knowledge) -> None:
    """The walk knows every step of the shipped check, and its answers are answers there."""
    assert [step.id for step in knowledge.flow.steps] == list(GIVEN)
    assert {p.step for p in places()} == {*GIVEN, REVIEW}
    for step in knowledge.flow.steps:
        assert step.kind == "week" or all(step.choice(name) for name in GIVEN[step.id])


@pytest.mark.parametrize(("card", "event"), WAYS)
def test_the_card_comes_first_and_alone(knowledge: Knowledge, card: str, event: Event) -> None:
    """In every state and by every way in, a report gets its one card, no button, and the check waits unharmed."""
    dialogue, said = Dialogue(knowledge), card_of(knowledge, card)
    for before in states():
        turn = dialogue.turn(before, event)
        (reply,) = turn.replies
        assert (reply.title, reply.text, reply.buttons, reply.edit) == (said.title, said.says, (), False), before
        assert turn.session == before.but(aside=before.progress is not None, lost=0, passing=False), before
        assert turn.route
        assert turn.route.level == ("urgent" if card == "urgent" else "emergency")


@pytest.mark.parametrize("card", REPORTS)
def test_the_check_is_offered_again(knowledge: Knowledge, card: str) -> None:
    """The next message is answered and offers the check again, which then goes on at the same question."""
    for before in (session for session in states() if session.progress):
        for after in (
            Text("what causes it"),
            Text("🙂 🙂"),
            Media("sticker"),
            Text(" "),
            Command("help"),
            Command("x"),
        ):
            talk = Talk(knowledge, before)
            talk.say(REPORTS[card])
            talk.on(after)
            assert talk.labels()[-1] == GO_ON, (before, after)
            assert talk.session.progress == before.progress
            talk.tap(GO_ON)
            assert talk.session.progress == before.progress
            assert not talk.session.aside


@pytest.mark.parametrize("card", REPORTS)
def test_the_card_comes_after_a_time_out_too(knowledge: Knowledge, card: str) -> None:
    """A check that timed out is gone and named; a report after it, or in place of it, gets its card all the same."""
    for before in states():
        talk = Talk(knowledge, before)
        closed = talk.on(TimedOut()).replies
        assert [reply.text for reply in closed] == ([knowledge.replies.timed_out.says] if before.progress else [])
        assert talk.session.progress is None
        assert talk.say(REPORTS[card])[0].text == card_of(knowledge, card).says
        assert talk.session == before.but(progress=None, aside=False, lost=0, passing=False)


@pytest.mark.parametrize("card", REPORTS)
def test_the_card_comes_when_the_questions_changed(knowledge: Knowledge, card: str) -> None:
    """A report is answered first also when the open question is gone from the content."""
    for progress in (Progress("ghost"), Progress("signs", (("ghost", ("x",)),)), Progress("signs", ticks=("ghost",))):
        for _, event in wrapped(REPORTS[card]):
            turn = Dialogue(knowledge).turn(Session(run=1, progress=progress), event)
            assert [reply.text for reply in turn.replies] == [card_of(knowledge, card).says]


def test_again_and_again(knowledge: Knowledge) -> None:
    """Report after report is answered each time with its card; none is swallowed by the one before."""
    talk = Talk(knowledge, Session(run=1, progress=Progress("week", tuple(GIVEN.items())[:4])))
    for card in ("urgent", "emergency", "emergency", "self_harm", "urgent"):
        assert [reply.text for reply in talk.say(REPORTS[card])] == [card_of(knowledge, card).says]


def test_cancel_and_start_work_everywhere(knowledge: Knowledge) -> None:
    """In every state, before and after a card, /cancel stops the check and /start says hello and keeps it."""
    for before, reported in itertools.product(states(), (False, True)):
        for name in ("cancel", "start"):
            talk = Talk(knowledge, before)
            if reported:
                talk.say(REPORTS["urgent"])
            (reply,) = talk.command(name)
            if name == "start":
                assert reply.text == knowledge.replies.start.says
                assert talk.session.progress == before.progress
                assert (GO_ON in talk.labels()) == (before.progress is not None)
            else:
                said = knowledge.replies.cancelled if before.progress else knowledge.replies.nothing_to_cancel
                assert reply.text == said.says
                assert talk.session.progress is None


def test_each_card_has_one_action(knowledge: Knowledge) -> None:
    """Each card names one place to call; only the crisis card adds the emergency number, for danger to life."""
    named = {
        card: [slot for slot, name in knowledge.replies.unnamed if name in card_of(knowledge, card).says]
        for card in REPORTS
    }
    assert named == {
        "emergency": ["emergency_number"],
        "urgent": ["maternity_unit"],
        "self_harm": ["emergency_number", "crisis_line"],
    }
    crisis = card_of(knowledge, "self_harm").says
    assert crisis.index("crisis line") < crisis.index("emergency number")


def test_a_tap_is_never_a_report(knowledge: Knowledge) -> None:
    """What stands behind a forged button is read as a button and as nothing else."""
    for words in REPORTS.values():
        (reply,) = Dialogue(knowledge).turn(Session(), Tap(words)).replies
        assert reply.text == knowledge.replies.stale.says
