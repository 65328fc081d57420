"""A small folder of content: the real flow, red flags and replies, with intents short enough to check by the dozen."""

import shutil
from pathlib import Path

INTENTS = Path(__file__).parent.parent.parent / "intents"
NAMES = ("what_is", "causes", "symptoms", "treatment")
GOOD = """\
title: What is it?
examples:
  - what is {name}
  - tell me about {name}
  - {name}?
  - i never heard of {name} before today
  - can somebody say in plain words how {name} works
answer:
  - says: "It is {name}."
    source: leaflet
reviewed: 2026-11-22
suggest: [causes, symptoms]
tests:
  should_match:
    - explain {name}
"""
REPORTS = """\
reports:
  heavy_bleeding:
    - blood is pouring out of me
    - i am bleeding so much
quiet:
  questions:
    - is bleeding a sign
    - can it hurt
"""
CHECK = """\
title: Check my symptoms
examples:
  - check my symptoms
  - i want to go through the signs
  - can you ask me some questions
  - go over my symptoms
  - let us do the check now please
starts: symptom_check
reviewed: 2026-11-22
"""


def good(name: str = "x") -> str:
    """An intent's file without mistakes."""
    return GOOD.replace("{name}", name)


def small(folder: Path) -> Path:
    """Writes the small folder and gives it back."""
    (folder / "en" / "flows").mkdir(parents=True)
    for name in ("clinic.yaml", "sources.yaml", "en/red_flags.yaml", "en/replies.yaml", "en/flows/symptom_check.yaml"):
        shutil.copy(INTENTS / name, folder / name)
    if (INTENTS / "en" / "vocabulary.yaml").exists():
        shutil.copy(INTENTS / "en" / "vocabulary.yaml", folder / "en")
    for name in NAMES:
        write(folder, f"en/{name}.yaml", good(name))
    write(folder, "en/symptom_check.yaml", CHECK)
    write(folder, "en/reports.yaml", REPORTS)
    return folder


def write(folder: Path, name: str, content: str | bytes) -> Path:
    """Writes one file as it stands, byte for byte."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
