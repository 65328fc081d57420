"""A picture of a flow, drawn from the same data that runs it."""

from bot.core.flows.format import REVIEW, Flow, Result, Results, Step


def diagram(flow: Flow) -> str:
    """The flow as a Mermaid flowchart."""
    lines = ["flowchart TD"]
    for i, step in enumerate(flow.steps, 1):
        # "1. Signs" would be read as a Markdown list, which Mermaid refuses to draw.
        lines.append(f'    {_ask(step)}["{i}: {_quoted(step.short)}"]')
    lines.append(f'    {REVIEW}["Review"]')
    lines += [f'    {_end(name)}(["{_quoted(card.title)}"])' for name, card in _cards(flow)]
    for i, step in enumerate(flow.steps):
        after = _ask(flow.steps[i + 1]) if i + 1 < len(flow.steps) else REVIEW
        lines += _arrows(step, after)
    lines += [f"    {REVIEW} --> {_end(name)}" for name in ("nothing", "inform", "urgent")]
    lines += [f"    {REVIEW} -. Change .-> {_ask(flow.steps[0])}"]
    return "\n".join(lines) + "\n"


def _ask(step: Step) -> str:
    """A step's node; a step and a result card may share a name, so each has a prefix of its own."""
    return f"ask_{step.id}"


def _end(name: str) -> str:
    """A result card's node."""
    return f"end_{name}"


def _cards(flow: Flow) -> list[tuple[str, Result]]:
    return [(name, getattr(flow.results, name)) for name in Results.model_fields]


def _arrows(step: Step, after: str) -> list[str]:
    """One arrow for each place a step leads to, labelled with the choices that lead there."""
    targets: dict[str, list[str]] = {}
    for choice in step.choices:
        ending = choice.ends or (choice.level if choice.level in ("urgent", "emergency") else "")
        targets.setdefault(_end(ending) if ending else after, []).append(choice.label)
    if step.skip:
        targets.setdefault(after, []).append("Skip")
    return [f'    {_ask(step)} -->|"{_quoted(" / ".join(labels))}"| {name}' for name, labels in targets.items()]


def _quoted(text: str) -> str:
    return text.replace('"', "#quot;")
