"""A week of pregnancy is read from the ways people write it; nothing is reckoned."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.weeks import LONGEST, read_week


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("16", "16 weeks"),
        ("1", "1 week"),
        ("42", "42 weeks"),
        (" 16 \n", "16 weeks"),
        ("16 weeks", "16 weeks"),
        ("16 wks", "16 weeks"),
        ("16w", "16 weeks"),
        ("week 16", "16 weeks"),
        ("wk 16", "16 weeks"),
        ("16 weeks?", "16 weeks"),
        ("about 16", "16 weeks"),
        ("i'm 16 weeks pregnant", "16 weeks"),
        ("not yet 16 weeks", "16 weeks"),
        ("16w3d", "16 weeks 3 days"),
        ("16+3", "16 weeks 3 days"),
        ("16+3/7", "16 weeks 3 days"),
        ("16 weeks and 3 days", "16 weeks 3 days"),
        ("16 weeks 3 days", "16 weeks 3 days"),
        ("16+0", "16 weeks"),
        ("sixteen weeks", "16 weeks"),
        ("twenty two weeks", "22 weeks"),
        ("Twenty-Two Weeks", "22 weeks"),
        ("one week", "1 week"),
        ("4 months", "4 months"),
        ("five months", "5 months"),
        ("1 month", "1 month"),
        ("due 3 may", "due 3 may"),
        ("due date 12/05", "due date 12/05"),
        ("my baby is due in march", "due in march"),
        ("٣ weeks", "3 weeks"),
    ],
)
def test_read(text: str, shown: str) -> None:
    """Weeks, days, months, words and due dates are read and shown in one way."""
    assert read_week(text) == (shown, True)


@pytest.mark.parametrize("text", ["0", "43", "99", "-3", "0 weeks", "12345 weeks", "16w9d", "11 months", "0 months"])
def test_impossible(text: str) -> None:
    """An age that cannot be is told from no age at all."""
    read = read_week(text)
    assert read is not None
    assert read[1] is False


@pytest.mark.parametrize("text", ["", " ", "hello", "not sure", "my 2 children are 3", "due soon", "...", "🤰", "½"])
def test_none(text: str) -> None:
    """Where no age is named none is found."""
    assert read_week(text) is None


@pytest.mark.parametrize("text", ["due 3 \ud800 may", "due \0 3 may", "due 3 \u202e may", "due 3 \x1b[31m may"])
def test_unprintable_is_left_out(text: str) -> None:
    """A due date is kept without the characters that no store or screen can hold."""
    read = read_week(text)
    assert read is not None
    assert read[0].isprintable()
    assert "\ud800" not in read[0]


@given(st.integers(1, LONGEST), st.integers(0, 6))
def test_every_age(weeks: int, days: int) -> None:
    """Every week and day up to the longest pregnancy is read back as it was written."""
    shown = f"{weeks} weeks {days} days" if days else f"{weeks} weeks"
    assert read_week(f"{weeks}+{days}") == (shown, True)
    assert read_week(f"{weeks}w{days}d") == (shown, True)


@settings(max_examples=200)
@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_text(text: str) -> None:
    """Any text at all is read or not read, without an error, as something short that can be shown."""
    read = read_week(text)
    if read:
        assert 0 < len(read[0]) <= 40
        read[0].encode()
