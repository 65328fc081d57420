"""A session survives JSON, also that of an older or newer release."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.flows.machine import Progress
from bot.core.session import Session, from_json, to_json

NAMES = st.text(max_size=20)
PROGRESS = st.builds(
    Progress,
    step=NAMES,
    answers=st.lists(st.tuples(NAMES, st.lists(NAMES, max_size=3).map(tuple)), max_size=4).map(tuple),
    ticks=st.lists(NAMES, max_size=3).map(tuple),
    changing=st.booleans(),
    other=st.booleans(),
)
SESSIONS = st.builds(
    Session, run=st.integers(), topic=NAMES, lost=st.integers(), progress=st.none() | PROGRESS, aside=st.booleans()
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
