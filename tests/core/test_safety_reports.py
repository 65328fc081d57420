"""What counts as a report: plain despair, slips of the keyboard; what does not: denials, questions, other things."""

import pytest

from bot.core.flows.machine import Progress
from bot.core.knowledge import Knowledge
from bot.core.messages import Text
from bot.core.session import Session
from tests.core.answers import GIVEN
from tests.core.talk import Talk


def card(knowledge: Knowledge, text: str) -> str:
    """The name of the card that a message gets, or nothing."""
    (first, *_) = Talk(knowledge).on(Text(text)).replies
    names = ("emergency", "urgent", "self_harm")
    return next((name for name in names if getattr(knowledge.replies, name).says == first.text), "")


@pytest.mark.parametrize(
    "text",
    [
        "I dont want to live anymore",
        "i want to end it all",
        "I am going to hurt myself",
        "everyone would be better off without me",
        "i want to hurt my baby",
        "i am scared i will hurt my baby",
    ],
)
def test_despair_gets_the_crisis_card(knowledge: Knowledge, text: str) -> None:
    """Thoughts of harming herself or the baby, in the words people use, get the card with the crisis line."""
    assert card(knowledge, text) == "self_harm"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("i am bleding hevily and passing big clotts", "emergency"),
        ("my watres broke", "urgent"),
        ("she has colapsed", "emergency"),
        ("I HAVE A FEVER OF 39", "urgent"),
        ("the baby is not moveing", "urgent"),
    ],
)
def test_a_misspelt_sign_counts(knowledge: Knowledge, text: str, name: str) -> None:
    """A misspelt or shouted report gets the same card."""
    assert card(knowledge, text) == name


@pytest.mark.parametrize(
    "text",
    [
        "is heavy bleeding a symptom",
        "no bleeding and no pain",
        "i have no heavy bleeding, just wondering",
        "my gums are bleeding",
        "last year i bled heavily and lost my baby",
        "what if my waters break",
        "my walker broke",
        "i am dying to know what it is",
        "where are my discharge papers",
    ],
)
def test_no_card_without_a_report(knowledge: Knowledge, text: str) -> None:
    """What is denied, asked about, past, imagined or something else altogether gets no card, and is never silence."""
    assert card(knowledge, text) == ""


@pytest.mark.parametrize("text", ["is heavy bleeding a symptom", "i have no heavy bleeding, what causes it"])
def test_a_mention_gets_the_line_for_now(knowledge: Knowledge, text: str) -> None:
    """A danger sign that is only asked about or denied still brings the line "if this is happening to you now"."""
    assert Talk(knowledge).say(text)[-1].text.endswith(knowledge.replies.if_now.says)


def test_a_denied_sign_is_no_answer(knowledge: Knowledge) -> None:
    """In the check, "no fever" is not taken for "none of these", and "no bleeding" neither ticks nor clears a sign."""
    for step, text in (
        ("emergency", "no fits"),
        ("urgent", "no fever"),
        ("signs", "no bleeding"),
        ("signs", "no mucus"),
    ):
        place = list(GIVEN).index(step)
        before = Progress(step, tuple(GIVEN.items())[:place])
        talk = Talk(knowledge, Session(run=1, progress=before))
        talk.say(text)
        assert talk.session.progress == before, text
