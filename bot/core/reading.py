"""What a message of hers was read as."""

from dataclasses import dataclass

from bot.core.routing import Route
from bot.core.session import Pair
from bot.core.typed import Answer


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a message, where they lead, and what they answer in the open check, if anything.

    `message` is its number; `pair` is what is known of it since before, when she has edited it.
    """

    text: str
    route: Route
    answer: Answer | None = None
    message: int = 0
    pair: Pair | None = None
