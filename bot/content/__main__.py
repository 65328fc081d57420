"""Checks and learns a folder of content for a start or a reload to come: a folder's path, and the languages wanted.

Prints as one JSON mapping the revision of the files and the errors in each language. What was read and learnt of those
without any is kept in the cache.
"""

import json
import sys
from collections.abc import Collection
from dataclasses import astuple
from pathlib import Path

from bot.content.languages import errors, languages_in
from bot.content.library import load, revision_of
from bot.content.problems import ContentError, Problem


def checked(folder: Path, wanted: Collection[str] = ()) -> tuple[str, dict[str, list[Problem]]]:
    """The revision of a folder's files, and the errors in just these by language: changed files are read anew."""
    while True:
        revision = revision_of(folder)
        wrong = errors(folder, wanted)
        for code in languages_in(folder, wanted):
            if code not in wrong:
                try:
                    load(folder, code)
                except ContentError as error:
                    none = Problem(str(folder), 1, 1, "error", "there is no intent: write one")
                    wrong[code] = error.problems or [none]
        if revision_of(folder) == revision:
            return revision[:12], wrong


if __name__ == "__main__":
    found, wrong = checked(Path(sys.argv[1]), sys.argv[2:])
    listed = {code: [astuple(problem) for problem in problems] for code, problems in wrong.items()}
    print(json.dumps({"revision": found, "errors": listed}))
