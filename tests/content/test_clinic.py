"""The contact in clinic.yaml: a number that can be dialled is shown, anything else is named and never shown."""

import os
from pathlib import Path

import pytest

from bot.content.library import load, read_parts
from bot.content.problems import ContentError
from bot.core.messages import Contact
from tests.content.folder import small, write

NUMBERS = ["+44 1632 960 001", "+441632960001", "01632/960-001", "(01632) 960.001", "112", "+44 (0)1632 960001"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small(tmp_path / "intents")


def clinic(folder: Path, *lines: str) -> list[str]:
    """Writes clinic.yaml; gives its problems as `check` prints them, with paths from the folder on."""
    write(folder, "clinic.yaml", "".join(f"{line}\n" for line in lines))
    return [str(problem).replace(f"{folder}{os.sep}", "") for problem in read_parts(folder).problems()]


@pytest.mark.parametrize(
    "phone",
    ["call us", "+44 1632 ask", "tel:+441632960001", "---", "+", "12", "( / )", "44+1632", "1,5", "٠١٦٣٢٩٦٠"],
)
def test_no_number(folder: Path, phone: str) -> None:
    """What is no phone number is named with its place and an example, and the bot does not start with it."""
    (found,) = clinic(folder, 'emergency_number: ""', "# the ward", f'contact_phone: "{phone}"')
    assert found.startswith("clinic.yaml:3:16: error: 'contact_phone': ")
    assert "+44 1632 960 001" in found
    with pytest.raises(ContentError, match=r"clinic\.yaml:3:16"):
        load(folder)


@pytest.mark.parametrize(
    ("line", "place", "says"),
    [
        ("contact_phone: [112]", "2:16", "should be one text"),
        (f'contact_phone: "{"1" * 41}"', "2:16", "longer than 40 characters"),
        (f'contact_name: "{"a" * 61}"', "2:15", "longer than 60 characters"),
        ('contact_fone: "112"', "2:1", "did you mean 'contact_phone'?"),
    ],
)
def test_other_mistakes(folder: Path, line: str, place: str, says: str) -> None:
    """A list, a text that is too long and a mistyped key are named where they stand."""
    (found,) = clinic(folder, 'crisis_line: ""', line)
    assert found.startswith(f"clinic.yaml:{place}: error: ")
    assert says in found


@pytest.mark.parametrize("quote", ['"', ""])
@pytest.mark.parametrize("phone", NUMBERS)
def test_numbers(folder: Path, phone: str, quote: str) -> None:
    """Numbers as people write them are kept as they stand, in quotes or without, at the second start as well."""
    assert clinic(folder, "contact_name: The ward", f"contact_phone: {quote}{phone}{quote}") == []
    assert load(folder).contact == load(folder).contact == Contact("The ward", phone)


def test_names(folder: Path) -> None:
    """Without a name, or with spaces for one, the number is its own name; spaces around both are left out."""
    for line in ("", 'contact_name: ""', 'contact_name: "  "'):
        assert clinic(folder, 'contact_phone: " 112 "', line) == []
        assert load(folder).contact == Contact("112", "112")
    assert clinic(folder, 'contact_phone: "112"', 'contact_name: " The ward "') == []
    assert load(folder).contact == Contact("The ward", "112")


@pytest.mark.parametrize("phone", ["", "   "])
def test_no_phone(folder: Path, phone: str) -> None:
    """An empty phone, or spaces for one, is no mistake and no card."""
    assert clinic(folder, "contact_name: The ward", f'contact_phone: "{phone}"') == []
    assert load(folder).contact is None


def test_the_contact_fills_no_slot(folder: Path) -> None:
    """The contact is a card of its own: its name and number are written into no text."""
    assert clinic(folder, "contact_name: The ward", 'contact_phone: "112 112"') == []
    known = load(folder)
    texts = f"{known.replies.model_dump_json()}{known.flow.model_dump_json()}{dict(known.intents)}"
    assert "The ward" not in texts
    assert "112 112" not in texts
