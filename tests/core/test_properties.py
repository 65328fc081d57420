"""Whatever comes in, in whatever order: a reply within Telegram's limits, and a session that survives JSON."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.core.dialogue import Dialogue
from bot.core.knowledge import Knowledge
from bot.core.messages import DATA_LIMIT, TEXT_LIMIT, Command, Event, Media, Reply, Tap, Text, TimedOut
from bot.core.session import Session, from_json, to_json
from bot.core.turn import Turn

BUTTONS = 100
"""Buttons under one message: Telegram's limit."""
WORDS = """bleeding spotting no not yes stitch week 16 weeks pain what is causes the cervix help my baby water broke
none skip back done ok hi thanks why how cancer kill myself 99 due may
twins \u202ehello 🤰🏽 ﷽ \ud800 \0 \u0301 , . ? !"""
CHARACTERS = st.characters(exclude_categories=())  # every code point: null, lone surrogates, right to left, emoji
SPOKEN = st.lists(st.sampled_from(WORDS.replace("\n", " ").split(" ")), max_size=12).map(" ".join)
LONG = st.tuples(st.text(CHARACTERS, min_size=1, max_size=12) | SPOKEN, st.just(TEXT_LIMIT)).map(
    lambda pair: ((pair[0] or "a") * pair[1])[: pair[1]]
)
TEXTS = st.one_of(SPOKEN, st.text(CHARACTERS, max_size=60), st.sampled_from(["", " ", "\0", "\ud800", "\u200f\u202e"]))
NAMES = st.sampled_from(["start", "help", "topics", "check", "cancel", "privacy", "delete", "ghost", ""]) | TEXTS
STEPS = st.sampled_from(["emergency", "urgent", "signs", "since", "week", "history", "review", "done", "skipped", "x"])
IDS = st.sampled_from(["yes", "no", "none", "bleeding", "today", "not_pregnant", "loss", "skipped", "week", "", "x"])
CODES = st.sampled_from(["back", "skip", "done", "show", "other", "cancel", "pick", ""]) | st.tuples(
    st.sampled_from(["pick", "change", "week"]), IDS
).map(".".join)
FORGED = st.tuples(st.just("flow"), st.integers(-1, 4).map(str) | st.just("9" * 40), STEPS, CODES).map(":".join)
DATA = st.one_of(
    FORGED,
    st.tuples(
        st.sampled_from(["ask", "more", "none", "meant", "yes", "no"]),
        st.sampled_from(["causes", "symptom_check", "x", "", "causes:more"]),
    ).map(":".join),
    st.sampled_from(["none", "resume", "check", "start", "topics", "privacy", "mydata", "thanks", ""]),
    st.sampled_from(["delete", "delete:yes", "delete:no"]),
    TEXTS,
)
PRESSES = st.integers(0, 40)
"""A press on one of the buttons of the latest reply, counted round: a person mostly presses what she sees."""
EVENTS: st.SearchStrategy[Event | int] = st.one_of(
    PRESSES,
    PRESSES,
    st.builds(Text, TEXTS, st.booleans()),
    st.builds(Tap, DATA),
    st.builds(Command, NAMES, TEXTS),
    st.builds(Media, st.sampled_from(["photo", "voice", "sticker"]), TEXTS),
    st.just(TimedOut()),
)


def sendable(reply: Reply) -> None:
    """Holds a reply against Telegram's limits; what cannot be written as UTF-8 cannot be sent."""
    assert reply.text.strip()
    assert len(f"{reply.title}\n\n{reply.text}".encode("utf-16-le")) // 2 <= TEXT_LIMIT
    (reply.title + reply.text).encode()
    buttons = [button for row in reply.buttons for button in row]
    assert len(buttons) <= BUTTONS
    assert all(reply.buttons)
    for button in buttons:
        assert button.label.strip()
        assert 1 <= len(button.data.encode()) <= DATA_LIMIT


def checked(turn: Turn, before: Session, event: Event) -> Session:
    """The session of a turn, after JSON; an answer must stand in the turn."""
    silent = isinstance(event, TimedOut) and before.progress is None
    silent = silent or event == Tap("thanks")
    assert turn.replies or silent
    for reply in turn.replies:
        sendable(reply)
    if turn.session is None:
        assert isinstance(event, Tap)
        assert event.data == "delete:yes"
        return Session()
    stored = to_json(turn.session)
    stored.encode()
    assert from_json(stored) == turn.session
    return from_json(stored)


@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example([Command("check"), 1, 1, 0, 5, 0, Text("due \ud800\0 3"), 0, 4, 0])
@example([Command("check"), Command("topics"), Tap("ask:treatment"), Tap("more:treatment"), Tap("resume")])
@given(st.lists(EVENTS, min_size=1, max_size=14))
def test_any_sequence(knowledge: Knowledge, events: list[Event | int]) -> None:
    """Any sequence of events gets a reply that can be sent, and a session that survives JSON, after every turn."""
    dialogue = Dialogue(knowledge)
    session, replies = Session(), dialogue.turn(Session(), Command("start")).replies
    for event in events:
        if isinstance(event, int):
            data = [button.data for reply in replies for row in reply.buttons for button in row] or ["none"]
            event = Tap(data[event % len(data)])
        turn = dialogue.turn(session, event)
        session, replies = checked(turn, session, event), turn.replies or replies


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LONG, st.sampled_from([Session(), Session(run=1)]), st.booleans())
def test_longest_texts(knowledge: Knowledge, text: str, session: Session, inside: bool) -> None:
    """A text of 4,096 characters is answered like any other, in a check or out of it."""
    dialogue = Dialogue(knowledge)
    if inside:
        session = checked(dialogue.turn(session, Command("check")), session, Command("check"))
    for event in (Text(text), Media("photo", text), Command("start", text)):
        checked(dialogue.turn(session, event), session, event)


@settings(max_examples=300, deadline=None)
@given(st.lists(PRESSES, min_size=5, max_size=40))
def test_buttons_are_never_stale(knowledge: Knowledge, presses: list[int]) -> None:
    """Whoever presses only the buttons of the latest reply never hears that a button is old, and always has one."""
    dialogue = Dialogue(knowledge)
    begun = dialogue.turn(Session(), Command("check"))
    session, replies = begun.session or Session(), begun.replies
    for press in presses:
        data = [button.data for reply in replies for row in reply.buttons for button in row]
        if not data:  # a result
            break
        turn = dialogue.turn(session, Tap(data[press % len(data)]))
        assert turn.session
        session, replies = turn.session, turn.replies
        assert all(knowledge.replies.stale.says not in reply.text for reply in replies)
