"""Slips of the hand that YAML takes for something else, or complains of at another place."""

import re
from collections.abc import Iterator

Slip = tuple[int, int, str]
"""Line and column, counted from 1, and what to do."""
_CONFLICT = re.compile(r"(?m)^(?:<{7}|={7}|>{7})(?: |$)")
_BULLET = re.compile(r"[–—―−•·‣●▪*](?=\s)|-(?=\S)")
_DASH = re.compile(r"-\s")
_QUOTED = re.compile(r"[“„«‘].*[”“»’]", re.DOTALL)
_KEY = re.compile(r"(?:\s|- )*(?:[A-Za-z_]+)(：|:(?=[^\s/]))")
_OPENED = re.compile(r"(?:\s|- )*[A-Za-z_]+:\s+([“„«‘])|\s*-\s+([“„«‘])")


def conflict(text: str) -> Slip | None:
    """Where two versions of the file were never joined."""
    found = _CONFLICT.search(text)
    if not found:
        return None
    says = f"two versions of the file meet here: keep one of them, and delete the lines {found[0].strip()}"
    return text[: found.start()].count("\n") + 1, 1, says


def in_plain(lines: list[str], first: int, column: int, last: int) -> Iterator[Slip]:
    """Slips in a text without quotes, which begins at a line and column counted from 0, and goes on to the last line.

    YAML joins its lines to one text. So an item whose - is a dash, or is indented more than the one above, is lost.
    """
    for number in range(first, last + 1):
        line = lines[number]
        start = len(line) - len(line.lstrip())
        if number == first and start != column:
            continue
        bullet = _BULLET.match(line, start)
        if bullet:
            yield number + 1, start + 1, _bullet(bullet[0])
        elif number > first and _DASH.match(line, start):
            yield number + 1, start + 1, "this item is read as a part of the line above: line its - up with the others"


def _bullet(sign: str) -> str:
    return (
        "a - without a space: write a space after it" if sign == "-" else f"{sign} stands for a -: write - and a space"
    )


def quoted(value: str) -> bool:
    """Whether a text stands in quotes that YAML does not know, and patients would read."""
    return _QUOTED.fullmatch(value) is not None


def before(lines: list[str], line: int) -> Slip | None:
    """The slip in a line, counted from 1, or the one above, that makes YAML complain at this line."""
    above = next((number for number in range(line - 1, 0, -1) if lines[number - 1].strip()), line)
    for number in (line, above):
        text = lines[number - 1] if number <= len(lines) else ""
        key, opened = _KEY.match(text), _OPENED.match(text)
        start = len(text) - len(text.lstrip())
        bullet = _BULLET.match(text, start)
        if bullet:
            return number, start + 1, _bullet(bullet[0])
        if key:
            sign = "a wide colon (：): write :" if key[1] == "：" else "no space after the colon: write one"
            return number, key.start(1) + 1, f"{sign}{' and a space' if key[1] == '：' else ''}"
        if number == line and _DASH.match(lines[above - 1], start) and not _DASH.match(text, start):
            return number, start + 1, "this line has no - as the one above has: begin it with - and a space"
        if opened:
            mark = opened.lastindex or 1
            says = f'{opened[mark]} is no quote for YAML: put the text in "straight quotes"'
            return number, opened.start(mark) + 1, says
    return None


def odd_space(line: str) -> int | None:
    """The column, counted from 1, of a space of another kind among those that a line begins with."""
    for i, letter in enumerate(line):
        if letter not in " \t":
            return i + 1 if letter.isspace() else None
    return None
