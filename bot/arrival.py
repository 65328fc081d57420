"""What a channel brings to the bot."""

from dataclasses import dataclass

from bot.core.messages import Event


@dataclass(frozen=True, slots=True)
class Arrival:
    """One event of one chat, and what is known of who sent it.

    `update` is the channel's number of it, None where it has none; `age` is how many seconds ago she wrote, where that
    is known; `language` is the code of her app's, as `es-MX`; in a `group` others read along, so nothing is kept.
    """

    update: int | None
    chat: int
    event: Event
    age: float | None = None
    language: str = ""
    group: bool = False
