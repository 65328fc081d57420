"""The content that ships is sound, whole and careful."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.content.formats import FORMATS, schema, write_schemas
from bot.content.library import read_parts
from bot.core.answers import Answers
from bot.core.intents import BUTTON_LIMIT, Intent, refuses
from bot.core.knowledge import Knowledge
from bot.core.messages import TEXT_LIMIT
from tests.content.facts import CAVEATS, FACTS, Fact

INTENTS = Path(__file__).parent.parent.parent / "intents"
LEAFLET = ("what_is", "causes", "symptoms", "treatment")
FIRST_SCREEN = 900
"""Characters that fit a phone's screen without scrolling."""
NEVER = [r"don[’']?t worry", r"do not worry", r"no need to worry", r"diagnos", r"\bodds\b", r"\bperfectly normal\b"]
NEVER += [r"\b(?:is|are|you[’']re|it[’']s) (?:normal|fine|okay|harmless)\b", r"(?<!not )(?<!not make it )your fault"]


def said(intent: Intent) -> Iterator[tuple[str, str]]:
    """Source and words of every paragraph."""
    for paragraph in (*intent.answer, *intent.more):
        yield paragraph.source, paragraph.says


def test_no_problems() -> None:
    """The content has no problems but, as time passes, answers that a clinician should read again."""
    problems = read_parts(INTENTS).problems()
    assert [str(problem) for problem in problems if "reviewed over a year ago" not in problem.says] == []


@pytest.mark.parametrize("fact", [*FACTS, *CAVEATS], ids=lambda fact: fact.id)
def test_fact_can_be_read(knowledge: Knowledge, fact: Fact) -> None:
    """Every fact of the leaflet, and every caveat beside it, stands in an answer with the source it rests on."""
    told = [says.lower() for source, says in said(knowledge.intents[fact.intent]) if source == fact.source]
    assert any(all(any(word in says for word in words.split("|")) for words in fact.words) for says in told), told


@pytest.mark.parametrize("fact", [*FACTS, *CAVEATS], ids=lambda fact: fact.id)
def test_fact_is_on_a_screen(knowledge: Knowledge, fact: Fact) -> None:
    """What a paragraph says reaches the patient: on the first screen or behind More, with its source's name below."""
    intents, sources, labels = knowledge.intents, knowledge.sources, knowledge.replies.labels
    whole = Answers(intents, sources, labels).whole(fact.intent, resume=False)
    first = Answers(intents, sources, labels).first(fact.intent, resume=False)
    for _, says in said(intents[fact.intent]):
        assert says in whole.text
    assert sources[fact.source] in whole.text.rsplit("\n\n", 1)[-1]
    more = any(button.data == f"more:{fact.intent}" for row in first.buttons for button in row)
    assert more == bool(intents[fact.intent].more)


def test_no_caveat_without_its_point(knowledge: Knowledge) -> None:
    """The dated point about bed rest never stands on a screen without the caveat beside it."""
    for name in LEAFLET:
        intent = knowledge.intents[name]
        for screen in (intent.answer, intent.more):
            sources = {paragraph.source for paragraph in screen if "bed rest" in paragraph.says.lower()}
            assert sources in (set(), {"leaflet", "smfm"})


def test_no_other_figures(knowledge: Knowledge) -> None:
    """No answer states a number that is not among the facts."""
    known = {"1", "12", "14", "16", "17", "24", "25", "36", "37", "100", "1971"}
    for name in LEAFLET:
        for _, says in said(knowledge.intents[name]):
            assert set(re.findall(r"\d+", says)) <= known


@pytest.mark.parametrize("name", LEAFLET)
def test_many_examples(knowledge: Knowledge, name: str) -> None:
    """Each of the leaflet's intents knows 25 ways to ask it or more, short and long."""
    examples = knowledge.intents[name].examples
    assert len(examples) >= 25
    lengths = [len(example.split()) for example in examples]
    assert min(lengths) <= 3
    assert max(lengths) >= 12
    assert knowledge.intents[name].tests.should_match


def test_small_talk_is_there(knowledge: Knowledge) -> None:
    """The bot greets, is thanked, says goodbye and says who it is."""
    assert {"smalltalk_greeting", "smalltalk_thanks", "smalltalk_goodbye", "smalltalk_who_are_you"} <= set(
        knowledge.intents
    )


def test_titles_fit(knowledge: Knowledge) -> None:
    """Every title fits on a button, and no two topics look the same."""
    for intent in knowledge.intents.values():
        assert 0 < len(intent.title.encode()) <= BUTTON_LIMIT
    titles = [intent.title for name, intent in knowledge.intents.items() if not refuses(name)]
    assert len(titles) == len(set(titles))


def test_screens_fit(knowledge: Knowledge) -> None:
    """Every first screen fits a phone, and everything behind More fits one message."""
    for name, intent in knowledge.intents.items():
        if intent.answer:
            answers = Answers(knowledge.intents, knowledge.sources, knowledge.replies.labels)
            first = answers.first(name, resume=False)
            whole = answers.whole(name, resume=False)
            assert len(first.text) <= FIRST_SCREEN, name
            assert len(whole.text) < TEXT_LIMIT, name


def test_words_never_said(knowledge: Knowledge) -> None:
    """Nothing the bot says soothes, diagnoses, gives odds or blames."""
    spoken = [(name, says) for name, intent in knowledge.intents.items() for _, says in said(intent)]
    spoken += [("replies", json.dumps(knowledge.replies.model_dump(mode="json"), ensure_ascii=False))]
    spoken += [("flow", json.dumps(knowledge.flow.model_dump(mode="json"), ensure_ascii=False))]
    for name, says in spoken:
        for pattern in NEVER:
            assert not re.search(pattern, says, re.IGNORECASE), (name, pattern, says)


def test_cards_name_whom_to_call(knowledge: Knowledge) -> None:
    """Each card for a danger sign and each result names one person or place to turn to."""
    replies, results = knowledge.replies, knowledge.flow.results
    assert "emergency number" in replies.emergency.says
    assert "maternity unit" in replies.urgent.says
    assert "crisis line" in replies.self_harm.says
    assert "emergency number" in results.emergency.says
    assert "maternity unit" in results.urgent.says
    assert "obstetrician" in results.inform.says
    assert "cannot rule out" in results.nothing.says
    assert "maternity unit" in str(results.nothing.meanwhile)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_schemas_are_current(name: str) -> None:
    """The editor schemas in the folder are what `schema` writes."""
    stored = json.loads((INTENTS / f"{name}.schema.json").read_text(encoding="utf-8"))
    assert stored == schema(FORMATS[name]), "run: python run_bot.py schema"


def test_schemas_are_written(tmp_path: Path) -> None:
    """`schema` writes one file for each format, byte for byte as shipped."""
    written = write_schemas(tmp_path)
    assert {path.name for path in written} == {path.name for path in INTENTS.glob("*.schema.json")}
    for path in written:
        assert path.read_bytes() == (INTENTS / path.name).read_bytes()


def test_files_name_their_schema() -> None:
    """Every file tells editors its schema, and the schema is there."""
    for path in INTENTS.rglob("*.yaml"):
        first = path.read_text(encoding="utf-8").split("\n", 1)[0]
        match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert match, path.name
        assert (path.parent / match[1]).is_file(), path.name
