"""One log line per turn, without names, numbers or words of a person; and no secret in any line."""

import hashlib
import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Literal

import structlog

from bot.core.turn import Turn

LOG = structlog.stdlib.get_logger("bot")
_QUIET = ("httpx", "httpcore", "telegram", "aiohttp", "asyncio")


def set_up_logging(level: str, form: Literal["console", "json"], secrets: tuple[str, ...] = ()) -> None:
    """Sends all logs to standard error through one processor that takes the secrets out.

    Libraries that print web addresses (which hold the token) or messages stay at WARNING, whatever the level.
    """

    def redact(_logger: Any, _name: str, rendered: Any) -> Any:
        for secret in filter(None, secrets):
            rendered = str(rendered).replace(secret, "<secret>")
        return rendered

    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _exception_without_words,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer, redact],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _exception_without_words(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception as its type and the places it passed; its message may quote a person and is left out."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    if isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    if info and info[0]:
        frames = []
        trace = info[2]
        while trace:
            frames.append(f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}")
            trace = trace.tb_next
        event["error"] = info[0].__name__
        event["at"] = " > ".join(frames[-6:])
    return event


class Telemetry:
    """Writes down what happened in numbers; `key` hashes chat ids, so that nobody can tell who it was."""

    def __init__(self, key: bytes) -> None:
        self._key = hashlib.blake2b(key, digest_size=32).digest()

    def pseudonym(self, chat: int) -> str:
        """A chat's id, hashed with the key."""
        return hashlib.blake2b(str(chat).encode(), key=self._key, digest_size=6).hexdigest()

    def turn(self, chat: int, event: str, turn: Turn, seconds: float) -> None:
        """Notes one turn."""
        route = turn.route
        fields: dict[str, Any] = {"chat": self.pseudonym(chat), "event_kind": event, "replies": len(turn.replies)}
        if route:
            fields |= {"kind": route.kind, "intent": route.intent or route.refused, "score": round(route.score, 2)}
            fields["level"] = route.level
        LOG.info("turn", ms=round(seconds * 1000, 1), **fields)
