"""The words of the shipped check: whom its questions speak of, what its cards hold, how typed answers are taken."""

import re

import pytest

from bot.core import check
from bot.core.flows.format import DONE, REVIEW
from bot.core.flows.machine import Progress, advance, begin
from bot.core.flows.moves import Change, ForOther
from bot.core.knowledge import Knowledge
from bot.core.session import Session
from tests.core.answers import GIVEN, Answers, moves
from tests.core.talk import Talk

HER = re.compile(r"\b(?:her|she)\b")
YOU = re.compile(r"\byou(?:r|rself)?\b(?: \w+)?", re.IGNORECASE)
ENDS: dict[str, Answers] = {
    "emergency": {"emergency": ("yes",)},
    "urgent": {"urgent": ("yes",)},
    "inform": {},
    "nothing": {"signs": ("none",)},
}


def result(knowledge: Knowledge, end: str) -> tuple[str, str]:
    """The texts of a result card, after the answers that lead to it, and of the summary that follows it."""
    card, summary = check.result(knowledge.flow, Progress(DONE, tuple((GIVEN | ENDS[end]).items())))
    assert card.title == getattr(knowledge.flow.results, end).title
    return card.text, summary.text


def test_nothing_ticked_still_says_when_to_call(knowledge: Knowledge) -> None:
    """The gentlest card says that it cannot rule out a problem, and for which signs to call at any hour."""
    text, _ = result(knowledge, "nothing")
    assert "cannot rule out a problem" in text
    assert "at any hour" in text
    for sign in ("bleeding", "discharge", "pressure", "pain", "cramps", "fluid", "fever", "baby moving less"):
        assert sign in text


@pytest.mark.parametrize("end", ENDS)
def test_a_card_has_every_part(knowledge: Knowledge, end: str) -> None:
    """Each card says what to do and what to do if it gets worse; after it comes what to say on the phone."""
    (text, summary), parts = result(knowledge, end), getattr(knowledge.flow.results, end)
    assert text == f"{parts.says}\n\n{parts.meanwhile}"
    assert re.search("gets worse|at any hour", parts.meanwhile)
    assert summary.index("on the phone") < summary.index("• Week of pregnancy: 16 weeks 3 days")


@pytest.mark.parametrize(
    ("end", "slot"), [("emergency", "emergency_number"), ("urgent", "maternity_unit"), ("inform", "obstetrician")]
)
def test_a_card_has_one_action(knowledge: Knowledge, end: str, slot: str) -> None:
    """What a card says first names one place to call and no other."""
    says = getattr(knowledge.flow.results, end).says
    assert [name for name, words in knowledge.replies.unnamed if words in says] == [slot]


def test_questions_follow_who_is_asked_about(knowledge: Knowledge) -> None:
    """Asked for someone else, no question speaks of the writer; asked for herself, none says "her"."""
    for step in knowledge.flow.steps:
        for_another = check.question(knowledge.flow, 1, Progress(step.id, other=True)).text
        assert HER.search(for_another), for_another
        assert not YOU.search(for_another), for_another
        assert not HER.search(check.question(knowledge.flow, 1, Progress(step.id)).text)


def test_cards_suit_both(knowledge: Knowledge) -> None:
    """The cards, read by her or by a partner, speak of the signs and not of the reader's body."""
    for name, result in knowledge.flow.results:
        text = f"{result.says} {result.meanwhile}"
        for _, words in knowledge.replies.unnamed:
            text = text.replace(words, "")
        addressed = {match[0].lower() for match in YOU.finditer(text)}
        assert addressed <= {"you told", "you ticked", "you tick", "you see"}, (name, addressed)


def test_the_choice_for_another_stays(knowledge: Knowledge) -> None:
    """Who says at the first question that she writes for another is asked that way to the end, and after a change."""
    flow = knowledge.flow
    progress = advance(flow, begin(flow), ForOther())
    for step in flow.steps:
        assert progress
        assert (progress.step, progress.other) == (step.id, True)
        for move in moves(step, GIVEN[step.id]):
            progress = advance(flow, progress, move)
            assert progress
    assert progress
    opened = advance(flow, progress, Change("week"))
    assert opened
    assert "is she" in check.question(flow, 1, opened).text


def test_each_question_is_numbered(knowledge: Knowledge) -> None:
    """Every question says which of how many it is, "Step 2 of 6"."""
    steps = knowledge.flow.steps
    for i, step in enumerate(steps, 1):
        asked = check.question(knowledge.flow, 1, Progress(step.id)).text
        assert asked.startswith(f"Step {i} of {len(steps)}\n\n")


def at(knowledge: Knowledge, step: str, ticks: tuple[str, ...] = ()) -> Talk:
    """A chat at a question, all before it answered."""
    place = [*GIVEN, REVIEW].index(step)
    return Talk(knowledge, Session(run=1, progress=Progress(step, tuple(GIVEN.items())[:place], ticks)))


@pytest.mark.parametrize(
    "text", ["yes", "yep a little", "both", "not sure", "maybe not", "no idea", "i don't know", "no but a little"]
)
@pytest.mark.parametrize(("step", "end"), [("emergency", "emergency"), ("urgent", "urgent")])
def test_a_typed_yes_or_doubt_brings_the_card(knowledge: Knowledge, step: str, end: str, text: str) -> None:
    """To a question about danger signs, anything but a plain no brings the card at once."""
    talk = at(knowledge, step)
    assert talk.say(text)[0].title == getattr(knowledge.flow.results, end).title
    assert talk.session.progress is None


@pytest.mark.parametrize("text", ["no", "nope", "none", "None of these.", "no, nothing like that", "no thanks"])
def test_a_typed_no_goes_on(knowledge: Knowledge, text: str) -> None:
    """A plain no is one."""
    talk = at(knowledge, "emergency")
    talk.say(text)
    assert talk.session.progress == Progress("urgent", (("emergency", ("no",)),))


@pytest.mark.parametrize(
    ("step", "text", "answer"),
    [
        ("signs", "spotting", ("bleeding",)),
        ("signs", "pressure and some discharge", ("discharge", "pressure")),
        ("signs", "no bleeding, just pressure", ("pressure",)),
        ("signs", "all of them", ("bleeding", "discharge", "pressure", "backache")),
        ("signs", "none", ("none",)),
        ("signs", "not sure", ("not_sure",)),
        ("signs", "no idea", ("not_sure",)),
        ("since", "yesterday", ("days",)),
        ("since", "not sure", ("skipped",)),
        ("since", "skip", ("skipped",)),
        ("week", "16w3d", ("16 weeks 3 days",)),
        ("week", "i'm 16w3d today", ("16 weeks 3 days",)),
        ("week", "sixteen weeks", ("16 weeks",)),
        ("week", "4 months", ("4 months",)),
        ("week", "due 3 May", ("due 3 may",)),
        ("week", "EDD 3 May", ("due 3 may",)),
        ("week", "don't know", ("unknown",)),
        ("week", "not sure", ("unknown",)),
        ("history", "i lost a baby and had a stitch", ("loss", "stitch")),
        ("history", "none", ("none",)),
        ("history", "not sure", ("not_sure",)),
    ],
)
def test_a_typed_answer_is_taken(knowledge: Knowledge, step: str, text: str, answer: tuple[str, ...]) -> None:
    """What is typed is the answer it means, and the next question follows."""
    talk = at(knowledge, step)
    talk.say(text)
    assert talk.session.progress
    assert talk.session.progress.answer(step) == answer
    assert talk.session.progress.step == [*GIVEN, REVIEW][list(GIVEN).index(step) + 1]


@pytest.mark.parametrize("text", ["-3", "99", "0", "-3 weeks", "100 months"])
def test_an_impossible_week_is_asked_again(knowledge: Knowledge, text: str) -> None:
    """A week that cannot be is asked for again, kindly, with an example and a way out."""
    talk = at(knowledge, "week")
    (reply,) = talk.say(text)
    assert reply.text.startswith(knowledge.flow.words.impossible_week)
    assert "Step 5 of 6" in reply.text
    assert talk.session == at(knowledge, "week").session


@pytest.mark.parametrize("text", ["3 days", "14th december", "I am 35 years old"])
def test_another_number_is_no_week(knowledge: Knowledge, text: str) -> None:
    """Days, dates and her age are not taken for weeks."""
    talk = at(knowledge, "week")
    talk.say(text)
    assert talk.session.progress == at(knowledge, "week").session.progress


@pytest.mark.parametrize("text", ["yes", "yep a little", "both", "done"])
def test_a_bare_yes_is_no_sign(knowledge: Knowledge, text: str) -> None:
    """Where several signs can be ticked, a bare yes asks which; with signs ticked, it means those."""
    talk = at(knowledge, "signs")
    assert talk.say(text)[0].text.startswith(knowledge.flow.words.nothing_ticked)
    assert talk.session.progress == at(knowledge, "signs").session.progress
    talk = at(knowledge, "signs", ("bleeding", "backache"))
    talk.say(text)
    assert talk.session.progress
    assert talk.session.progress.answer("signs") == ("bleeding", "backache")


@pytest.mark.parametrize("text", ["stop", "cancel", "Stop the check"])
@pytest.mark.parametrize("step", [*GIVEN, REVIEW])
def test_the_check_is_stopped_by_typing(knowledge: Knowledge, step: str, text: str) -> None:
    """In every question the words on the button stop the check as the button does."""
    talk = at(knowledge, step)
    assert talk.say(text)[0].text == knowledge.replies.cancelled.says
    assert talk.session.progress is None


def test_for_someone_else_by_typing(knowledge: Knowledge) -> None:
    """Whom she writes for can be typed as well."""
    talk = at(knowledge, "emergency")
    assert "happening to her" in talk.say("I am writing for someone else")[0].text
