"""A small guided conversation with one step of every kind."""

from pathlib import Path

import yaml

from bot.core.flows.format import Flow
from bot.core.flows.machine import Progress, advance, begin
from bot.core.flows.moves import Move

SHIPPED = Path(__file__).parents[2] / "intents" / "en" / "flows" / "symptom_check.yaml"
FLOW = Flow.model_validate(
    {
        "title": "Check",
        "opening": "A few questions.",
        "steps": [
            {
                "id": "danger",
                "short": "Danger",
                "ask": "Bleeding a lot?",
                "ask_other": "Is she bleeding a lot?",
                "choices": [
                    {"id": "yes", "label": "Yes", "words": ["yeah"], "level": "emergency"},
                    {"id": "call", "label": "A little unwell", "level": "urgent"},
                    {"id": "no", "label": "No", "words": ["nope", "none of it"]},
                ],
            },
            {
                "id": "signs",
                "short": "Signs",
                "ask": "Which?",
                "kind": "many",
                "skip": True,
                "choices": [
                    {"id": "spots", "label": "Spots of blood", "words": ["spotting"], "level": "inform"},
                    {"id": "tired", "label": "Being tired"},
                    {"id": "none", "label": "None of these", "words": ["none", "no"], "alone": True},
                ],
            },
            {
                "id": "week",
                "short": "Week",
                "ask": "Which week?",
                "kind": "week",
                "skip": True,
                "choices": [
                    {"id": "early", "label": "Under 14 weeks"},
                    {"id": "unknown", "label": "I do not know", "words": ["not sure"]},
                    {"id": "not_pregnant", "label": "Not pregnant", "words": ["not yet"], "ends": "not_pregnant"},
                ],
            },
            {
                "id": "history",
                "short": "History",
                "ask": "Earlier?",
                "kind": "many",
                "skip": True,
                "choices": [
                    {"id": "loss", "label": "An earlier loss", "words": ["loss"], "raises": True},
                    {"id": "stitch", "label": "A stitch", "words": ["stitch"], "raises": True},
                    {"id": "none", "label": "None of these", "words": ["none"], "alone": True},
                ],
            },
        ],
        "typed": yaml.safe_load(SHIPPED.read_text("utf-8"))["typed"],
        "results": {
            "nothing": {"title": "Keep watching", "says": "Nothing ticked.", "meanwhile": "Call if it changes."},
            "inform": {"title": "Today", "says": "Tell her."},
            "urgent": {"title": "Now", "says": "Call now."},
            "emergency": {"title": "Help", "says": "Go now."},
            "not_pregnant": {"title": "Before", "says": "Talk it over."},
        },
        "words": {
            "step": "Step {step} of {steps}",
            "back": "Back",
            "skip": "Skip",
            "cancel": "Stop",
            "done": "Done",
            "show": "Show what to do",
            "change": "Change: {short}",
            "other": "For someone else",
            "review": "Is it right?",
            "summary": "Read this out:",
            "skipped": "skipped",
            "nothing_ticked": "Tick one line.",
            "not_understood": "Sorry?",
            "impossible_week": "That is no week.",
        },
    }
)


def changed(**by: object) -> Flow:
    """The same flow with other values in its first step."""
    data = FLOW.model_dump()
    data["steps"][0].update(by)
    return Flow.model_validate(data)


def walked(flow: Flow, *moves: Move) -> Progress:
    """The progress after moves that must all be legal."""
    progress = begin(flow)
    for move in moves:
        after = advance(flow, progress, move)
        assert after is not None, (progress, move)
        progress = after
    return progress
