"""What is remembered of one chat between two events: one frozen value that survives JSON."""

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from bot.core.flows.machine import Progress

PAIRS = 5
"""Of so many of her latest messages the bot knows which reply is theirs."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A message of hers and the bot's reply to it, by their numbers; 0 while the reply is not out.

    `step` is the step that it was meant to answer, in the guided conversation numbered `run`; else it is empty.
    """

    message: int
    reply: int = 0
    run: int = 0
    step: str = ""

    @staticmethod
    def from_dict(data: dict[str, Any]) -> "Pair":
        """The pair that `dataclasses.asdict` took apart."""
        return Pair(int(data["message"]), int(data["reply"]), int(data["run"]), str(data["step"]))


@dataclass(frozen=True, slots=True)
class Session:
    """One chat's memory.

    `run` numbers the chat's guided conversations, so that a button of an earlier one is recognised;
    `topic` is the intent answered last; `lost` counts messages in a row that were not understood;
    `progress` is the open guided conversation, with its health answers, and None when there is none; `aside` while
    it waits because something else came first; `asked` is the masked wording of the message that was answered with
    "Did you mean ...?", or with an answer that she may say did not help, until the next event; `passing` when she
    agreed that her next words go to the staff.

    `pairs` are her latest messages with their replies, so that an edited message is answered in its place; `tapped`
    is the button pressed last, until the next event, so that a double tap does one thing; `album` is the one that
    was last told of; `late` is how late her messages are being answered (see `lateness`), 0 when they are not;
    `language` is the code of the language that she is spoken to in, once it is known.
    """

    run: int = 0
    topic: str = ""
    lost: int = 0
    progress: Progress | None = None
    aside: bool = False
    asked: str = ""
    passing: bool = False
    pairs: tuple[Pair, ...] = ()
    tapped: str = ""
    album: str = ""
    late: int = 0
    language: str = ""

    def but(self, **changes: Any) -> "Session":
        """The same session with some fields changed."""
        return replace(self, **changes)

    def ended(self) -> "Session":
        """The session without its guided conversation, and without what was meant to answer it."""
        return self.but(progress=None, aside=False, lost=0, pairs=tuple(pair for pair in self.pairs if not pair.step))

    def pair(self, message: int) -> Pair | None:
        """Her message of that number with its reply, if it is still known and still open."""
        found = next((pair for pair in self.pairs if message and pair.message == message), None)
        if found and found.step and not (self.progress and found.run == self.run):
            return None  # the check that it belongs to is over
        return found

    def asking(self, message: int, step: str = "") -> "Session":
        """The session with a message whose reply is about to go out."""
        if not message:
            return self
        pair = Pair(message, 0, self.run if step else 0, step)
        return self.but(pairs=(*(one for one in self.pairs if one.message != message), pair)[-PAIRS:])

    def replied(self, reply: int | None) -> "Session":
        """The session once the reply is out: its number, or None when it is not to be changed in place later."""
        if not self.pairs or self.pairs[-1].reply:
            return self
        *before, last = self.pairs
        return self.but(pairs=(*before, replace(last, reply=reply)) if reply else tuple(before))


_EMPTY = Session()


def to_json(session: Session) -> str:
    """The session as one line of JSON."""
    return json.dumps(asdict(session), ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Session:
    """The session that `to_json` wrote; unknown keys of an older or newer release are passed over.

    Raises ValueError when the text is not such a session.
    """
    try:
        data = json.loads(text)
        known = {field.name for field in fields(Session)}
        kept = {key: value for key, value in data.items() if key in known}
        progress, pairs = kept.pop("progress", None), kept.pop("pairs", [])
        session = Session(
            **kept,
            progress=Progress.from_dict(progress) if progress else None,
            pairs=tuple(map(Pair.from_dict, pairs)),
        )
        if not all(type(kept[name]) is type(getattr(_EMPTY, name)) for name in kept):
            raise TypeError("a field of another type")
        return session
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValueError("not a stored session") from error
