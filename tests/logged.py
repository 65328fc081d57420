"""What the program writes to its log."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from typing import Literal

import structlog

from bot.telemetry import LOG, set_up_logging


@contextmanager
def logged(
    level: str = "INFO", form: Literal["console", "json"] = "json", secrets: tuple[str, ...] = ()
) -> Iterator[io.StringIO]:
    """The log within the block, set up as the program does; afterwards all is as it was."""
    root, configured = logging.getLogger(), structlog.get_config()
    handlers, before = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in list(root.manager.loggerDict)}
    log = io.StringIO()
    root.handlers.clear()  # or they would be closed
    with redirect_stderr(log):
        set_up_logging(level, form, secrets)
    vars(LOG).pop("bind", None)  # what it has cached of the setting before
    try:
        yield log
    finally:
        root.handlers[:], root.level = handlers, before
        structlog.configure(**configured)
        vars(LOG).pop("bind", None)
        for name in list(root.manager.loggerDict):
            logging.getLogger(name).setLevel(levels.get(name, logging.NOTSET))
