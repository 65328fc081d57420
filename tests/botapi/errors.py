"""What the Bot API answers instead of a result."""


class APIError(Exception):
    """A refusal: HTTP status, Telegram's wording, for 429 how many seconds to wait, and where a group moved to."""

    def __init__(
        self, status: int, description: str, *, retry_after: int | None = None, migrate_to: int | None = None
    ) -> None:
        super().__init__(f"{status} {description}")
        self.status = status
        self.description = description
        told = {"retry_after": retry_after, "migrate_to_chat_id": migrate_to}
        self.parameters = {name: value for name, value in told.items() if value is not None}


def bad_request(reason: str) -> APIError:
    """The 400 for this reason, in Telegram's wording."""
    return APIError(400, f"Bad Request: {reason}")
