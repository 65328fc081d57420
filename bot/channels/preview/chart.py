"""The symptom check as a chart: each question, its choices, and where each leads."""

from typing import Any

from bot.core.flows.format import REVIEW, Choice, Flow, Results, Step

_KINDS = {"one": "one answer", "many": "ticks", "week": "a week of pregnancy"}


def chart(flow: Flow) -> dict[str, Any]:
    """The flow for the page, from top to bottom; `level` names a result card, and "" a way that goes on."""
    return {
        "title": flow.title,
        "opening": flow.opening,
        "steps": [_step(flow, number, step) for number, step in enumerate(flow.steps, 1)],
        "review": flow.words.review,
        "results": [
            {"level": name, "title": card.title, "says": card.says, "meanwhile": card.meanwhile or ""}
            for name in Results.model_fields
            for card in [getattr(flow.results, name)]
        ],
    }


def _step(flow: Flow, number: int, step: Step) -> dict[str, Any]:
    after = flow.steps[number].short if number < len(flow.steps) else REVIEW.capitalize()
    ways = [_way(flow, choice, after) for choice in step.choices]
    if step.skip:
        ways.append({"label": flow.words.skip, "level": "", "to": after, "note": "counts as the worst answer"})
    return {"number": number, "short": step.short, "ask": step.ask, "kind": _KINDS[step.kind], "ways": ways}


def _way(flow: Flow, choice: Choice, after: str) -> dict[str, str]:
    """A choice: it ends the check with a card, or goes on and asks for a card at the end."""
    end = choice.ends or (choice.level if choice.level in ("urgent", "emergency") else "")
    notes = [f"at least “{flow.results.inform.title}”"] if choice.level == "inform" else []
    notes += ["one level more"] if choice.raises else []
    notes += ["unticks the others"] if choice.alone else []
    to = getattr(flow.results, end).title if end else after
    return {"label": choice.label, "level": end, "to": to, "note": ", ".join(notes)}
