"""What someone meant who wrote a name that does not exist."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

ENOUGH = 55
"""RapidFuzz's ratio from which a known name may be meant."""
LISTED = 12
"""Names that are listed when none is near."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Did you mean the nearest known name? Or which names are known, when there are few."""
    names = list(known)
    near = process.extractOne(name, names, scorer=fuzz.ratio, processor=str.lower, score_cutoff=ENOUGH)
    if near:
        return f"did you mean '{near[0]}'?"
    return f"known here: {', '.join(names)}." if names and len(names) <= LISTED else "check the name."
