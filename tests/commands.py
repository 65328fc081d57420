"""Runs commands in this process, in a folder of their own."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import cli
from tests.content.folder import small


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder without a .env, and no settings in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in ("TELEGRAM_BOT_TOKEN", "INTENTS_DIR", "DATABASE_URL", "LOG_LEVEL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small(tmp_path / "intents")


def run(*arguments: str, typed: str | bytes = b"") -> Result:
    """Runs a command in this process."""
    return CliRunner().invoke(cli.cli, arguments, input=typed, prog_name="run_bot.py")
