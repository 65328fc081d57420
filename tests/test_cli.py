"""The command line: names and exit codes are a contract with scripts and editors."""

import json
import sys
from pathlib import Path

import pytest

from bot import cli
from bot.core.knowledge import Knowledge
from tests.commands import elsewhere, folder, run
from tests.content.folder import INTENTS, good, write

__all__ = ["elsewhere", "folder"]
COMMANDS = {"chat", "telegram", "check", "test", "route", "evaluate", "diagram", "schema"}


def main(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Runs the whole program in this process and gives its exit code."""
    monkeypatch.setattr(sys, "argv", ["run_bot.py", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_commands() -> None:
    """Every command is there, and the help lists each with its first sentence."""
    assert set(cli.cli.commands) >= COMMANDS
    for flag in ("-h", "--help"):
        result = run(flag)
        assert result.exit_code == 0
        assert all(f"\n  {name} " in result.output for name in cli.cli.commands)


@pytest.mark.parametrize("name", sorted(cli.cli.commands))
def test_help(name: str) -> None:
    """A command's help is its docstring and ends with an example that names the command and knows its options."""
    result = run(name, "--help")
    assert result.exit_code == 0
    command = cli.cli.commands[name]
    text = " ".join(str(command.help).split())
    assert text.partition(". ")[0] in " ".join(result.output.split())
    example = text.rpartition("Example: ")[2]
    assert f"run_bot.py {name}" in example
    known = {flag for parameter in command.params for flag in parameter.opts} | {"--help"}
    assert {word for word in example.split() if word.startswith("--")} <= known


def test_unknown_command() -> None:
    """A command that does not exist is a usage error."""
    assert run("fly").exit_code == 2
    assert run("check", "nowhere").exit_code == 2
    assert run("route", "--intents", "nowhere", "x").exit_code == 2


def test_check_good(folder: Path) -> None:
    """`check` of sound content exits 0, warnings or not."""
    result = run("check", str(folder))
    assert (result.exit_code, result.output) == (0, "0 errors, 0 warnings\n")
    write(folder, "en/zz.yaml", good("zz").replace("\n", "\r\n"))
    result = run("check", str(folder))
    assert result.exit_code == 0
    assert result.output.endswith("0 errors, 1 warnings\n")


def test_check_bad(folder: Path) -> None:
    """`check` names every problem and exits 1 if any is an error, also when the bot could not start."""
    write(folder, "en/zz.yaml", good("zz").replace("title:", "titel:"))
    write(folder, "en/red_flags.yaml", "")
    result = run("check", str(folder))
    assert result.exit_code == 1
    *problems, count = result.output.splitlines()
    assert count == f"{len(problems)} errors, 0 warnings"
    assert f"{folder}/en/red_flags.yaml:1:1: error: the file is empty" in problems[0]
    assert any("unknown key 'titel': did you mean 'title'?" in problem for problem in problems)


def test_check_of_the_shipped_content(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Without a folder the shipped content is checked, or that of INTENTS_DIR."""
    assert run("check").exit_code == 0
    write(folder, "en/what_is.yaml", "")
    monkeypatch.setenv("INTENTS_DIR", str(folder))
    assert run("check").exit_code == 1


@pytest.mark.parametrize("command", ["test", "route", "diagram"])
def test_content_that_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path, command: str
) -> None:
    """Content that the bot could not start with is refused with its problems, exit code 1 and no traceback."""
    write(folder, "en/red_flags.yaml", "flags: [\n")
    monkeypatch.setenv("INTENTS_DIR", str(folder))
    assert main(monkeypatch, command) == 1
    shown = capsys.readouterr()
    assert shown.err.startswith("The content cannot be used:\n")
    assert f"{folder}/en/red_flags.yaml:" in shown.err
    assert "Traceback" not in shown.err


def test_wrong_settings(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong settings are all named at once, without their values, with exit code 1."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "my-secret")
    monkeypatch.setenv("LOG_LEVEL", "loud")
    assert main(monkeypatch, "check") == 1
    shown = capsys.readouterr().err
    assert "TELEGRAM_BOT_TOKEN: " in shown
    assert "LOG_LEVEL: " in shown
    assert "my-secret" not in shown


def test_telegram_without_a_token(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """`telegram` without a token says in one line what to set."""
    assert main(monkeypatch, "telegram") == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_schema(tmp_path: Path) -> None:
    """`schema` writes the editor schemas and names them."""
    (tmp_path / "out").mkdir()
    result = run("schema", str(tmp_path / "out"))
    assert result.exit_code == 0
    assert {Path(line).name for line in result.output.split()} == {path.name for path in INTENTS.glob("*.schema.json")}
    for line in result.output.split():
        assert json.loads(Path(line).read_text(encoding="utf-8"))["$schema"].startswith("https://json-schema.org/")


def test_diagram(knowledge: Knowledge) -> None:
    """`diagram` draws every step and every result of the symptom check."""
    output = run("diagram").output
    assert output.startswith("flowchart TD\n")
    for step in knowledge.flow.steps:
        assert step.short in output
    for name in type(knowledge.flow.results).model_fields:
        assert getattr(knowledge.flow.results, name).title in output
    assert output.count("-->") >= 2 * len(knowledge.flow.steps)
