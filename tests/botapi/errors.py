"""What the Bot API answers instead of a result."""


class APIError(Exception):
    """A refusal: HTTP status, Telegram's wording and, for 429, how many seconds to wait."""

    def __init__(self, status: int, description: str, *, retry_after: int | None = None) -> None:
        super().__init__(f"{status} {description}")
        self.status = status
        self.description = description
        self.retry_after = retry_after


def bad_request(reason: str) -> APIError:
    """The 400 for this reason, in Telegram's wording."""
    return APIError(400, f"Bad Request: {reason}")
