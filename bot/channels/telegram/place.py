"""Where in Telegram an answer goes."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """A chat; after a press also the press to confirm, and the message that the button stands under.

    In a group also the message to answer, and the topic (thread) that it stands in.
    """

    chat: int
    message: int | None = None
    press: str | None = None
    answers: int | None = None
    thread: int | None = None

    @property
    def parameters(self) -> dict[str, Any]:
        """The place as parameters of a call that sends something."""
        place: dict[str, Any] = {"chat_id": self.chat}
        if self.thread is not None:
            place["message_thread_id"] = self.thread
        if self.answers is not None:
            place["reply_parameters"] = {"message_id": self.answers, "allow_sending_without_reply": True}
        return place
