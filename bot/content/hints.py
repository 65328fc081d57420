"""What the YAML parser's complaints mean for a person who is no programmer, and where the mistake stands."""

import yaml
from yaml.reader import Reader

from bot.content.problems import Problem
from bot.content.slips import before, odd_space

_HINTS = (
    ("found character '\\t'", "a tab stands here: indent with spaces, two for each level"),
    (
        "mapping values are not allowed",
        'a colon stands inside a text: put the text in "double quotes"; if it is a key, line it up with the keys above',
    ),
    ("could not find expected ':'", "this line or the one above has a key without a colon: write the colon"),
    ("found incompatible YAML document", "the first line asks for another YAML: take the line %YAML away"),
    ("invalid Unicode character", "a backslash inside double quotes: write \\\\ or use 'single quotes'"),
    ("did not find expected key", "this line is indented unlike its neighbours: line it up with the lines above"),
    (
        "did not find expected '-' indicator",
        "this line stands between two levels: line it up with the keys above it, or begin it with - for a new item",
    ),
    ("found unexpected end of stream", "this quote or bracket is opened and never closed: close it"),
    ("did not find expected ',' or ']'", "a [ is never closed, or a comma is missing after it"),
    ("did not find expected node content", "a [ or { is opened above and never closed: close it"),
    ("found undefined alias", 'a * stands at the start of a text: put the text in "double quotes"'),
    ("did not find expected alphabetic or numeric character", 'a text begins with * or &: put it in "double quotes"'),
    ("found character that cannot start any token", 'a text begins with @, ` or %: put it in "double quotes"'),
    ("found unknown escape character", "a backslash inside double quotes: write \\\\ or use 'single quotes'"),
    ("control characters are not allowed", "an invisible control character stands here: delete it"),
    ("special characters are not allowed", "an invisible control character stands here: delete it"),
    ("found another document", "a line of --- begins a second document: keep one in a file"),
    (
        "did not find expected ',' or '}'",
        'a text begins with { or a {...} is not closed: put the text in "double quotes"',
    ),
    ("did not find expected comment or line break", 'a text begins with > or |: put it in "double quotes"'),
    ("did not find expected <document start>", "this line belongs to nothing above: line it up with its neighbours"),
    ("found unexpected ':'", 'a colon stands inside a [list]: put the text in "double quotes"'),
    ("block sequence entries are not allowed", "a - stands where a text should: begin the list on a line of its own"),
    ("expected whitespace or line break", 'a text begins with !: put it in "double quotes"'),
    ("URI", 'a text begins with !: put it in "double quotes"'),
    ("directive name", 'a line begins with %: put its text in "double quotes"'),
    ("unexpected non-alphabetical character", 'a line begins with %: put its text in "double quotes"'),
    ("mapping keys are not allowed", 'a text begins with ?: put it in "double quotes"'),
)
_ELSEWHERE = ("mapping values are not allowed", "could not find expected ':'")
"""Complaints that a slip in the line above may cause."""
_GOES_ON = ("did not find expected key", "did not find expected '-' indicator")
"""Complaints in the middle of a line: a quote has closed the text too early, as the one in can't does."""
_OPENED = ("found unexpected end of stream", "did not find expected ',' or", "could not find expected ':'")
"""Complaints about something that was opened: shown where it was opened, not where the file ends."""


def explained(name: str, error: yaml.YAMLError, text: str) -> Problem:
    """A file that is no YAML: where, and what to do."""
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "it is no YAML")
    line, column = _place(error, said, text)
    lines = text.split("\n")
    here = lines[line - 1] if line <= len(lines) else ""
    space = odd_space(here)
    slip = before(lines, line) if any(sign in said for sign in _ELSEWHERE) else None
    if space:
        column, says = space, "a space of another kind stands here: type it again with the space bar"
    elif slip:
        line, column, says = slip
    elif "did not find expected node content" in said and here[column - 1 : column] in ("]", "}"):
        says = f'a {here[column - 1]} without its opening bracket: delete it, or put the text in "double quotes"'
    elif "\t" in here[: len(here) - len(here.lstrip())]:
        says = _HINTS[0][1]
    elif any(sign in said for sign in _GOES_ON) and here[: column - 1].strip():
        says = 'a text goes on after its closing quote, or a quote above is never closed: put it in "double quotes"'
    else:
        says = next((hint for sign, hint in _HINTS if sign in said), f"this is no YAML ({said})")
    return Problem(name, line, column, "error", says)


def _place(error: yaml.YAMLError, said: str, text: str) -> tuple[int, int]:
    mark = getattr(error, "problem_mark", None)
    if mark is None or any(sign in said for sign in _OPENED):
        mark = getattr(error, "context_mark", None) or mark
    if mark:
        return mark.line + 1, mark.column + 1
    odd = Reader.NON_PRINTABLE.search(text)
    position = odd.start() if odd else 0
    return text[:position].count("\n") + 1, position - (text.rfind("\n", 0, position) + 1) + 1
