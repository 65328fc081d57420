"""Wordings of unanswered questions stand together with those like them."""

import random
import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.grouping import grouped
from bot.content.library import load
from bot.core.routing import Router
from tests.content.folder import small

PESSARY = ("is a pessary an option", "Is a pessary an option?", "an option is a pessary", "is the pessary an option")
SWIM = ("can i go swimming", "can i go swiming")


@pytest.fixture(scope="module")
def router(tmp_path_factory: pytest.TempPathFactory) -> Router:
    """That of the small content."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BOT_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        return load(small(tmp_path_factory.mktemp("content") / "intents")).router


def test_likes_stand_together(router: Router) -> None:
    """Other capitals, order and spelling make no other question; the group asked most comes first, with its count."""
    asked = [*PESSARY, *SWIM, PESSARY[2], PESSARY[2], "what does it cost", *SWIM]
    random.Random(1).shuffle(asked)
    groups = grouped(asked, router)
    assert [group.count for group in groups] == [6, 4, 1]
    assert set(groups[0].wordings) == set(PESSARY)
    assert set(groups[1].wordings) == set(SWIM)
    assert groups[0].wordings[0] == PESSARY[2]


def test_the_order_of_asking_changes_nothing(router: Router) -> None:
    """The same wordings in another order give the same groups, so that a number of the list stays right."""
    asked = [*PESSARY, *SWIM, "what does it cost", "does it cost a lot", "who pays"]
    groups = grouped(asked, router)
    for seed in range(5):
        random.Random(seed).shuffle(asked)
        assert grouped(asked, router) == groups


def test_nearest(router: Router) -> None:
    """With each group come the intents nearest to it, three at most."""
    [group] = grouped(["tell me about causes"], router)
    assert group.nearest[0].intent == "causes"
    assert len(group.nearest) <= 3
    first, second = grouped(["tell me about causes", "tell me about causes", "zebra"], router, 1)
    assert first.nearest
    assert not second.nearest


def test_none(router: Router) -> None:
    """Without a wording there is no group."""
    assert grouped([], router) == []


@given(
    asked=st.lists(
        st.sampled_from((*PESSARY, *SWIM, "", "?", "🙂", "[link]", "مرحبا", "子宫颈")) | st.text(max_size=30)
    )
)
def test_nothing_is_lost(router: Router, asked: list[str]) -> None:
    """Every wording is in exactly one group, and the counts add up, whatever was written."""
    groups = grouped(asked, router)
    assert sorted(text for group in groups for text in group.wordings) == sorted(Counter(asked))
    assert sum(group.count for group in groups) == len(asked)
    assert [group.count for group in groups] == sorted((group.count for group in groups), reverse=True)


def test_many(router: Router) -> None:
    """A month of a busy bot, a thousand different wordings, is grouped in seconds."""
    chance = random.Random(7)
    words = ("pessary", "swim", "cost", "sleep", "travel", "work", "diet", "sport", "scan", "bed", "stairs", "lift")
    asked = [" ".join(chance.sample(words, 4)) for _ in range(1000)]
    began = time.perf_counter()
    assert sum(group.count for group in grouped(asked, router)) == 1000
    assert time.perf_counter() - began < 8
