"""The shipped check over all its answers: advice never gets gentler by doubt, and every path ends well."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import check
from bot.core.flows.format import DONE, LEVELS, REVIEW, SKIPPED, Flow
from bot.core.flows.machine import Progress, advance, begin, ending, verdict
from bot.core.flows.moves import Done, Move, Pick, Show, Skip
from bot.core.knowledge import Knowledge
from tests.core.answers import Answers, combinations, moves, ways
from tests.core.talk import Talk, buttons

Way = tuple[tuple[str, ...], ...]
QUESTIONS = 7
"""A check asks at most so many questions."""
UNSURE = {
    "emergency": ("yes",),
    "urgent": ("yes",),
    "signs": ("not_sure",),
    "week": ("unknown",),
    "history": ("not_sure",),
}
"""The answer to each step that stands for "not sure"; `since` has none but Skip."""


def level(flow: Flow, answers: Answers) -> int:
    return LEVELS.index(verdict(flow, Progress(DONE, tuple(answers.items()))))


@pytest.fixture(scope="module")
def levels(knowledge: Knowledge) -> dict[Way, int]:
    """The level of every combination, by its answers in order."""
    return {tuple(answers.values()): level(knowledge.flow, answers) for answers in combinations(knowledge.flow)}


def changed(way: Way, place: int, to: tuple[str, ...]) -> Way:
    return (*way[:place], to, *way[place + 1 :])


def test_doubt_is_never_gentler(knowledge: Knowledge, levels: dict[Way, int]) -> None:
    """Over all combinations, turning any one answer into a skip or into "not sure" never lowers the level."""
    assert len(levels) > 20_000
    for place, step in enumerate(knowledge.flow.steps):
        doubts = [doubt for doubt in ((SKIPPED,) if step.skip else None, UNSURE.get(step.id)) if doubt]
        assert doubts, step.id
        for way, before in levels.items():
            for doubt in doubts:
                assert levels[changed(way, place, doubt)] >= before, (way, step.id, doubt)


def test_a_tick_more_is_never_gentler(knowledge: Knowledge, levels: dict[Way, int]) -> None:
    """Over all combinations, one more tick, of a sign or of history, never lowers the level."""
    for place, step in enumerate(knowledge.flow.steps):
        if step.kind != "many":
            continue
        together = [
            answer for answer in ways(step) if not any((c := step.choice(i)) is None or c.alone for i in answer)
        ]
        for way, before in levels.items():
            fewer = set(way[place]) - {"none"}
            if way[place] not in (("not_sure",), (SKIPPED,)):
                for more in together:
                    assert not fewer < set(more) or levels[changed(way, place, more)] >= before, (way, more)


def test_week_and_history_never_lower(knowledge: Knowledge, levels: dict[Way, int]) -> None:
    """Over all combinations, no week, time of onset or history asks for less than if it had not been told."""
    flow = knowledge.flow
    for place, step in enumerate(flow.steps):
        if step.id not in ("since", "week", "history"):
            continue
        names = [other.id for other in flow.steps if other is not step]
        untold: dict[Way, int] = {}
        for way, told in levels.items():
            rest = (*way[:place], *way[place + 1 :])
            if rest not in untold:
                untold[rest] = level(flow, dict(zip(names, rest, strict=True)))
            assert told >= untold[rest], (step.id, way)


def test_the_week_changes_nothing(knowledge: Knowledge, levels: dict[Way, int]) -> None:
    """No advice is gated on the week: whatever week is given, the level is the same."""
    place = next(i for i, step in enumerate(knowledge.flow.steps) if step.kind == "week")
    for way, told in levels.items():
        assert told == levels[changed(way, place, ("16 weeks 3 days",))]


def test_not_pregnant_hides_no_sign(knowledge: Knowledge) -> None:
    """Someone who is not pregnant but ticked a sign is told to call about it; urgent answers keep their card."""
    flow = knowledge.flow
    for answers in combinations(flow):
        if answers["week"] == ("not_pregnant",):
            progress = Progress(DONE, tuple(answers.items()))
            gentle = verdict(flow, progress) in ("nothing", "inform")
            assert ending(flow, progress) == ("not_pregnant" if gentle else verdict(flow, progress))
    assert "Did you tick a sign? Then call about it today." in flow.results.not_pregnant.says


def test_every_path_ends(knowledge: Knowledge) -> None:
    """Every combination of answers leads to a card in at most 7 questions, and to the card that its answers ask for."""
    flow = knowledge.flow
    assert len(flow.steps) <= QUESTIONS

    @cache
    def after(progress: Progress, answer: tuple[str, ...]) -> Progress:
        step = flow.step(progress.step)
        assert step
        for move in moves(step, answer):
            following = advance(flow, progress, move)
            assert following, (progress, move)
            progress = following
        return progress

    for answers in combinations(flow):
        progress, asked = begin(flow), 0
        while progress.step not in (REVIEW, DONE):
            asked += 1
            assert asked <= QUESTIONS
            progress = after(progress, answers[progress.step])
        if progress.step == REVIEW:
            shown = advance(flow, progress, Show())
            assert shown
            progress = shown
        told = {name: answers[name] for name, _ in progress.answers}
        assert progress.step == DONE
        assert dict(progress.answers) == told
        assert ending(flow, progress) in (LEVELS[level(flow, told)], "not_pregnant")


def seen(flow: Flow, progress: Progress) -> list[Move]:
    """The moves of all buttons on the screen, but the one that stops the check."""
    shown = check.question(flow, 1, progress)
    codes = [place[2] for button in buttons((shown,)) if (place := check.tapped(button.data))]
    return [move for code in codes if code != check.CANCEL and (move := check.move(code))]


def shortest(flow: Flow, progress: Progress) -> Move:
    """The quickest way on from a place."""
    step = flow.step(progress.step)
    return Show() if step is None else Skip() if step.skip else Pick("no")


@settings(max_examples=400, deadline=None)
@given(st.lists(st.integers(0, 40), max_size=60))
def test_any_order(knowledge: Knowledge, presses: list[int]) -> None:
    """By any buttons in any order, Back and Change included, the card is that of the latest answers, and is near."""
    flow = knowledge.flow
    progress, latest = begin(flow), Answers()
    for press in presses:
        choices = seen(flow, progress)
        move = choices[press % len(choices)]
        following = advance(flow, progress, move)
        if following is None:  # Done without a tick: she is asked to tick first
            assert (move, progress.ticks) == (Done(), ())
            continue
        if following.answer(progress.step) != progress.answer(progress.step):
            latest[progress.step] = following.answer(progress.step)
        assert dict(following.answers) == latest
        progress = following
        if progress.step == DONE:
            break
    for _ in range(len(flow.steps) + 1):
        if progress.step != DONE:
            following = advance(flow, progress, shortest(flow, progress))
            assert following
            progress = following
    assert progress.step == DONE
    assert verdict(flow, progress) == LEVELS[level(flow, dict(progress.answers))]


@pytest.mark.parametrize("other", [False, True])
def test_an_emergency_is_one_tap_away(knowledge: Knowledge, other: bool) -> None:
    """The first question names every emergency sign, and one tap, for a doubt as well, brings the emergency card."""
    talk = Talk(knowledge)
    asked = talk.command("check")[-1]
    if other:
        asked = talk.tap(knowledge.flow.words.other)[-1]
    for sign in ("bleeding", "pain", "faint", "breathing", "chest", "fit", "sight", "vagina", "chills", "contractions"):
        assert sign in asked.text
    card, summary = talk.tap("Yes, or I am not sure")
    assert card.title == knowledge.flow.results.emergency.title
    assert card.text.startswith(knowledge.flow.results.emergency.says)
    assert summary.text.startswith(knowledge.flow.words.summary)
