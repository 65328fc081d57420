"""The guided conversation as the patient sees it: questions, review and result as replies; taps as moves."""

from collections.abc import Iterator

from bot.core.clinic import filled
from bot.core.flows.format import DONE, REVIEW, SKIPPED, Flow, Step
from bot.core.flows.machine import Progress, advance, begin, ending
from bot.core.flows.moves import Back, Change, Done, Drop, ForOther, Move, Pick, Show, Skip
from bot.core.messages import Button, Contact, Reply
from bot.core.session import Session
from bot.core.turn import Turn

TICKED, OPEN = "☑ ", "☐ "
CANCEL = "cancel"
_MOVES: dict[str, Move] = {"back": Back(), "skip": Skip(), "done": Done(), "show": Show(), "other": ForOther()}


def question(flow: Flow, run: int, progress: Progress, *, lead: str = "", edit: bool = False) -> Reply:
    """The open question, or the review, with its buttons; `lead` stands before it."""
    step = flow.step(progress.step)
    if step is None:
        text, rows = _review(flow, progress), _review_rows(flow, run)
    else:
        number = flow.steps.index(step) + 1
        counted = filled(flow.words.step, {"step": str(number), "steps": str(len(flow.steps))})
        asked = step.ask_other if progress.other and step.ask_other else step.ask
        text, rows = f"{counted}\n\n{asked}", tuple(_rows(flow, run, step, progress))
    return Reply(f"{lead}\n\n{text}" if lead else text, "" if lead else flow.title, rows, edit)


def result(flow: Flow, progress: Progress, contact: Contact | None = None) -> tuple[Reply, ...]:
    """What stands at the end: the card with what to do, whom to call, and what was answered, to be sent on.

    An emergency has one number only, so it comes without the clinic's.
    """
    end = ending(flow, progress)
    card = getattr(flow.results, end)
    shown = Reply("\n\n".join(part for part in (card.says, card.meanwhile) if part), card.title)
    card_to_tap = (called(contact),) if contact and end != "emergency" else ()
    return shown, *card_to_tap, Reply(f"{flow.words.summary}\n\n{told(flow, progress)}")


def called(contact: Contact) -> Reply:
    """Whom to call, as a card; as text the number stands once, also when it has no name."""
    named = "" if contact.name == contact.phone else f"{contact.name}: "
    return Reply(f"{named}{contact.phone}", contact=contact)


def tapped(data: str) -> tuple[int, str, str] | None:
    """The run, the step and the move behind a button of a flow, or None for another button's data."""
    parts = data.split(":")
    if len(parts) != 4 or parts[0] != "flow" or not parts[1].isdecimal():
        return None
    return int(parts[1]), parts[2], parts[3]


def move(code: str) -> Move | None:
    """The move behind the last part of a button's data."""
    kind, _, name = code.partition(".")
    if name:
        moves: dict[str, Move] = {"pick": Pick(name), "drop": Drop(name), "change": Change(name)}
        return moves.get(kind)
    return _MOVES.get(code)


def _button(label: str, run: int, step: str, code: str) -> Button:
    return Button(label, f"flow:{run}:{step}:{code}")


def _rows(flow: Flow, run: int, step: Step, progress: Progress) -> Iterator[tuple[Button, ...]]:
    for choice in step.choices:
        ticked = choice.id in progress.ticks
        tick = "" if step.kind != "many" else TICKED if ticked else OPEN
        yield (_button(tick + choice.label, run, step.id, f"{'drop' if ticked else 'pick'}.{choice.id}"),)
    first = step is flow.steps[0]
    if first and not progress.other:
        yield (_button(flow.words.other, run, step.id, "other"),)
    controls = []
    if step.kind == "many":
        controls.append(_button(flow.words.done, run, step.id, "done"))
    if not first or progress.changing:
        controls.append(_button(flow.words.back, run, step.id, "back"))
    if step.skip:
        controls.append(_button(flow.words.skip, run, step.id, "skip"))
    if controls:
        yield tuple(controls)
    yield (_button(flow.words.cancel, run, step.id, CANCEL),)


def _review(flow: Flow, progress: Progress) -> str:
    return f"{flow.words.review}\n\n{told(flow, progress)}"


def _review_rows(flow: Flow, run: int) -> tuple[tuple[Button, ...], ...]:
    show = (_button(flow.words.show, run, REVIEW, "show"),)
    changes = tuple(
        (_button(filled(flow.words.change, {"short": step.short}), run, REVIEW, f"change.{step.id}"),)
        for step in flow.steps
    )
    return (show, *changes, (_button(flow.words.cancel, run, REVIEW, CANCEL),))


def told(flow: Flow, progress: Progress) -> str:
    """What was answered so far, a line a question."""
    return "\n".join(f"• {line(flow, progress, step)}" for step in flow.steps if progress.answer(step.id))


def line(flow: Flow, progress: Progress, step: Step) -> str:
    """What was answered to one question."""
    return f"{step.short}: {', '.join(_named(flow, step, name) for name in progress.answer(step.id))}"


def _named(flow: Flow, step: Step, name: str) -> str:
    choice = step.choice(name)
    return choice.label if choice else flow.words.skipped if name == SKIPPED else name


def begun(flow: Flow, session: Session, lead: str = "") -> Turn:
    """A new check: its first question, after the opening words or others in their place."""
    progress = begin(flow)
    fresh = session.but(run=session.run + 1, progress=progress, aside=False, lost=0)
    return again(flow, fresh, progress, lead=lead or flow.opening)


def again(flow: Flow, session: Session, progress: Progress, *, lead: str = "", edit: bool = False) -> Turn:
    """The open question once more."""
    return Turn(session, (question(flow, session.run, progress, lead=lead, edit=edit),))


def moved(
    flow: Flow, session: Session, progress: Progress, step: Move | None, contact: Contact | None, *, edit: bool = False
) -> Turn | None:
    """The check after a move: the next question, or the result, after which the answers are gone; None if refused."""
    after = advance(flow, progress, step) if step else None
    if after is None:
        return None
    if after.step == DONE:
        return ended(flow, session, after, contact)
    return again(flow, session.but(progress=after, lost=0), after, edit=edit)


def ended(flow: Flow, session: Session, progress: Progress, contact: Contact | None) -> Turn:
    """The result, after which the answers are gone, with the one that was pressed last: its message is enough."""
    after = session.ended().but(tapped=session.tapped.partition(":")[0])
    return Turn(after, result(flow, progress, contact))
