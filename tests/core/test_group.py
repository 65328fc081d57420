"""What is said in a group, without Telegram: no memory, no word repeated, and links that Telegram takes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.dialogue import Dialogue
from bot.core.knowledge import Knowledge
from bot.core.messages import Command, Event, Media, Tap, Text, TimedOut
from tests.core.talk import buttons

KINDS = ("photo", "voice", "sticker", "video_note", "location", "audio", "unknown")
SAID = st.text(max_size=60) | st.sampled_from(
    [
        "what is it",
        "zebra crossing",
        "i am bleeding heavily",
        "my waters broke",
        "check my symptoms",
        "smear test",
        "no",
    ]
)
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(Text, SAID, st.booleans()),
    st.builds(Command, st.sampled_from(["ask", "start", "help", "check", "contact", "delete", "ghost", ""]), SAID),
    st.builds(Media, st.sampled_from(KINDS), SAID),
    st.builds(Tap, SAID),
    st.just(TimedOut()),
)


@given(event=EVENTS)
def test_any_event(knowledge: Knowledge, event: Event) -> None:
    """Whatever comes, nothing is remembered or kept for staff, and every button is a link that Telegram takes."""
    turn = Dialogue(knowledge).in_group(event)
    assert turn.session is None
    assert not turn.unanswered
    for button in buttons(turn.replies):
        assert button.private
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", button.data)


@pytest.mark.parametrize("kind", KINDS)
def test_media(knowledge: Knowledge, kind: str) -> None:
    """What may hold a spoken question is answered; a picture or sticker among friends is not."""
    replies = Dialogue(knowledge).in_group(Media(kind)).replies
    assert bool(replies) == (kind in ("voice", "video_note", "audio"))


def test_privacy_is_told_as_it_is_in_a_group(knowledge: Knowledge) -> None:
    """Who asks in a group whether it is private is told that all read along, not what is true of a private chat."""
    for text in ("who can see what i write here", "\N{THUMBS UP SIGN}"):
        (reply,) = Dialogue(knowledge).in_group(Text(text)).replies
        assert reply.text == knowledge.replies.group_help.says


def test_no_memory(knowledge: Knowledge) -> None:
    """ "It" means nothing in a group: what was asked before, by whomever, is not known."""
    dialogue = Dialogue(knowledge)
    dialogue.in_group(Text("what can be done for a weak cervix"))
    before = Dialogue(knowledge).in_group(Text("does that hurt"))
    assert dialogue.in_group(Text("does that hurt")) == before


def test_a_topic_that_is_refused(knowledge: Knowledge) -> None:
    """A neighbouring topic is refused as in private, so that nobody writes in private for nothing."""
    [reply] = Dialogue(knowledge).in_group(Text("smear test results")).replies
    assert reply.text.startswith(knowledge.intents["other_cervical_cancer"].answer[0].says)


@pytest.mark.parametrize("text", ["thanks", "smear test results"])
def test_small_talk_stays_short(knowledge: Knowledge, text: str) -> None:
    """Among friends a word of thanks, or a refusal, brings no rows of buttons."""
    [reply] = Dialogue(knowledge).in_group(Text(text)).replies
    assert not reply.buttons
