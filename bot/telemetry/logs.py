"""Logs without names, numbers or words of a person; and no secret in any line."""

import json
import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Literal

import structlog

LOG = structlog.stdlib.get_logger("bot")
_QUIET = ("httpx", "httpcore", "telegram", "aiohttp", "asyncio", "uvicorn")


def set_up_logging(level: str, form: Literal["console", "json"], secrets: tuple[str, ...] = ()) -> None:
    """Sends all logs to standard error through one processor that takes the secrets out.

    Libraries that print web addresses (which hold the token) or messages stay at WARNING, whatever the level.
    """

    forms = {form for secret in secrets if secret for form in (secret, json.dumps(secret)[1:-1], repr(secret)[1:-1])}
    hidden = sorted(forms, key=len, reverse=True)

    def redact(_logger: Any, _name: str, rendered: Any) -> Any:
        for secret in hidden:
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
        foreign_pre_chain=[_first_line, *shared],
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


def _first_line(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """What a library says, without the lines below: asyncio shows a failed task there, with its exception's message."""
    event["event"] = str(event["event"]).strip().partition("\n")[0]
    return event


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
