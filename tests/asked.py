"""Messages that go where a test needs them; they are looked for, because content changes."""

from itertools import permutations

from bot.core.knowledge import Knowledge

DANGER = "i am bleeding heavily and soaking pads"
"""Surely a danger sign."""
_STRANGE = ("zebra", "crossing", "explain", "works", "plain", "somebody", "today")
_OURS = (
    "symptoms",
    "treatment",
    "causes",
    "cervix",
    "stitch",
    "reason",
    "signs",
    "weak",
    "weeks",
    "scan",
    "loss",
    "early",
)


def asked_as(known: Knowledge, kind: str, ending: str = "") -> str:
    """A message that goes where it should, also with an ending."""
    texts = (" ".join(some) for count in (1, 2, 3) for some in permutations((*_STRANGE, *_OURS), count))

    def goes(text: str) -> bool:
        route = known.router.route(text)
        return route.kind == kind and not route.refused and not route.sightings

    return next(text for text in texts if goes(text) and goes(f"{text} {ending}"))
