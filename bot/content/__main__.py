"""Checks and learns a folder of content for a start or a reload to come: a folder's path.

Prints the errors as one JSON list. Without any, what was read and learnt is kept in the cache.
"""

import json
import sys
from dataclasses import astuple
from pathlib import Path

from bot.content.library import load, read_parts

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    errors = [problem for problem in read_parts(folder).problems() if problem.severity == "error"]
    print(json.dumps([astuple(problem) for problem in errors]))
    if not errors:
        load(folder)
