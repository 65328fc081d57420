"""What can be wrong with a flow beyond its shape."""

from bot.core.flows.format import RESERVED, Flow


def faults(flow: Flow) -> list[tuple[tuple[str | int, ...], str]]:
    """What is wrong with a flow beyond its shape: where (a path of keys), and what to do."""
    found: list[tuple[tuple[str | int, ...], str]] = []
    steps = [step.id for step in flow.steps]
    for i, step in enumerate(flow.steps):
        if step.id in steps[:i]:
            found.append((("steps", i, "id"), f"step '{step.id}' stands twice: give each step an id of its own"))
        if step.id in RESERVED:
            found.append((("steps", i, "id"), f"'{step.id}' is a reserved word: choose another id"))
        names = [choice.id for choice in step.choices]
        for j, name in enumerate(names):
            if name in names[:j]:
                found.append((("steps", i, "choices", j, "id"), f"choice '{name}' stands twice: rename one"))
            if name in RESERVED:
                found.append((("steps", i, "choices", j, "id"), f"'{name}' is a reserved word: choose another id"))
    levels = {choice.level for step in flow.steps for choice in step.choices}
    if not levels & {"urgent", "emergency"}:
        found.append((("steps",), "no choice has the level urgent or emergency: mark which answers are red flags"))
    return found
