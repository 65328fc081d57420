"""Several languages in one chat: what is heard in each, when the chat changes over; English stays as it was."""

import json
from pathlib import Path

import pytest

from bot.core.messages import Command, Event, Media, Tap, Text
from bot.core.polyglot import MAIN, Polyglot
from bot.core.session import Session

DATA = Path(__file__).parents[1] / "data"
ENGLISH, SPANISH = Session(language="en"), Session(language="es")


@pytest.mark.parametrize("name", ["routing_dev", "red_flags_dev"])
def test_english_messages_are_answered_as_by_english_alone(polyglot: Polyglot, name: str) -> None:
    """To no English message of the development sets does it matter that the bot reads other languages too."""
    alone = polyglot.of(ENGLISH)
    texts = [json.loads(line)["text"] for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()]
    assert [t for t in texts if polyglot.turn(ENGLISH, Text(t)) != alone.turn(ENGLISH, Text(t))] == []


@pytest.mark.parametrize(
    ("session", "text", "language", "topic"),
    [
        (ENGLISH, "qué es la insuficiencia cervical", "es", "what_is"),
        (SPANISH, "what is a weak cervix", "en", "what_is"),
        (SPANISH, "how long does the stitch stay in", "en", "treatment"),
        (ENGLISH, "what is a weak cervix", "en", "what_is"),
        (SPANISH, "que es un cuello uterino debil", "es", "what_is"),
    ],
)
def test_a_clear_question_is_answered_in_its_language(
    polyglot: Polyglot, session: Session, text: str, language: str, topic: str
) -> None:
    """A question that is clearly in another language is answered in it, says so, and the chat goes on in it."""
    turn = polyglot.turn(session, Text(text))
    assert turn.session
    assert (turn.session.language, turn.session.topic) == (language, topic)
    noted = polyglot.languages[language].replies.language_changed.says
    assert (noted in turn.replies[-1].text) == (language != session.language)


def test_a_reported_sign_begins_the_check_in_its_language(polyglot: Polyglot) -> None:
    """A mild sign in Spanish, written into an English chat, begins the check in Spanish."""
    turn = polyglot.turn(ENGLISH, Text("mancho un poco desde ayer"))
    assert turn.session
    assert turn.session.language == "es"
    assert polyglot.languages["es"].flow.steps[0].ask in turn.replies[0].text


def test_who_asks_for_her_language_gets_it(polyglot: Polyglot) -> None:
    """ "¿Habla español?" is answered in Spanish."""
    turn = polyglot.turn(ENGLISH, Text("¿Habla español?"))
    assert turn.session
    assert turn.session.language == "es"


@pytest.mark.parametrize(
    "event",
    [
        Text("estoy sangrando mucho"),
        Media("photo", "estoy sangrando mucho"),
        Command("ask", "estoy sangrando mucho"),
        Command("start", "estoy sangrando mucho"),
    ],
    ids=["text", "caption", "/ask", "/start"],
)
def test_danger_is_heard_in_the_middle_of_a_check(polyglot: Polyglot, event: Event) -> None:
    """In an open English check a danger sign in Spanish is answered first, in both languages, and the check waits."""
    begun = polyglot.turn(ENGLISH, Command("check")).session
    assert begun
    turn = polyglot.turn(begun, event)
    assert turn.session
    assert turn.route
    assert (turn.route.kind, turn.session.aside, turn.session.language) == ("red_flag", True, "en")
    cards = [polyglot.languages[code].replies.emergency.says for code in ("en", "es")]
    assert [reply.text for reply in turn.replies] == cards
    assert [button.data for row in turn.replies[-1].buttons for button in row] == ["lang:es"]


def test_answers_of_the_check_never_change_the_language(polyglot: Polyglot) -> None:
    """What answers the open question is taken as its answer, whatever else it may mean in another language."""
    session = polyglot.turn(ENGLISH, Command("check")).session
    for text in ("no", "no", "spotting", "2 days", "20", "no"):
        assert session
        session = polyglot.turn(session, Text(text)).session
        assert session
        assert session.language == "en"


def test_the_check_is_answered_in_spanish(polyglot: Polyglot) -> None:
    """The whole check can be typed in Spanish, without accents, to its end."""
    session = polyglot.turn(SPANISH, Command("check")).session
    turn = None
    for text in ("no", "ninguna", "manchas y flujo", "hace 2 dias", "veinte semanas", "no se", "si"):
        assert session
        turn = polyglot.turn(session, Text(text))
        session = turn.session
    assert turn
    results = polyglot.languages["es"].flow.results
    assert turn.replies[0].title in (results.inform.title, results.urgent.title)


@pytest.mark.parametrize("text", ["asdf qwerty", "¿puedo viajar en avión?", "se me hinchan los pies"])
def test_what_is_not_answered_says_when_to_call(polyglot: Polyglot, text: str) -> None:
    """While Spanish awaits clinical review, whatever it does not answer ends with when to call, red flag or not."""
    say = polyglot.languages["es"].replies
    assert say.awaits
    assert say.if_now.says in polyglot.turn(SPANISH, Text(text)).replies[-1].text


def test_a_link_changes_no_language(polyglot: Polyglot) -> None:
    """What follows /start comes from a poster, not from her: it neither alarms nor changes the language."""
    turn = polyglot.turn(SPANISH, Command("start", "symptoms"))
    assert turn.session
    assert (turn.session.language, turn.session.topic) == ("es", "symptoms")


def test_a_stale_choice(polyglot: Polyglot) -> None:
    """A button for a language that is no longer offered changes nothing, and says so."""
    turn = polyglot.turn(ENGLISH, Tap("lang:xx"))
    assert turn.session
    assert turn.session.language == MAIN
    assert turn.replies[0].text == polyglot.knowledge.replies.stale.says


def test_a_group_is_heard_in_all_languages(polyglot: Polyglot) -> None:
    """In a group a danger sign in another language than the sender's gets the neutral line too."""
    turn = polyglot.in_group(Text("estoy sangrando mucho y no para"), "en")
    assert turn.route
    assert turn.route.kind == "red_flag"


def test_an_open_question_is_asked_again_in_the_language_chosen(polyglot: Polyglot) -> None:
    """/language in the middle of the check leaves it open: its question comes again in the language she presses."""
    session = polyglot.turn(ENGLISH, Command("check")).session or Session()
    session = polyglot.turn(session, Command("language")).session or Session()
    turn = polyglot.turn(session, Tap("lang:es"))
    assert polyglot.languages["es"].flow.steps[0].ask in turn.replies[0].text
    assert turn.session is not None
    assert not turn.session.aside


@pytest.mark.parametrize(("typed", "name"), [("help", "help"), ("Contact", "contact"), ("language", "language")])
def test_a_command_may_be_typed_as_a_word(polyglot: Polyglot, typed: str, name: str) -> None:
    """The name of a command alone does what the command does; in an open check it is an answer like any other."""
    assert polyglot.turn(ENGLISH, Text(typed)).replies == polyglot.turn(ENGLISH, Command(name)).replies
    begun = polyglot.turn(ENGLISH, Command("check")).session or Session()
    assert polyglot.turn(begun, Text(typed)).replies != polyglot.turn(begun, Command(name)).replies
