"""What became of a message with a label: right, wrong, asked back, refused."""

from dataclasses import dataclass
from typing import Literal

from bot.content.labelled import OUT_OF_SCOPE, QUIET, RED_FLAG, SMALL_TALK, SYMPTOM_CHECK, Labelled
from bot.core.intents import SMALLTALK, covers, refuses
from bot.core.routing import Route

Outcome = Literal["right", "wrong", "offered", "asked", "refused"]
OUTCOMES: dict[Outcome, str] = {
    "right": "right",
    "wrong": "answered wrongly with confidence",
    "offered": "asked back with a right choice",
    "asked": "asked back without a right choice",
    "refused": "refused although covered",
}
"""What becomes of a message, in words. Asking back offers "None of these" too: right for what nothing covers."""
ASKED_BACK = "asked back"


@dataclass(frozen=True, slots=True)
class Routed:
    """A message with its label, where it went, and in how many milliseconds."""

    message: Labelled
    route: Route
    ms: float

    @property
    def outcome(self) -> Outcome:
        """What became of it."""
        labels, kind = self.message.labels, self.route.kind
        if QUIET in labels and kind not in (RED_FLAG, SYMPTOM_CHECK):
            return "right"
        if any(meets(label, name) for label in labels for name in self._answers):
            return "right"
        if kind == "lost":
            return "refused"
        if kind != "suggest":
            return "wrong"
        choices = (*self.route.choices, OUT_OF_SCOPE)
        return "offered" if any(meets(label, name) for label in labels for name in choices) else "asked"

    @property
    def reached(self) -> str:
        """The label it was routed to, its own where any of several is right."""
        if QUIET in self.message.labels and self.outcome == "right":
            return QUIET
        if self.route.kind == "suggest":
            return ASKED_BACK
        own = [label for label in self.message.labels for name in self._answers if meets(label, name)]
        name = next(iter(self._answers))
        return own[0] if own else SMALL_TALK if name.startswith(SMALLTALK) else name

    @property
    def as_if_covered(self) -> bool:
        """Whether a message that nothing covers was answered by a topic or a card."""
        route = self.route
        return self.outcome == "wrong" and (route.kind != "answer" or covers(route.intent or ""))

    @property
    def best_is_right(self) -> bool:
        """Whether what the score speaks of is right: the card, or the intent that is likeliest."""
        if self.route.kind in (RED_FLAG, SYMPTOM_CHECK):
            return self.outcome == "right"
        best = [candidate.intent for candidate in self.route.candidates[:1]]
        return any(meets(label, name) for label in self.message.labels for name in best)

    @property
    def _answers(self) -> tuple[str, ...]:
        """What the patient was answered, as labels or intents."""
        route = self.route
        if route.kind == "answer" and route.intent:
            return (route.intent, *route.also)
        if route.kind == "lost":
            return (OUT_OF_SCOPE,)
        return () if route.kind == "suggest" else (route.kind, *((route.intent,) if route.intent else ()))


def meets(label: str, name: str) -> bool:
    """Whether an intent, or a label, is what a label asks for; all that is refused is alike."""
    if label == OUT_OF_SCOPE or refuses(label):
        return name == OUT_OF_SCOPE or refuses(name)
    return label == name or (label == SMALL_TALK and name.startswith(SMALLTALK))
