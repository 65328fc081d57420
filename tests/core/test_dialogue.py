"""One event in, replies and the next session out: what comes first, and what each command and button does."""

import pytest

from bot.core.dialogue import Dialogue
from bot.core.flows.machine import Progress
from bot.core.knowledge import Knowledge
from bot.core.messages import Command, Event, Media, Tap, Text
from bot.core.session import Session
from tests.core.talk import AT_WEEK, GO_ON, Talk

ALARM = "i am bleeding heavily and passing big clots"
TOPICS = ["What is it?", "What causes it?", "What are the signs?", "What can be done?", "Check my symptoms"]


@pytest.mark.parametrize("event", [Text(ALARM), Text(ALARM, edited=True), Media("photo", ALARM), Command("x", ALARM)])
@pytest.mark.parametrize("progress", [None, AT_WEEK, Progress("ghost")], ids=["idle", "check", "check that is gone"])
def test_red_flag_comes_first(knowledge: Knowledge, event: Event, progress: Progress | None) -> None:
    """A red flag in any text, in any state, gets its card and nothing else; an open check is set aside, not lost."""
    before = Session(run=1, progress=progress, lost=1, topic="causes")
    turn = Dialogue(knowledge).turn(before, event)
    (reply,) = turn.replies
    assert (reply.title, reply.text, reply.buttons) == (
        knowledge.replies.emergency.title,
        knowledge.replies.emergency.says,
        (),
    )
    assert turn.session == before.but(aside=progress is not None, lost=0)
    assert turn.route
    assert (turn.route.kind, turn.route.level) == ("red_flag", "emergency")


def test_own_cards(talk: Talk, knowledge: Knowledge) -> None:
    """Each level has its card, and thoughts of harming herself a card of their own."""
    replies = knowledge.replies
    assert talk.say("my waters broke")[0].text == replies.urgent.says
    assert talk.say("i want to kill myself")[0].text == replies.self_harm.says


def test_reported_symptom_begins_the_check(talk: Talk, knowledge: Knowledge) -> None:
    """A mild symptom of her own gets the advice first and then the first question."""
    (reply,) = talk.say("i have some light spotting today")
    assert reply.text.startswith(knowledge.replies.mild.says)
    assert "Step 1 of" in reply.text
    assert talk.session.progress == Progress("emergency")


@pytest.mark.parametrize(
    ("name", "card"),
    [
        ("start", "start"),
        ("help", "help"),
        ("topics", "topics"),
        ("privacy", "privacy"),
        ("cancel", "nothing_to_cancel"),
        ("delete", "delete"),
        ("nonsense", "unknown_command"),
        ("", "unknown_command"),
    ],
)
def test_command(talk: Talk, knowledge: Knowledge, name: str, card: str) -> None:
    """Each command has its reply; an unknown one is told which there are."""
    (reply,) = talk.command(name)
    assert reply.text == getattr(knowledge.replies, card).says
    if name not in ("start", "privacy", "delete"):
        assert talk.labels()[: len(TOPICS)] == TOPICS


def test_every_listed_command_works(talk: Talk, knowledge: Knowledge) -> None:
    """No command that Telegram's menu lists is unknown."""
    for name in knowledge.replies.commands:
        assert talk.command(name)[0].text != knowledge.replies.unknown_command.says


def test_start_links(talk: Talk, knowledge: Knowledge) -> None:
    """A link with a topic's name answers it, one with `check` begins the check, any other says hello."""
    assert talk.command("start", "causes")[0].title == "What causes it?"
    assert talk.session.topic == "causes"
    assert talk.command("start", "ghost")[0].text == knowledge.replies.start.says
    assert "Step 1 of" in talk.command("start", "check")[0].text


@pytest.mark.parametrize(
    "data", ["flow:1:week:skip", "resume", "ask:ghost", "more:ghost", "more:symptom_check", "ask:"]
)
def test_stale_button_without_a_check(talk: Talk, knowledge: Knowledge, data: str) -> None:
    """Without a check the same is said, with the topics."""
    (reply,) = talk.on(Tap(data)).replies
    assert reply.text == knowledge.replies.stale.says
    assert talk.labels() == TOPICS
    assert talk.session == Session()


def test_topic_buttons(talk: Talk) -> None:
    """A topic's button answers it and remembers the topic; the one for the check begins it."""
    talk.command("topics")
    assert talk.tap("What can be done?")[0].title == "What can be done?"
    assert talk.session.topic == "treatment"
    talk.command("topics")
    assert "Step 1 of" in talk.tap("Check my symptoms")[0].text


def test_more(talk: Talk, knowledge: Knowledge) -> None:
    """More shows the whole answer in place of its first screen."""
    talk.command("start", "treatment")
    (reply,) = talk.tap("More")
    intent = knowledge.intents["treatment"]
    assert all(paragraph.says in reply.text for paragraph in (*intent.answer, *intent.more))
    assert reply.edit
    assert "More" not in talk.labels()


def test_lost_twice(talk: Talk, knowledge: Knowledge) -> None:
    """What is not understood gets the topics; twice in a row, a more helpful reply; then it starts over."""
    replies = knowledge.replies
    assert talk.say("12345")[0].text == replies.lost.says
    assert talk.labels() == TOPICS
    assert talk.say("77 88")[0].text == replies.lost_again.says
    assert "Check my symptoms" in talk.labels()
    talk.say("what causes it")
    assert talk.say("12345")[0].text == replies.lost.says


@pytest.mark.parametrize("text", ["🩸", "😭😭", "???", "❤️ 👍"])
def test_what_holds_no_words_is_no_question(talk: Talk, knowledge: Knowledge, text: str) -> None:
    """Emoji and marks get what works instead and whom to call, and do not count as a question without an answer."""
    for _ in range(2):
        assert talk.say(text)[0].text == knowledge.replies.empty.says
        assert talk.labels() == TOPICS
    assert talk.session.lost == 0


@pytest.mark.parametrize(("text", "start"), [("hello", "Hello, and welcome"), ("ok", "Thank you."), ("bye", "Goodbye")])
def test_small_talk_has_no_heading(talk: Talk, text: str, start: str) -> None:
    """Small talk is said once, without its title above it."""
    (reply,) = talk.say(text)
    assert (reply.title, reply.text.startswith(start)) == ("", True)


@pytest.mark.parametrize("question", ["does it hurt", "is it painful"])
def test_it_is_what_was_spoken_of(talk: Talk, knowledge: Knowledge, question: str) -> None:
    """A few words about "it" ask for a point of the topic before; without one they are read as they stand."""
    treatment, symptoms = knowledge.intents["treatment"], knowledge.intents["symptoms"]
    assert talk.say(question)[0].title == symptoms.title
    talk.say("what is a cerclage")
    (reply,) = talk.say(question)
    assert (reply.title, reply.text) == (treatment.title, treatment.more[-1].says)
    assert talk.say("does it hurt when a cervix opens")[0].title == symptoms.title


def test_a_second_question_about_it_stays_with_the_first(talk: Talk, knowledge: Knowledge) -> None:
    """ "When ..., and does it hurt" is one topic; "what is it, and how is it treated" are two."""
    (reply,) = talk.say("when is the stitch put in and is it painful")
    assert knowledge.intents["treatment"].more[-1].says in reply.text
    assert len(talk.say("what is a weak cervix and how can they treat it")) == 2


def test_a_caption_is_told_apart_from_its_picture(talk: Talk, knowledge: Knowledge) -> None:
    """What is said to a caption begins with that the picture was not looked at; a danger card is alone."""
    (reply,) = talk.on(Media("photo", "what causes it")).replies
    assert reply.text.startswith(knowledge.replies.media.beside.says)
    (card,) = talk.on(Media("photo", "i am bleeding heavily and soaking pads")).replies
    assert card.text == knowledge.replies.emergency.says


def test_my_data_heads_no_empty_list(talk: Talk, knowledge: Knowledge) -> None:
    """An open check without an answer yet has no heading for its answers."""
    talk.command("check")
    assert knowledge.replies.my_data.check not in talk.command("mydata")[0].text
    talk.tap("Go on with my check")
    talk.say("no")
    assert knowledge.replies.my_data.check in talk.command("mydata")[0].text


def test_none_of_these_counts_as_lost(talk: Talk, knowledge: Knowledge) -> None:
    """After "None of these" a message that is not understood is the second one."""
    assert talk.on(Tap("none")).replies[0].text == knowledge.replies.none_of_these.says
    assert talk.say("12345")[0].text == knowledge.replies.lost_again.says


def test_media(talk: Talk, checking: Talk, knowledge: Knowledge) -> None:
    """A picture without words is told that only words are read; with words, the words are answered."""
    assert talk.on(Media("photo")).replies[0].text == knowledge.replies.media.card("photo").says
    assert talk.on(Media("voice", "what causes it")).replies[0].title == "What causes it?"
    checking.on(Media("sticker"))
    assert checking.labels() == [GO_ON]
    assert checking.session.progress == AT_WEEK


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_nothing_written(talk: Talk, checking: Talk, knowledge: Knowledge, text: str) -> None:
    """Blanks are told that nothing was seen; in a check the way on is offered."""
    assert talk.say(text)[0].text == knowledge.replies.empty.says
    assert talk.labels() == TOPICS
    checking.say(text)
    assert checking.labels() == [GO_ON]


def test_dialogue_keeps_nothing(knowledge: Knowledge) -> None:
    """A turn depends on the session and the event alone."""
    dialogue = Dialogue(knowledge)
    first = dialogue.turn(Session(), Text("what causes it"))
    dialogue.turn(Session(run=1, progress=AT_WEEK), Text(ALARM))
    assert dialogue.turn(Session(), Text("what causes it")) == first
