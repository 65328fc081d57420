"""Buttons of the shipped check: none that is not on the screen writes an answer, and at the end nothing is kept."""

import itertools

import pytest

from bot.core import check
from bot.core.flows.format import DONE, REVIEW, SKIPPED
from bot.core.flows.machine import Progress, ending
from bot.core.knowledge import Knowledge
from bot.core.messages import Tap
from bot.core.session import Session, to_json
from tests.core.answers import GIVEN, Answers, combinations, places
from tests.core.talk import Talk, buttons


@pytest.mark.parametrize("progress", list(places()), ids=lambda p: f"{p.step}{' changed' * p.changing}{p.ticks}")
def test_no_old_or_forged_button_writes(knowledge: Knowledge, progress: Progress) -> None:
    """No run, step and choice but those on the screen changes an answer, a tick or the place, and she is told why."""
    flow, stale = knowledge.flow, knowledge.replies.stale.says
    names = [*GIVEN, REVIEW, DONE, SKIPPED, "ghost", "", "x" * 30]
    picks = {choice.id for step in flow.steps for choice in step.choices} | {"ghost", "", SKIPPED}
    codes = {"back", "skip", "done", "show", "other", "ghost", "", "week.16"}
    codes |= {f"{kind}.{name}" for kind in ("pick", "drop") for name in picks} | {f"change.{name}" for name in names}
    shown = {button.data for button in buttons((check.question(flow, 5, progress),))}
    for aside, run, step, code in itertools.product((False, True), (0, 4, 5, 6), names, sorted(codes)):
        current = (run, step) == (5, progress.step)
        # Back and ForOther are legal moves of the place, though no button shows them just now; they write no answer.
        if f"flow:{run}:{step}:{code}" in shown or (current and code in ("back", "other")):
            continue
        tick, _, name = code.partition(".")
        talk = Talk(knowledge, Session(run=5, progress=progress, aside=aside))
        (reply,) = talk.on(Tap(f"flow:{run}:{step}:{code}")).replies
        assert talk.session.progress == progress, (run, step, code)
        twice = tick == "drop" if name not in progress.ticks else tick == "pick"  # the second of a double tap
        assert stale in reply.text or (current and (flow.words.nothing_ticked in reply.text or twice))


@pytest.mark.parametrize("data", ["flow:0:review:show", "flow:9:emergency:pick.yes", "flow:1:emergency:pick.yes"])
def test_a_button_without_a_check_begins_nothing(knowledge: Knowledge, data: str) -> None:
    """After the end a button of the check brings no card and opens nothing."""
    talk = Talk(knowledge, Session(run=1))
    (reply,) = talk.on(Tap(data)).replies
    assert reply.text == knowledge.replies.stale.says
    assert talk.session == Session(run=1)


def finished(knowledge: Knowledge, answers: Answers) -> Talk:
    """A whole check by buttons, the week typed, up to its card."""
    talk = Talk(knowledge)
    talk.command("check")
    while talk.session.progress:
        step = knowledge.flow.step(talk.session.progress.step)
        if step is None:
            talk.tap(knowledge.flow.words.show)
            continue
        for name in answers[step.id]:
            choice = step.choice(name)
            if choice:
                talk.tap(choice.label)
            elif name == SKIPPED:
                talk.tap(knowledge.flow.words.skip)
            else:
                talk.say(name)
        if step.kind == "many" and SKIPPED not in answers[step.id]:
            talk.tap(knowledge.flow.words.done)
    return talk


def test_after_the_result_nothing_is_kept(knowledge: Knowledge) -> None:
    """Whatever card ends the check, the stored session holds no answer afterwards, and says nothing of the card."""
    empty, done = to_json(Session(run=1)), set()
    for answers in combinations(knowledge.flow):
        end = ending(knowledge.flow, Progress(DONE, tuple(answers.items())))
        kind = (end, answers["week"], answers["signs"] == (SKIPPED,))
        if answers["emergency"] == answers["urgent"] == ("yes",) or kind in done:
            continue
        done.add(kind)
        talk = finished(knowledge, answers)
        card, summary = talk.replies
        assert card.title == getattr(knowledge.flow.results, end).title
        assert summary.text.startswith(knowledge.flow.words.summary)
        assert to_json(talk.session) == empty
    assert {end for end, *_ in done} == {"nothing", "inform", "urgent", "emergency", "not_pregnant"}
