"""The log of what the bot asked for."""

import time
from dataclasses import dataclass, field

from tests.botapi.params import JSON


@dataclass(slots=True)
class Call:
    """One call by the bot: parameters as they were sent, at and ended in Unix time.

    status is the HTTP status of the answer, 0 when the connection was cut or left hanging, None while under way.
    """

    method: str
    params: JSON
    at: float = field(default_factory=time.time)
    ended: float | None = None
    status: int | None = None

    def end(self, status: int) -> None:
        """The call was answered, or given up."""
        self.status, self.ended = status, time.time()
