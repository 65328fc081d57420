"""Without sound red flags, replies and symptom check the bot talks to nobody."""

import os
from pathlib import Path

import pytest

from bot.content.library import load, read_parts
from bot.content.problems import ContentError
from tests.content.folder import INTENTS, good, small, write

FLAGS, REPLIES, FLOW = "en/red_flags.yaml", "en/replies.yaml", "en/flows/symptom_check.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small(tmp_path / "intents")


def broken(folder: Path, name: str, old: str, new: str) -> str:
    """Changes one place of a real file; gives the place of the change as line:column of the first changed letter."""
    text = (INTENTS / name).read_text(encoding="utf-8")
    assert old in text
    write(folder, name, text.replace(old, new, 1))
    before = text[: text.index(old)]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def refused(folder: Path) -> list[str]:
    """What the refusal to load says, with paths from the folder on."""
    with pytest.raises(ContentError) as caught:
        load(folder)
    return [line.replace(f"{folder}{os.sep}", "") for line in str(caught.value).splitlines()]


@pytest.mark.parametrize("name", [FLAGS, REPLIES, FLOW])
@pytest.mark.parametrize("content", ["", "title: [\n", "- a\n", b"\xff\xfe\0", "title: a\n"], ids=repr)
def test_broken_file_stops_the_start(folder: Path, name: str, content: str | bytes) -> None:
    """A needed file that cannot be used stops the start, and the refusal names it."""
    write(folder, name, content)
    assert any(line.startswith((f"{name}:1:", f"{name}:2:1")) for line in refused(folder))


@pytest.mark.parametrize("name", [FLAGS, REPLIES, FLOW])
def test_missing_file_stops_the_start(folder: Path, name: str) -> None:
    """A needed file that is not there stops the start, and the refusal names it."""
    (folder / name).unlink()
    assert refused(folder) == [
        f"{name}:1:1: error: the file cannot be read (No such file or directory): check its name and permissions"
    ]


def test_second_red_flags_stop_the_start(folder: Path) -> None:
    """Of two red_flags files none can be trusted."""
    write(folder, "en/old/red_flags.yml", (folder / FLAGS).read_bytes())
    assert refused(folder) == [
        f"en/old/red_flags.yml:1:1: error: there is another file of this name: {FLAGS}; rename one of them"
    ]


MISTAKES = [
    (FLAGS, "{heavy} {bleed}", "{heavyy} {bleed}", "there is no group {heavyy} under `words:`"),
    (FLAGS, "heavy_bleeding\n    level: emergency", "heavy_bleeding\n    level: bad", "should be one of 'emergency'"),
    (FLAGS, "card: self_harm", "card: selfharm", "there is no card 'selfharm' in replies.yaml"),
    (FLAGS, "false_friends:", "false_freinds:", "did you mean 'false_friends'?"),
    (REPLIES, "menu: [what_is", "menu: [what_iss", "there is no intent 'what_iss'"),
    (REPLIES, "menu: [what_is", "menu: [red_flags", "there is no intent 'red_flags'"),
    (REPLIES, '{emergency_number}."\nshort', '{emergency}."\nshort', "nobody fills {emergency}"),
    (REPLIES, "\n  go_on: Go on with my check", "", "the key 'go_on' is missing"),
    (REPLIES, "title: Call now", f"title: {'Call now ' * 8}", "71 bytes long and a button holds 64"),
    (FLOW, "id: since", "id: signs", "step 'signs' stands twice"),
    (FLOW, "id: since", "id: review", "'review' is a reserved word"),
    (FLOW, "id: discharge", "id: bleeding", "choice 'bleeding' stands twice"),
    (FLOW, "id: discharge", "id: skipped", "'skipped' is a reserved word"),
    (FLOW, "kind: many", "kind: several", "should be one of 'one', 'many' or 'week'"),
    (FLOW, "skip: true", "skip: perhaps", "should be true or false"),
    (FLOW, "{obstetrician} today", "{midwife} today", "nobody fills {midwife}"),
    (FLOW, "alone: true", "alonne: true", "did you mean 'alone'?"),
]


@pytest.mark.parametrize(("name", "old", "new", "says"), MISTAKES, ids=[says for *_, says in MISTAKES])
def test_mistake_in_a_needed_file(folder: Path, name: str, old: str, new: str, says: str) -> None:
    """A mistake inside a needed file stops the start and says where it stands and what to do."""
    place = broken(folder, name, old, new)
    found = refused(folder)
    assert len(found) == 1, found
    assert found[0].startswith(f"{name}:")
    assert says in found[0]
    line = int(found[0].split(":")[1])
    assert abs(line - int(place.split(":")[0])) <= 4, (place, found)  # a missing key is shown where its keys begin


def test_flow_without_red_flags(folder: Path) -> None:
    """A symptom check in which no answer is urgent is refused."""
    text = (folder / FLOW).read_text(encoding="utf-8")
    write(folder, FLOW, text.replace("level: emergency", "level: inform").replace("level: urgent", "level: inform"))
    assert "no choice has the level urgent or emergency" in refused(folder)[0]


def test_level_without_flags(folder: Path) -> None:
    """Red flags that know no emergency are refused."""
    text = (folder / FLAGS).read_text(encoding="utf-8")
    write(folder, FLAGS, text.replace("level: emergency", "level: urgent"))
    assert "no flag has the level emergency" in refused(folder)[0]


def test_no_intents_at_all(folder: Path) -> None:
    """A folder without one sound intent is refused."""
    for path in (folder / "en").glob("*.yaml"):
        if path.name not in ("red_flags.yaml", "replies.yaml"):
            path.unlink()
    assert refused(folder)


def test_name_too_long_when_filled(folder: Path) -> None:
    """A name in clinic.yaml that makes a button's title too long is refused with a reason, not in silence."""
    broken(folder, REPLIES, "title: Call now", 'title: "Call {maternity_unit}"')
    write(folder, "clinic.yaml", f'maternity_unit: "{"the unit " * 12}"\n')
    assert refused(folder)


def test_names_of_the_clinic(folder: Path) -> None:
    """A name in clinic.yaml or clinic.yml stands in the answers; an empty line is named in words."""
    (folder / "clinic.yaml").unlink()
    write(folder, "clinic.yml", 'emergency_number: "112"\n')
    write(folder, "en/zz.yaml", good("zz").replace("It is zz.", "Call {emergency_number} or {maternity_unit}."))
    assert load(folder).intents["zz"].answer[0].says == "Call 112 or your maternity unit."


def test_unused_flow_is_named(folder: Path) -> None:
    """A second flow is warned of, since nothing would ever begin it."""
    write(folder, "en/flows/second.yaml", "title: a\n")
    (warning,) = read_parts(folder).problems()
    assert (warning.severity, warning.line) == ("warning", 1)
    assert "nothing uses this file" in warning.says


def test_revision_follows_the_content(folder: Path) -> None:
    """The revision changes with any content file and with nothing else."""
    before = load(folder).revision
    assert load(folder).revision == before
    write(folder, "en/zz.yaml", good("zz"))
    assert load(folder).revision != before
