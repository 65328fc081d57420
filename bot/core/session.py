"""What is remembered of one chat between two events: one frozen value that survives JSON."""

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from bot.core.flows.machine import Progress


@dataclass(frozen=True, slots=True)
class Session:
    """One chat's memory.

    `run` numbers the chat's guided conversations, so that a button of an earlier one is recognised;
    `topic` is the intent answered last; `lost` counts messages in a row that were not understood;
    `progress` is the open guided conversation, with its health answers, and None when there is none; `aside` while
    it waits because something else came first; `asked` is the masked wording of the message that was answered with
    "Did you mean ...?", until the next event; `passing` when she agreed that her next words go to the staff.
    """

    run: int = 0
    topic: str = ""
    lost: int = 0
    progress: Progress | None = None
    aside: bool = False
    asked: str = ""
    passing: bool = False

    def but(self, **changes: Any) -> "Session":
        """The same session with some fields changed."""
        return replace(self, **changes)


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
        progress = kept.pop("progress", None)
        session = Session(**kept, progress=Progress.from_dict(progress) if progress else None)
        if not all(type(kept[name]) is type(getattr(_EMPTY, name)) for name in kept):
            raise TypeError("a field of another type")
        return session
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValueError("not a stored session") from error
