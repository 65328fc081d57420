"""A picture of a flow, drawn from the same data that runs it."""

from bot.core.flows.format import REVIEW, Flow, Result, Results, Step


def diagram(flow: Flow) -> str:
    """The flow as a Mermaid flowchart."""
    lines = ["flowchart TD"]
    for i, step in enumerate(flow.steps):
        lines.append(f'    {step.id}["{i + 1}. {_quoted(step.short)}"]')
    lines += [f'    {REVIEW}["Review"]', *(f'    {name}(["{_quoted(card.title)}"])' for name, card in _cards(flow))]
    for i, step in enumerate(flow.steps):
        after = flow.steps[i + 1].id if i + 1 < len(flow.steps) else REVIEW
        lines += _arrows(step, after)
    lines += [f"    {REVIEW} --> {name}" for name in ("nothing", "inform", "urgent")]
    lines += [f"    {REVIEW} -. Change .-> {flow.steps[0].id}"]
    return "\n".join(lines) + "\n"


def _cards(flow: Flow) -> list[tuple[str, Result]]:
    return [(name, getattr(flow.results, name)) for name in Results.model_fields]


def _arrows(step: Step, after: str) -> list[str]:
    """One arrow for each place a step leads to, labelled with the choices that lead there."""
    targets: dict[str, list[str]] = {}
    for choice in step.choices:
        urgent = choice.level if choice.level in ("urgent", "emergency") else ""
        targets.setdefault(choice.ends or urgent or after, []).append(choice.label)
    if step.skip:
        targets.setdefault(after, []).append("Skip")
    return [f'    {step.id} -->|"{_quoted(" / ".join(labels))}"| {name}' for name, labels in targets.items()]


def _quoted(text: str) -> str:
    return text.replace('"', "#quot;")
