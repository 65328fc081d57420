"""Imports point inwards, and the core needs nothing of the world."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CORE = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "bot" / "core").rglob("*.py")
)
WORLD = ["telegram", "yaml", "click", "structlog", "pydantic_settings", "sqlite3", "httpx", "starlette", "uvicorn"]
CHECK = """
import importlib, json, sys
name, world = json.loads(sys.argv[1])
class Refused:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in world:
            raise ModuleNotFoundError("the core asked for " + name)
sys.meta_path.insert(0, Refused())
importlib.import_module(name)
print(json.dumps(sorted(set(sys.modules) & {*world, "asyncio", "bot.app", "bot.content", "bot.channels"})))
"""


def python(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-W", "error", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_contracts_hold() -> None:
    """The contracts in pyproject.toml hold: layers point inwards, the core is pure, channels do not know each other."""
    done = python("-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))")
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("name", CORE)
def test_core_module_stands_alone(name: str) -> None:
    """Each module of the core can be imported first, with Telegram, YAML and the rest not installed."""
    done = python("-c", CHECK, json.dumps([name, WORLD]))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


def test_importing_does_no_work() -> None:
    """Importing the command line loads neither Telegram nor the content: help is there at once."""
    done = python("-c", "import bot.cli, sys; print(*sorted({'telegram', 'yaml', 'numpy'} & set(sys.modules)))")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""
