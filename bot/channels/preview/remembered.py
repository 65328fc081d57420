"""What is remembered of a chat, in words."""

from collections.abc import Iterator

from bot.core.flows.format import REVIEW, SKIPPED, Flow, Step
from bot.core.flows.machine import Progress
from bot.core.knowledge import Knowledge
from bot.core.session import Session


def remembered(known: Knowledge, session: Session | None) -> list[str]:
    """A session as lines to read."""
    if session is None:
        return ["Nothing: all about this chat was deleted."]
    lines = []
    if session.topic:
        intent = known.intents.get(session.topic)
        lines.append(f"Last topic: {intent.title if intent else session.topic}")
    if session.asked:
        lines.append(f"The words of the last question, until the next event: “{session.asked}”")
    if session.lost:
        lines.append("The last message was not understood" + (f", {session.lost} in a row" if session.lost > 1 else ""))
    if session.progress:
        lines += _check(known.flow, session.progress, session.aside)
    return lines or ["Nothing yet that changes an answer."]


def _check(flow: Flow, progress: Progress, aside: bool) -> Iterator[str]:
    step = flow.step(progress.step)
    where = f"step {flow.steps.index(step) + 1} of {len(flow.steps)}, {step.short}" if step else REVIEW
    yield f"{flow.title}: {'set aside at' if aside else 'open at'} {where}"
    if progress.other:
        yield "Written for someone else"
    if progress.changing:
        yield "Changing an answer, then back to the review"
    for name, given in progress.answers:
        asked = flow.step(name)
        if asked:
            yield f"{asked.short}: {_named(asked, given)}"
    if step and progress.ticks:
        yield f"Ticked, not yet sent: {_named(step, progress.ticks)}"


def _named(step: Step, given: tuple[str, ...]) -> str:
    found = [(name, step.choice(name)) for name in given]
    return ", ".join(choice.label if choice else "skipped" if name == SKIPPED else name for name, choice in found)
