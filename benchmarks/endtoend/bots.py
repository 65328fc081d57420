"""The bots that are compared: how each is started."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.endtoend.process import Process

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent
TOKEN = "123456:loopback-token-of-benchmarks"
SECRET = "a-secret-for-the-loopback-only"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a bot runs: the server's address and token, a folder, and the port of its webhook (None: polling)."""

    base_url: str
    token: str
    room: Path
    hook: int | None = None
    database: str = ""

    @property
    def log(self) -> Path:
        """What the bot wrote to standard error."""
        return self.room / "log"


Start = Callable[[Place], Process]


def ours(place: Place) -> Process:
    """This project's bot, as an operator starts it."""
    settings = {
        "TELEGRAM_BOT_TOKEN": place.token,
        "TELEGRAM_BASE_URL": place.base_url,
        "DATABASE_URL": place.database or f"sqlite:///{place.room / 'bot.sqlite3'}",
        "LOG_FORMAT": "json",
    }
    if place.hook is not None:
        settings |= {
            "WEBHOOK_URL": f"http://127.0.0.1:{place.hook}/telegram",
            "WEBHOOK_SECRET": SECRET,
            "WEBHOOK_LISTEN": "127.0.0.1",
            "PORT": str(place.hook),
        }
    return Process([sys.executable, str(ROOT / "run_bot.py"), "telegram"], settings, place.room, place.log)


def ptb(place: Place) -> Process:
    """A bare python-telegram-bot echo bot as its documentation shows it: one update after the other."""
    return _echo(sys.executable, "echo_ptb.py", place)


def ptb_concurrent(place: Place) -> Process:
    """The same with concurrent_updates, which does not keep the order within a chat."""
    return _echo(sys.executable, "echo_ptb.py", place, "--concurrent")


def aiogram(python: str) -> Start:
    """A bare aiogram echo bot, run by an interpreter that has aiogram; it keeps no order either."""
    return lambda place: _echo(python, "echo_aiogram.py", place)


def has(python: str, module: str) -> bool:
    """Whether an interpreter has a module."""
    found = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({module!r}) is None)"
    return shutil.which(python) is not None and subprocess.run([python, "-c", found], check=False).returncode == 0


def learn() -> None:
    """Has the content learnt, as an installation does, so that no start has to."""
    subprocess.run([sys.executable, str(ROOT / "run_bot.py"), "route", "hello"], check=True, stdout=subprocess.DEVNULL)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _echo(python: str, script: str, place: Place, *flags: str) -> Process:
    hook = [] if place.hook is None else ["--hook", str(place.hook)]
    command = [python, str(HERE / script), "--base-url", place.base_url, "--token", place.token, *hook, *flags]
    return Process(command, {}, place.room, place.log)
