"""What comes of one event."""

from dataclasses import dataclass

from bot.core.messages import Reply
from bot.core.routing import Route
from bot.core.session import Session


@dataclass(frozen=True, slots=True)
class Rating:
    """Whether the answer of an intent helped."""

    intent: str
    helped: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """One event answered: the session to keep (None: forget everything), the replies, and the route taken if any.

    `pass_on` are words that she agreed to pass on to the clinic's staff.
    `unanswered` is the masked wording of a question that found no answer, for support staff; `rating` what was said
    of an answer.
    """

    session: Session | None
    replies: tuple[Reply, ...]
    route: Route | None = None
    unanswered: str = ""
    pass_on: str = ""
    rating: Rating | None = None

    @property
    def alarms(self) -> bool:
        """Whether it answers a danger sign."""
        return self.route is not None and self.route.kind == "red_flag"
