"""A session survives JSON, also that of an older or newer release."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.flows.machine import Progress
from bot.core.session import PAIRS, Pair, Session, from_json, to_json

NAMES = st.text(max_size=20)
PROGRESS = st.builds(
    Progress,
    step=NAMES,
    answers=st.lists(st.tuples(NAMES, st.lists(NAMES, max_size=3).map(tuple)), max_size=4).map(tuple),
    ticks=st.lists(NAMES, max_size=3).map(tuple),
    changing=st.booleans(),
    other=st.booleans(),
)
PAIRED = st.builds(Pair, message=st.integers(), reply=st.integers(), run=st.integers(), step=NAMES)
SESSIONS = st.builds(
    Session,
    run=st.integers(),
    topic=NAMES,
    lost=st.integers(),
    progress=st.none() | PROGRESS,
    aside=st.booleans(),
    pairs=st.lists(PAIRED, max_size=PAIRS).map(tuple),
    tapped=NAMES,
    album=NAMES,
    late=st.integers(),
)


@given(SESSIONS)
def test_round_trip(session: Session) -> None:
    """What was written is read back equal, from one line."""
    text = to_json(session)
    assert "\n" not in text
    assert from_json(text) == session


def test_unknown_keys_are_passed_over() -> None:
    """Keys of a newer release do no harm, and missing ones have their first values."""
    assert from_json('{"run": 3, "mood": [1, {}], "topic": "causes"}') == Session(run=3, topic="causes")
    assert from_json("{}") == Session()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "3",
        '"text"',
        "NaN",
        '{"run": "3"}',
        '{"run": null}',
        '{"run": 1.5}',
        '{"lost": "many"}',
        '{"lost": true}',
        '{"topic": 3}',
        '{"aside": "no"}',
        '{"pairs": 3}',
        '{"pairs": [3]}',
        '{"pairs": [{"message": 1}]}',
        '{"late": "very"}',
        '{"progress": 3}',
        '{"progress": []}' * 2,
        '{"progress": {"step": "signs"}}',
        '{"progress": {"step": "a", "answers": 3, "ticks": [], "changing": false, "other": false}}',
        '{"progress": {"step": "a", "answers": [["x"]], "ticks": [], "changing": false, "other": false}}',
        '{"progress": "signs"}',
        "[" * 100_000,
    ],
    ids=lambda text: text[:40],
)
def test_garbage(text: str) -> None:
    """What is no session is refused with a ValueError and nothing else."""
    with pytest.raises(ValueError, match="not a stored session"):
        from_json(text)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5), SESSIONS)
def test_any_json(value: object, session: Session) -> None:
    """A session with any of its fields spoilt is read or refused, and what is read can be written again."""
    for key in json.loads(to_json(session)):
        spoilt = json.dumps(json.loads(to_json(session)) | {key: value})
        try:
            read = from_json(spoilt)
        except ValueError:
            continue
        assert from_json(to_json(read)) == read


def test_the_latest_messages_are_known() -> None:
    """Of the last few messages the reply is known, under the latest number that it had; of others it is not."""
    session = Session()
    for message in range(1, PAIRS + 3):
        session = session.asking(message).replied(100 + message)
    assert [pair.message for pair in session.pairs] == [3, 4, 5, 6, 7]
    assert session.pair(7) == Pair(7, 107)
    assert session.pair(1) is None
    assert session.asking(3).replied(200).pair(3) == Pair(3, 200)
    assert session.asking(8).replied(None).pair(8) is None


def test_answers_of_a_check_that_is_over_are_not_known() -> None:
    """What answered a question of the check is known while that check is open; then nothing of it is left."""
    open_check = Session(run=2, progress=Progress("week")).asking(5, "signs").replied(6)
    assert open_check.pair(5) == Pair(5, 6, 2, "signs")
    assert open_check.but(run=3).pair(5) is None
    assert open_check.but(progress=None).pair(5) is None
    assert open_check.ended() == Session(run=2)
