"""Talks with the dialogue, for the tests of the core."""

import pytest

from bot.core.knowledge import Knowledge
from bot.core.session import Session
from tests.core.talk import AT_WEEK, Talk


@pytest.fixture
def talk(knowledge: Knowledge) -> Talk:
    """A chat that begins."""
    return Talk(knowledge)


@pytest.fixture
def checking(knowledge: Knowledge) -> Talk:
    """A chat in the middle of a check, at the question for the week."""
    return Talk(knowledge, Session(run=1, progress=AT_WEEK))
