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
        ("why does a cervix open, i have lost lots of blood today", "emergency"),
        ("What is bed rest for? My waters went an hour ago", "urgent"),
        ("hi what is a cerclage. i am having contractions every four minutes", "emergency"),
        ("i think my waters went what are the signs", "urgent"),
        ("i faint all the time why", "emergency"),
        ("is a stitch any use? i have had bad cramps since noon and my waters broke", "urgent"),
        ("when can a stitch be put in? by the way he fainted, sorry, she fainted on the stairs", "emergency"),
        ("hello, this is my second, i wanted to ask for a scan, but there is water trickling down my leg", "urgent"),
    ],
)
def test_a_question_does_not_hide_a_report(knowledge: Knowledge, text: str, name: str) -> None:
    """A sign that she reports beside a question of the leaflet gets its card, however surely the question is known."""
    assert card(knowledge, text) == name


@pytest.mark.parametrize(
    "text",
    [
        "what are the signs, is a lot of blood one of them",
        "why is a stitch put in, my sister has one",
        "fainting, does it belong to the signs",
    ],
)
def test_two_questions_are_no_report(knowledge: Knowledge, text: str) -> None:
    """A sign that is only asked about, beside another question, gets no card."""
    assert card(knowledge, text) == ""


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


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("no fever and no pain but my waters just broke", "urgent"),
        ("i have no cramps, just blood running down my legs", "emergency"),
        ("not bleeding not leaking, the baby has not moved since last night", "urgent"),
        ("no headache. no fever. i fainted twice", "emergency"),
        ("im not in pain i am bleeding heavily", "emergency"),
    ],
)
def test_a_denial_hides_no_report(knowledge: Knowledge, text: str, name: str) -> None:
    """What is reported beside a denied sign gets its card all the same."""
    assert card(knowledge, text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("i cant stop bleeding", "emergency"),
        ("no movement since this morning", "urgent"),
        ("i cant feel the baby move", "urgent"),
        ("its not just spotting im soaking pads", "emergency"),
        ("no doubt my waters went", "urgent"),
        ("never mind that, my waters broke", "urgent"),
        ("i dont want to be here anymore", "self_harm"),
    ],
)
def test_a_sign_worded_with_a_no_counts(knowledge: Knowledge, text: str, name: str) -> None:
    """A "no" that is part of the sign, or only sounds like a denial, denies nothing."""
    assert card(knowledge, text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("there was a little pink yesterday and now its pouring", "emergency"),
        ("the leak had stopped but its back", "urgent"),
        ("bled last week, stopped, all ok now", ""),
    ],
)
def test_what_is_now_counts(knowledge: Knowledge, text: str, name: str) -> None:
    """A sign that got worse or came back is a report; one that is over is none."""
    assert card(knowledge, text) == name


@pytest.mark.parametrize("text", ["i lost my baby at 20 weeks and cry every day", "we miss our daughter so much"])
def test_grief_is_no_despair(knowledge: Knowledge, text: str) -> None:
    """Grief for a child gets no crisis card."""
    assert card(knowledge, text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "no bleeding",
        "i havent had any cramps or leaking",
        "bleeding? no. fever? no",
        "not contracting, when is my scan",
    ],
)
def test_no_denial_is_passed_over(knowledge: Knowledge, text: str) -> None:
    """Whoever denies a sign, mild ones too, is told what to do if it happens to her."""
    assert Talk(knowledge).say(text)[-1].text.endswith(knowledge.replies.if_now.says)


@pytest.mark.parametrize(
    "text",
    [
        "at no point did i bleed",
        "haven't had a headache since week 12",
        "my temperature isnt up",
        "pain is not there, bleeding is not there, kindly tell about diet",
        "fever? not that i know of",
        "no worries about movement, lots of kicks",
        "I looked with a mirror and nothing is bulging out",
        "she hasn't fainted since the op",
        "i can't say i've had pain in my belly",
        "i'd know if i had cramps and i don't",
        "no more thoughts of hurting myself",
    ],
)
def test_a_sign_that_is_surely_denied_gets_no_card(knowledge: Knowledge, text: str) -> None:
    """A sentence of denial gets the line for now or the check, and no card, whether or not an example is like it."""
    turn = Talk(knowledge).on(Text(text))
    line = knowledge.replies.if_now.says in turn.replies[0].text
    assert not card(knowledge, text)
    assert line or (turn.session and turn.session.progress)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("no pain waters went", "urgent"),
        ("no symptoms except bleeding", "urgent"),
        ("not bleeding its gushing", "urgent"),
        ("never had contractions this strong", "emergency"),
        ("haven't had any movement today", "urgent"),
        ("no sign of the baby moving", "urgent"),
        ("not spotting any more, it's heavy now", "emergency"),
        ("there was no bleeding and then suddenly a gush of blood", "emergency"),
        ("no madam bleeding not stopping", "emergency"),
        ("it is not wee, it's my waters", "urgent"),
        ("no cramps and terrible headache and seeing spots, face puffy too", "emergency"),
        ("no answer at the unit and i am leaking fluid", "urgent"),
    ],
)
def test_a_report_beside_or_worded_with_a_no_gets_its_card(knowledge: Knowledge, text: str, name: str) -> None:
    """What is denied is struck and the rest is heard: a "no" hides no report."""
    assert card(knowledge, text) == name


@pytest.mark.parametrize(
    "text", ["stich", "cerclarge", "serclage", "something", "tac", "become", "something?", "menopause"]
)
def test_one_word_that_names_no_sign_is_a_topic(knowledge: Knowledge, text: str) -> None:
    """A single word that names no sign never gets a card, however its letters look."""
    assert not card(knowledge, text)


@pytest.mark.parametrize("text", ["bleeding", "blod", "contractons", "fever!", "suicide", "headache", "leaking"])
def test_one_word_that_names_a_sign_gets_a_card(knowledge: Knowledge, text: str) -> None:
    """A sign said in a single word counts, misspelt or not."""
    assert card(knowledge, text)


@pytest.mark.parametrize(
    "text",
    [
        "It's 3am and i saw a little smudge of blood at bedtime, there's another one now",
        "very lite bleedin, not even a pantyliner",
        "the discharge is faint pink",
        "heavy feeling in my vagina",
    ],
)
def test_what_is_played_down_begins_the_check(knowledge: Knowledge, text: str) -> None:
    """A smudge or a tinge begins the check rather than bringing a card."""
    turn = Talk(knowledge).on(Text(text))
    assert not card(knowledge, text)
    assert turn.session
    assert turn.session.progress


def test_bleeding_long_after_the_periods_ended_is_another_topic(knowledge: Knowledge) -> None:
    """A little blood years after her last period does not begin the questions for a pregnancy."""
    turn = Talk(knowledge).on(Text("I am 58, no period for 6 years, now a little blood"))
    assert turn.session is None or turn.session.progress is None
