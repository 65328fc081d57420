"""The command line: names, exit codes and JSON are a contract with scripts and editors."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from bot import cli
from bot.core.knowledge import Knowledge
from tests.content.folder import GOOD, INTENTS, good, small, write

ROOT = Path(__file__).parent.parent
COMMANDS = {"chat", "telegram", "check", "test", "route", "diagram", "schema"}
FIELDS = ["text", "kind", "intent", "level", "score", "candidates", "ms"]
Run = Callable[..., Result]


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


def main(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Runs the whole program in this process and gives its exit code."""
    monkeypatch.setattr(sys, "argv", ["run_bot.py", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def objects(result: Result) -> list[dict[str, Any]]:
    """The JSON objects of the output, one a line."""
    return [json.loads(line) for line in result.stdout_bytes.decode().splitlines()]


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


def test_route_json(knowledge: Knowledge) -> None:
    """`route --json` prints one object a line in input order, with the fields of the contract."""
    texts = [
        "what causes it",
        "i am bleeding heavily and passing big clots",
        "i have some light spotting",
        "can i eat sushi",
        "🙂",
    ]
    found = objects(run("route", "--json", *texts))
    assert [one["text"] for one in found] == texts
    for one in found:
        assert list(one) == FIELDS
        assert 0 <= one["score"] <= 1
        assert one["ms"] > 0
        for candidate in one["candidates"]:
            assert list(candidate) == ["intent", "score", "example"]
            assert candidate["example"] in knowledge.intents[candidate["intent"]].examples
    assert [one["kind"] for one in found] == ["answer", "red_flag", "symptom_check", "lost", "lost"]
    assert [one["intent"] for one in found] == ["causes", None, None, None, None]
    assert [one["level"] for one in found] == [None, "emergency", None, None, None]


def test_route_reads_lines(folder: Path) -> None:
    """Without texts it reads lines: empty ones, Windows line ends, bytes that are no UTF-8 and a last line without end."""
    typed = b"what is causes\r\n\nbad \xff byte\n\0\nlast"
    found = objects(run("route", "--json", "--intents", str(folder), typed=typed))
    assert [one["text"] for one in found] == ["what is causes", "", "bad \ufffd byte", "\0", "last"]


def test_route_escapes_what_cannot_be_printed(folder: Path) -> None:
    """A lone surrogate, as a shell hands over a broken byte, is escaped and the line stays JSON."""
    for flags in (["--json"], []):
        result = run("route", *flags, "--intents", str(folder), "bad \udcff byte")
        assert result.exit_code == 0
    assert objects(run("route", "--json", "--intents", str(folder), "bad \udcff byte"))[0]["text"] == "bad \udcff byte"


def test_route_for_people(folder: Path) -> None:
    """Without --json it says where the text goes, with the score and the examples that speak for it."""
    output = run("route", "--intents", str(folder), "what is causes").output
    assert output.startswith("what is causes\n  ")
    assert "what is causes" in output.partition("\n")[2]


def test_route_keeps_up_with_a_pipe(folder: Path) -> None:
    """A line written gets its answer at once, while the input stays open."""
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "run_bot.py"), "route", "--json", "--intents", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    lines: Queue[bytes] = Queue()
    reader = Thread(target=lambda: [lines.put(line) for line in process.stdout or ()], daemon=True)
    reader.start()
    for text in ("first", "second", "dritte 🤰"):
        process.stdin.write(f"{text}\n".encode())
        process.stdin.flush()
        assert json.loads(lines.get(timeout=20))["text"] == text
    process.stdin.close()
    assert process.wait(timeout=20) == 0
    reader.join(timeout=20)
    process.stdout.close()


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


def test_test(folder: Path) -> None:
    """`test` exits 0 when every phrase reaches its intent, and 1 with the phrase and where it went otherwise."""
    words = {
        "what_is": "meaning of a weak cervix",
        "causes": "reason why it happened",
        "symptoms": "early warning signs",
    }
    for name, said in words.items():
        write(folder, f"en/{name}.yaml", good(said).replace("What is it?", name))
    write(folder, "en/treatment.yaml", good("surgical stitch removal").replace("What is it?", "treatment"))
    result = run("test", str(folder))
    assert result.exit_code == 0, result.output
    assert "examples reach their own intent" in result.output
    assert result.output.endswith("4 passed, 0 failed\n")
    write(
        folder, "en/zz.yaml", GOOD.replace("{name}", "zebras").replace("explain zebras", "reason why it happened then")
    )
    result = run("test", str(folder))
    assert result.exit_code == 1
    assert "zz: 'reason why it happened then' went to" in result.output
    assert result.output.endswith("1 failed\n")


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


def test_every_command_has_a_docstring() -> None:
    """No command is without help."""
    assert all(isinstance(command, click.Command) and command.help for command in cli.cli.commands.values())
