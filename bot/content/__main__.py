"""Checks and learns a folder of content for a start or a reload to come: a folder's path.

Prints as one JSON mapping the revision of the files and the errors in them. Without any, what was read and learnt is
kept in the cache.
"""

import json
import sys
from dataclasses import astuple
from pathlib import Path

from bot.content.library import load, read_parts, revision_of
from bot.content.problems import ContentError, Problem


def checked(folder: Path) -> tuple[str, list[Problem]]:
    """The revision of a folder's files, and the errors in just these: files that change meanwhile are read anew."""
    while True:
        revision = revision_of(folder)
        errors = [problem for problem in read_parts(folder).problems() if problem.severity == "error"]
        if not errors:
            try:
                load(folder)
            except ContentError as error:
                errors = error.problems or [Problem(str(folder), 1, 1, "error", "there is no intent: write one")]
        if revision_of(folder) == revision:
            return revision[:12], errors


if __name__ == "__main__":
    found, wrong = checked(Path(sys.argv[1]))
    print(json.dumps({"revision": found, "errors": [astuple(problem) for problem in wrong]}))
