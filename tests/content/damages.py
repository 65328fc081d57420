"""Damage done by a program to a folder of content: what it does to which file, where and how `check` must say so."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest

FLAGS, REPLIES, FLOW = "en/red_flags.yaml", "en/replies.yaml", "en/flows/symptom_check.yaml"
INTENT, REPORTS, VOCABULARY, SOURCES = (
    "en/smalltalk_thanks.yaml",
    "en/reports.yaml",
    "en/vocabulary.yaml",
    "sources.yaml",
)
FILES = (INTENT, FLAGS, REPLIES, FLOW, REPORTS, VOCABULARY, SOURCES)
INDENTED = tuple(file for file in FILES if file != VOCABULARY)
KEY = r"(?m)^([a-z_]+):(.*)$"
"""The first key of a file."""
ITEM = r"(?m)^( +)- +(.*)$"
"""The first item of a list."""


@dataclass(frozen=True)
class Damage:
    """One kind of damage, and words that the message holds.

    `files` are those it is tried on; damage to any file is tried on an intent and one other, each in its turn.
    `place` is what the message shows: "line" or "exact" for where the file first differs from the good one, "top" for
    the first line, "above" for any line before the damage, where the broken thing begins.
    """

    name: str
    do: Callable[[bytes], bytes]
    says: tuple[str, ...]
    place: str = "line"
    severity: str = "error"
    files: tuple[str, ...] = FILES


def swap(pattern: str, new: str, flags: int = 0) -> Callable[[bytes], bytes]:
    """Puts something else in the place of the first match."""

    def do(good: bytes) -> bytes:
        bad, count = re.subn(pattern, new, good.decode(), count=1, flags=flags)
        assert count, pattern
        return bad.encode()

    return do


def whole(content: bytes) -> Callable[[bytes], bytes]:
    """Puts something else in the place of the whole file."""
    return lambda good: content


def end(content: bytes) -> Callable[[bytes], bytes]:
    """Adds something at the end."""
    return lambda good: good + content


def first_difference(good: bytes, bad: bytes) -> tuple[int, int]:
    """Line and column, counted from 1, at which one file first differs from another."""
    lines = zip_longest(good.decode().split("\n"), bad.decode("utf-8", "replace").split("\n"), fillvalue="")
    for number, (old, new) in enumerate(lines, 1):
        if old != new:
            column = next((i for i, pair in enumerate(zip_longest(old, new), 1) if pair[0] != pair[1]), 1)
            return number, column
    return 1, 1


ANY = [
    Damage("tab for spaces", swap(r"(?m)^  (?=\S)", "\t"), ("a tab stands here", "spaces"), "exact", files=INDENTED),
    Damage("no colon", end(b"later\n"), ("without a colon", "write the colon")),
    Damage("key twice", lambda good: good + b"\n" + _first_key(good) + b": again\n", ("stands twice", "keep one")),
    Damage("empty", whole(b""), ("the file is empty", "write the content"), "top"),
    Damage("comments only", whole(b"# later\n"), ("the file is empty",), "top"),
    Damage("a list", whole(b"- one\n- two\n"), ("should hold keys",), "top"),
    Damage("one word", whole(b"hello\n"), ("should hold keys",), "top"),
    Damage("never closed [", end(b"zz: [a, b\n"), ("a [ is never closed",)),
    Damage("never closed {", end(b"zz: {a: b\n"), ("{",)),
    Damage('never closed "', end(b'zz: "a\n'), ("opened and never closed", "close it")),
    Damage("never closed '", end(b"zz: 'a\n"), ("opened and never closed", "close it")),
    Damage("one ] too many", end(b"zz: ]\n"), ("a ] without", "delete it")),
    Damage("odd indentation", end(b"   zz: a\n"), ("line it up",)),
    Damage("anchor", swap(KEY, r"\1: &a\2"), ("an anchor (&name)",)),
    Damage("alias", end(b"zz: *a\n"), ("alias (*name)", "double quotes")),
    Damage("merge key", end(b"<<: {zz: a}\n"), ("<<",)),
    Damage("merge of an alias", end(b"<<: *a\n"), ("alias (*name)",)),
    Damage("tag", end(b"zz: !!python/object:os.system a\n"), ("begins with !", "double quotes")),
    Damage("own tag", end(b"zz: !important a\n"), ("begins with !",)),
    Damage("odd sign", end(b"zz: @a\n"), ("begins with @", "double quotes")),
    Damage("percent", end(b"zz: %a\n"), ("begins with @, ` or %",)),
    Damage("backslash", end(b'zz: "a \\d"\n'), ("backslash", "single quotes")),
    Damage("half a character", end(b'zz: "\\ud800"\n'), ("\\",)),
    Damage("colon in a text", end(b"zz: a: b\n"), ("a colon stands inside a text", "double quotes")),
    Damage("after the quote", end(b'zz: "a" b\n'), ("after its closing quote",)),
    Damage("nested 1,000 deep", end(b"zz: " + b"[" * 1000 + b"]" * 1000), ("nested too deeply",)),
    Damage("nested 100,000 deep", end(b"zz: " + b"{a: " * 100_000), ("nested too deeply",)),
    Damage("a key that is a list", end(b"? [a, b]\n: c\n"), ("a key must be a plain word",)),
    Damage("second document", end(b"---\nzz: a\n"), ("---", "keep one")),
    Damage("YAML of the future", lambda good: b"%YAML 9.9\n---\n" + good, ("%YAML", "take"), "top"),
    Damage("smart quotes for a key", end("“zz”: a\n".encode()), ("unknown key '“zz”'",), files=(INTENT, FLAGS, FLOW)),
    Damage("NUL byte", end(b"# a\0b\n"), ("invisible control character", "delete it")),
    Damage("bell", end(b"# a\ab\n"), ("invisible control character",)),
    Damage("Latin-1", end("# é\n".encode("latin-1")), ("not UTF-8", "save it as UTF-8")),
    Damage("UTF-16", lambda good: good.decode().encode("utf-16"), ("UTF-16", "save it as UTF-8"), "top"),
    Damage("UTF-16 without mark", lambda good: good.decode().encode("utf-16-be"), ("UTF-16",), "top"),
    Damage("UTF-32", lambda good: good.decode().encode("utf-32"), ("not UTF-8",), "top"),
    Damage("a picture", whole(b"\x89PNG\r\n\x1a\n" + bytes(range(256))), ("not UTF-8",), "top"),
    Damage("too large", end(b"#" * 2_000_001), ("larger than 2 MB", "split it"), "top"),
    Damage("byte order mark", lambda good: b"\xef\xbb\xbf" + good, ("without BOM",), "top", "warning"),
    Damage("Windows line ends", lambda good: good.replace(b"\n", b"\r\n"), ("LF line ends",), "top", "warning"),
    Damage("one Windows line", end(b"# a\r\n"), ("LF line ends",), "line", "warning"),
    Damage("cut off", end(b'zz: "begun and'), ("opened and never closed",)),
    Damage("merge marks", end(b"<<<<<<< HEAD\nzz: a\n=======\n"), ("two versions", "keep one")),
]
"""Damage that any file may suffer."""


def _first_key(good: bytes) -> bytes:
    match = re.search(KEY, good.decode())
    assert match
    return match[1].encode()
