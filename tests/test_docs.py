"""The documents are tested: what they name exists, what exists is named, and what they show is what comes out."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from bot.cli import cli
from bot.content.library import read_parts
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
CI = ROOT / ".ci" / "run"
OURS = {name.upper() for name in Settings.model_fields}
MARKDOWN = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not any(part.startswith(".") or part == "node_modules" for part in path.relative_to(ROOT).parts)
)


def blocks(text: str, language: str) -> list[str]:
    """The fenced code blocks of a language in a Markdown text."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def prose(text: str) -> str:
    """A Markdown text without its fenced code blocks."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def run(*arguments: str, typed: str = "") -> str:
    """What the command line prints, with default settings and no token."""
    bare = {name: value for name, value in os.environ.items() if name.upper() not in OURS}
    environment = {**bare, "PYTHONIOENCODING": "utf-8", "TELEGRAM_BOT_TOKEN": ""}
    done = subprocess.run(
        [sys.executable, str(ROOT / "run_bot.py"), *arguments],
        input=typed, capture_output=True, encoding="utf-8", env=environment, cwd=ROOT, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def test_readme_lists_every_command_and_no_other() -> None:
    """The README's table of commands names just the commands that exist."""
    listed = re.findall(r"^\| `([a-z]+)[^`…]*` \|", README, re.MULTILINE)
    assert sorted(listed) == sorted(cli.commands)


def test_readme_lists_every_option() -> None:
    """Each option of each command stands in the command's row of the README's table."""
    for name, command in cli.commands.items():
        row = next(line for line in README.splitlines() if line.startswith(f"| `{name}"))
        for parameter in command.params:
            for option in parameter.opts if parameter.param_type_name == "option" else ():
                assert option in row, f"{name} {option}"


def test_every_command_shows_an_example() -> None:
    """The help of each command ends with an example."""
    for name, command in cli.commands.items():
        assert "Example: " in (command.help or "").strip().splitlines()[-1], name


def test_readme_lists_every_setting_and_no_other() -> None:
    """The README's table of settings names just the settings that exist."""
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE)) == OURS


def test_env_example_holds_every_setting_explained() -> None:
    """.env.example has one line for each setting, and a comment above it."""
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    named = {line.split("=")[0] for line in lines if line and line[0] != "#"}
    assert named == OURS
    assert all(before.startswith("#") for before, line in pairwise(lines) if line and line[0] != "#")


def test_env_example_shows_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copied as it is, .env.example changes nothing."""
    for name in OURS:
        monkeypatch.delenv(name, raising=False)
    assert Settings(_env_file=ROOT / ".env.example") == Settings(_env_file=None)


def test_ci_runs_the_readmes_test_command() -> None:
    """What .ci/run installs and tests with is what the README tells people to type."""
    told = next(line for line in "".join(blocks(README, "sh")).splitlines() if "pytest" in line)
    done = [line.removeprefix("step ") for line in CI.read_text(encoding="utf-8").splitlines()]
    *_, install, tests = told.split(" && ")
    assert tests in done
    assert install in [line.replace(" --quiet", "") for line in done]


def test_ci_ends_at_the_first_failure(tmp_path: Path) -> None:
    """.ci/run works from any folder, leaves with the exit code of the first step that fails, and cleans up."""
    failing = tmp_path / "python"
    failing.write_text("#!/bin/sh\nexit 7\n")
    failing.chmod(0o755)
    room = tmp_path / "room"
    room.mkdir()
    environment = {**os.environ, "PYTHON": str(failing), "TMPDIR": str(room)}
    done = subprocess.run([CI], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 7, done.stderr
    assert done.stdout.count("==") == 1
    assert list(room.iterdir()) == []


@pytest.mark.parametrize("block", blocks(README, "console"))
def test_readme_shows_what_really_comes_out(block: str) -> None:
    """Every line of the README's terminal sessions is in the real output, in that order, but for ellipses."""
    first, *lines = block.splitlines()
    typed = "".join(f"{line[2:]}\n" for line in lines if line.startswith("> "))
    output = run(*shlex.split(first)[3:], typed=typed)
    # An ellipsis at the end of a line stands for the rest of it, or for whole lines.
    pattern = "".join(re.escape(line).replace("…", r"[\s\S]*?") + r"\s*?" for line in lines if line.strip())
    assert first.startswith("$ python run_bot.py ")
    assert re.search(pattern, output), f"the README shows an old talk; now it is:\n{output}"


def test_pictures_of_the_symptom_check_are_current() -> None:
    """The symptom check is drawn in docs/ as `diagram` draws it from the data."""
    drawn = run("diagram")
    again = "run: python run_bot.py diagram > docs/symptom_check.mmd, and put it into docs/architecture.md"
    assert (ROOT / "docs" / "symptom_check.mmd").read_text(encoding="utf-8") == drawn, again
    assert drawn in blocks(ARCHITECTURE, "mermaid"), again


def test_picture_has_a_node_for_every_step_and_every_result() -> None:
    """No two nodes of the picture share a name, and none of its labels reads as a Markdown list."""
    drawn = (ROOT / "docs" / "symptom_check.mmd").read_text(encoding="utf-8")
    nodes = re.findall(r'^    (\w+)\(?\["([^"]*)"\]\)?$', drawn, re.MULTILINE)
    names = [name for name, _ in nodes]
    assert len(names) == len(set(names)) > 6
    assert {"review", "end_urgent", "end_emergency"} <= set(names)
    assert not [label for _, label in nodes if re.match(r"\d+[.)] |[-*+] ", label)]


@pytest.mark.parametrize("path", MARKDOWN, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    """Each relative link in a Markdown file leads to a file, and to a heading where it names one."""
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(path.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, heading = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), link
        if heading:
            titles = re.findall(r"^#+ (.+)$", prose(target.read_text(encoding="utf-8")), re.MULTILINE)
            assert heading in [re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles], link


@pytest.mark.parametrize("path", MARKDOWN, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_named_in_documents_exist(path: Path) -> None:
    """Each file of ours that a document names in backticks is there."""
    for name in re.findall(r"`((?:bot|docs|intents|tests|benchmarks|\.ci)/[\w./-]*)`", prose(path.read_text("utf-8"))):
        assert (ROOT / name).exists(), name


def test_rooms_named_in_the_architecture_exist_and_none_is_left_out() -> None:
    """The architecture's rooms are modules or folders of the code, and it names each room of `bot` and of its core."""
    named = set(re.findall(r"^\| `(bot(?:\.\w+)+)` \|", ARCHITECTURE, re.MULTILINE))
    for room in named:
        path = ROOT / room.replace(".", "/")
        assert path.is_dir() or path.with_suffix(".py").is_file(), room
    for folder in ("bot", "bot/core"):
        rooms = [path for path in (ROOT / folder).iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()]
        assert {f"{folder.replace('/', '.')}.{path.stem}" for path in rooms if path.stem[0] != "_"} <= named


def test_example_intent_is_sound(tmp_path: Path) -> None:
    """The intent that intents/README.md shows to support staff passes `check` when it is copied as it stands."""
    guide = (ROOT / "intents" / "README.md").read_text(encoding="utf-8")
    shutil.copytree(ROOT / "intents", tmp_path / "intents")
    new = tmp_path / "intents" / "en" / "leaflet_copy.yaml"
    new.write_text(blocks(guide, "yaml")[0], encoding="utf-8")
    parts = read_parts(tmp_path / "intents")
    assert parts.intents["leaflet_copy"].title == "Where is the leaflet?"
    assert [problem for problem in parts.problems() if problem.file == str(new)] == []
