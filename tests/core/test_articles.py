"""Answers as articles to send to others."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.articles import LINE, MOST, articles
from bot.core.intents import Paragraph
from bot.core.knowledge import Knowledge
from bot.core.messages import TEXT_LIMIT

ASKED = {"stitch": "treatment", "why did it happen": "causes", "signs": "symptoms", "what is a weak cervix": "what_is"}


def names(known: Knowledge, query: str) -> list[str]:
    return [article.name for article in articles(known, query).offered]


@pytest.mark.parametrize("query", ASKED)
def test_the_best_comes_first(knowledge: Knowledge, query: str) -> None:
    """What the words ask for stands first, and every other answer of the leaflet after it."""
    assert names(knowledge, query)[0] == ASKED[query]
    assert sorted(names(knowledge, query)) == sorted(names(knowledge, ""))


def test_without_words_the_menu(knowledge: Knowledge) -> None:
    """Before anything is typed, the menu's answers are offered in its order; what has no answer is no article."""
    offered = [name for name in knowledge.replies.menu if knowledge.intents[name].answer]
    assert names(knowledge, " ")[: len(offered)] == offered
    assert "symptom_check" not in names(knowledge, "check my symptoms")


@pytest.mark.parametrize("query", ["i am bleeding heavily", "my waters broke", "i want to die"])
def test_a_red_flag(knowledge: Knowledge, query: str) -> None:
    """A danger sign in what is typed brings the number to call first, without a word of what was typed."""
    first = articles(knowledge, query).offered[0]
    assert first.reply.text == knowledge.replies.shared_emergency.says
    assert not first.reply.buttons


@given(query=st.text(max_size=256))
def test_any_query(knowledge: Knowledge, query: str) -> None:
    """Whatever is typed, a few articles come, each once, and each ends with what it is and leads to the bot."""
    found = articles(knowledge, query)
    assert 0 < len(found.offered) <= MOST
    assert len(set(names(knowledge, query))) == len(found.offered)
    assert found.button.private
    for article in found.offered:
        assert len(article.line) <= LINE
        if article.name == "emergency":
            continue
        assert article.reply.text.endswith(knowledge.replies.shared.says)
        assert all(button.private for row in article.reply.buttons for button in row)


@pytest.mark.parametrize("word", ["long ", "\N{BABY}", "x"])
@pytest.mark.parametrize("between", ["\n\n", " "])
def test_a_long_answer_fits(knowledge: Knowledge, word: str, between: str) -> None:
    """An answer that fills a message alone is cut before its closing line, where a paragraph ends if one does."""
    says = between.join([word * 60] * 90)[:4096]
    intent = knowledge.intents["causes"].model_copy(update={"answer": (Paragraph(says=says, source="leaflet"),)})
    known = replace(knowledge, intents={**knowledge.intents, "causes": intent})
    [article] = [one for one in articles(known, "").offered if one.name == "causes"]
    whole = f"{article.reply.title}\n\n{article.reply.text}"
    assert TEXT_LIMIT - 700 < len(whole.encode("utf-16-le")) // 2 <= TEXT_LIMIT
    assert whole.endswith(f"\n\n{knowledge.replies.shared.says}")
