"""Whole talks, as people hold them: tests/conversations/*.yaml, the session going through JSON between any two turns.

Those in another language than English stand in a folder of its code.

A talk is a list of turns. A turn has one thing that she does:

    user: words she types            edited: words she corrects       command: start causes
    photo: its caption               tap: label of a button of the latest replies
    waits: what for (the check is left alone too long)

and `bot:`, one mapping for each reply in order, with any of `title`, `contains`, `not_contains`, `buttons` and
`no_buttons`, each a text or a list. `kept: nothing | check | no check` says what the session holds afterwards.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.core.messages import Command, Event, Media, Reply, Tap, Text, TimedOut
from bot.core.polyglot import Polyglot
from bot.core.session import Session
from tests.core.talk import Talk, buttons

FOLDER = Path(__file__).parent / "conversations"
TALKS = sorted(FOLDER.rglob("*.yaml"))
DOES = {"user", "edited", "command", "photo", "tap", "waits"}
EXPECTS = {"title", "contains", "not_contains", "buttons", "no_buttons"}
KEPT = {"nothing", "check", "no check"}


def turns(path: Path) -> list[dict[str, Any]]:
    """The turns of a talk, held against the format."""
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    for turn in found:
        assert len(DOES & set(turn)) == 1, turn
        assert set(turn) - DOES <= {"bot", "kept"}, turn
        assert turn.get("kept", "check") in KEPT, turn
        assert all(set(reply) <= EXPECTS for reply in turn["bot"]), turn
    return list(found)


def event(talk: Talk, turn: dict[str, Any]) -> Event:
    """What she does."""
    does = next(iter(DOES & set(turn)))
    words = str(turn[does] or "")
    match does:
        case "user":
            return Text(words)
        case "edited":
            return Text(words, edited=True)
        case "command":
            name, _, argument = words.partition(" ")
            return Command(name, argument)
        case "photo":
            return Media("photo", words)
        case "tap":
            found = [button.data for button in buttons(talk.replies) if button.label.lstrip("☐☑ ") == words]
            assert found, f"no button '{words}' among {talk.labels()}"
            return Tap(found[0])
        case _:
            return TimedOut()


def listed(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def fits(reply: Reply, expected: dict[str, Any]) -> None:
    """Holds a reply against what is expected of it."""
    labels = [button.label for button in buttons((reply,))]
    if "title" in expected:
        assert reply.title == (expected["title"] or "")
    for words in listed(expected.get("contains", [])):
        assert words in reply.text
    for words in listed(expected.get("not_contains", [])):
        assert words not in reply.text
    assert set(listed(expected.get("buttons", []))) <= set(labels), labels
    assert not set(listed(expected.get("no_buttons", []))) & set(labels), labels


@pytest.mark.parametrize("path", TALKS, ids=lambda path: path.stem)
def test_talk(polyglot: Polyglot, path: Path) -> None:
    """Every turn of the talk gets the replies that are written there, and leaves the session that is written there."""
    talk = Talk(polyglot.languages.get(path.parent.name, polyglot.knowledge))
    for number, turn in enumerate(turns(path), 1):
        done = talk.on(event(talk, turn))
        here = f"{path.name}, turn {number}: {turn}\n\n{done.replies}"
        assert len(done.replies) == len(turn["bot"]), here
        for reply, expected in zip(done.replies, turn["bot"], strict=True):
            try:
                fits(reply, expected)
            except AssertionError as error:
                raise AssertionError(f"{here}\n\n{error}") from error
        if "kept" in turn:
            assert kept(done.session) == turn["kept"], here


def kept(session: Session | None) -> str:
    """What a session holds, in the words of a talk."""
    return "nothing" if session is None else "check" if session.progress else "no check"


def test_there_are_talks() -> None:
    """The talks are there: each of the leaflet's headings, each result of the check, and what goes wrong on the way."""
    assert len(TALKS) >= 14
