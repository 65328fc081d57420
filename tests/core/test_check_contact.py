"""The end of the check: whom to call as a card, but never in an emergency, and a summary of its own to send on."""

from dataclasses import replace

import pytest

from bot.core import check
from bot.core.flows.format import DONE, REVIEW, SKIPPED, Flow
from bot.core.flows.machine import Progress, ending
from bot.core.knowledge import Knowledge
from bot.core.messages import Contact, Reply
from bot.core.session import Session
from tests.core.answers import GIVEN, Answers, combinations
from tests.core.talk import Talk

CONTACT = Contact("Maternity unit", "+44 1632 960 001")
ENDS: dict[str, Answers] = {
    "urgent": {"urgent": ("yes",)},
    "inform": {},
    "nothing": {"signs": ("none",)},
    "not_pregnant": {"week": ("not_pregnant",), "signs": ("none",)},
}


def progress(changed: Answers, step: str = DONE) -> Progress:
    return Progress(step, tuple((GIVEN | changed).items()))


def summary(flow: Flow, answers: Answers) -> str:
    """What the summary should say: each answer in the words of its button, or as it was typed."""
    lines = []
    for step in flow.steps:
        words = {choice.id: choice.label for choice in step.choices} | {SKIPPED: flow.words.skipped}
        lines.append(f"• {step.short}: {', '.join(words.get(name, name) for name in answers[step.id])}")
    return "\n".join([flow.words.summary, "", *lines])


@pytest.mark.parametrize("end", ENDS)
def test_the_contact_card_comes(knowledge: Knowledge, end: str) -> None:
    """Between the card and the summary stands the clinic's phone, as a contact and as text, and nothing else."""
    card, called, told = check.result(knowledge.flow, progress(ENDS[end]), CONTACT)
    assert card.title == getattr(knowledge.flow.results, end).title
    assert called == Reply("Maternity unit: +44 1632 960 001", contact=CONTACT)
    assert (card.contact, told.contact) == (None, None)


def test_never_in_an_emergency(knowledge: Knowledge) -> None:
    """Over all combinations of answers, an emergency has no second number, and every other end has the contact."""
    seen = set()
    for answers in combinations(knowledge.flow):
        done = Progress(DONE, tuple(answers.items()))
        end = ending(knowledge.flow, done)
        replies = check.result(knowledge.flow, done, CONTACT)
        seen.add(end)
        if end == "emergency":
            assert len(replies) == 2
            assert all(not reply.contact and CONTACT.phone not in reply.text for reply in replies)
        else:
            assert [reply.contact for reply in replies] == [None, CONTACT, None], (end, answers)
    assert seen == {"emergency", *ENDS}


def test_the_summary_holds_every_answer(knowledge: Knowledge) -> None:
    """Over all combinations, the last message is all the answers in words, with no title, button or contact."""
    for answers in combinations(knowledge.flow):
        *_, told = check.result(knowledge.flow, Progress(DONE, tuple(answers.items())), CONTACT)
        assert told == Reply(summary(knowledge.flow, answers))


def test_without_a_contact_none_is_shown(knowledge: Knowledge) -> None:
    """As long as the clinic names no phone, no card for it comes."""
    assert knowledge.contact is None
    for end in ENDS:
        assert [reply.contact for reply in check.result(knowledge.flow, progress(ENDS[end]))] == [None, None]


def test_a_number_without_a_name(knowledge: Knowledge) -> None:
    """A phone that has no name is shown once, not as its own name."""
    _, called, _ = check.result(knowledge.flow, progress({}), Contact("960 001", "960 001"))
    assert called.text == "960 001"


@pytest.fixture
def known(knowledge: Knowledge) -> Knowledge:
    """The shipped content of a clinic that names its phone."""
    return replace(knowledge, contact=CONTACT)


@pytest.mark.parametrize("typed", [False, True])
@pytest.mark.parametrize("end", ENDS)
def test_however_the_check_ends(known: Knowledge, end: str, typed: bool) -> None:
    """By the button or by typing, the check ends with card, contact and summary, and keeps nothing of them."""
    answers = GIVEN | ENDS[end]
    step = {"urgent": "urgent", "not_pregnant": "week"}.get(end, REVIEW)
    given = tuple((name, answer) for name, answer in answers.items() if list(GIVEN).index(name) < _place(step))
    talk = Talk(known, Session(run=1, progress=Progress(step, given)))
    talk.command("help")
    talk.tap(known.replies.labels.go_on)
    words = {"urgent": "Yes, or I am not sure", "week": "Not pregnant now", REVIEW: known.flow.words.show}[step]
    card, called, told = talk.say(words) if typed else talk.tap(words)
    assert card.title == getattr(known.flow.results, end).title
    assert called.contact == CONTACT
    assert told.text.startswith(known.flow.words.summary)
    assert talk.session == Session(run=1)


def _place(step: str) -> int:
    return [*GIVEN, REVIEW].index(step)


@pytest.mark.parametrize("typed", [False, True])
def test_an_emergency_answer_has_one_number(known: Knowledge, typed: bool) -> None:
    """A yes to the emergency signs, by the button or by typing, brings the card and the summary alone."""
    talk = Talk(known)
    talk.command("check")
    replies = talk.say("yes") if typed else talk.tap("Yes, or I am not sure")
    assert [reply.contact for reply in replies] == [None, None]
    assert replies[0].title == known.flow.results.emergency.title


def test_a_red_flag_in_the_check_has_one_number(known: Knowledge) -> None:
    """A danger sign typed into the check is answered by its card alone, without the clinic's phone."""
    talk = Talk(known)
    talk.command("check")
    (alarm,) = talk.say("i am bleeding heavily and soaking pads")
    assert (alarm.title, alarm.contact) == (known.replies.emergency.title, None)
