"""What each person writes in a fault run, and what she must see: the dialogue is a pure function, so it is known."""

import itertools
from pathlib import Path

from bot.content.library import load
from bot.core.dialogue import Dialogue
from bot.core.messages import Command, Event, Reply, Text
from bot.core.session import Session

WRITES = (
    "/help", "/check", "no", "no", "what is cervical insufficiency", "/privacy", "what causes it", "/check", "no",
    "how long does the stitch stay in",
)  # fmt: skip
"""Over and over: the answers depend on what was said before, so lost state shows. No two neighbours begin alike."""


def seen(reply: Reply) -> str:
    """A reply as it stands in the chat."""
    return f"{reply.title}\n\n{reply.text}".strip()


def expected(intents: Path, count: int) -> list[tuple[str, list[str]]]:
    """So many messages, each with the replies to it."""
    dialogue, session = Dialogue(load(intents)), Session(run=1)
    told = []
    for text in itertools.islice(itertools.cycle(WRITES), count):
        event: Event = Command(text[1:]) if text.startswith("/") else Text(text)
        turn = dialogue.turn(session, event)
        session = turn.session or Session(run=1)
        told.append((text, [seen(reply) for reply in turn.replies]))
    for (_, before), (text, after) in itertools.pairwise(told):
        if not after or before[0] == after[0]:
            raise ValueError(f"the answer to {text!r} cannot be told from the one before: change WRITES")
    return told
