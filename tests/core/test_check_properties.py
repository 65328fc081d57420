"""The shipped check over all its answers: advice never gets gentler by doubt, and no path has a bad end."""

import itertools
import re
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import check
from bot.core.flows.format import DONE, LEVELS, REVIEW, SKIPPED, Flow, Step
from bot.core.flows.machine import (
    Change,
    Done,
    ForOther,
    Move,
    Pick,
    Progress,
    Show,
    Skip,
    Week,
    advance,
    begin,
    ending,
    verdict,
)
from bot.core.knowledge import Knowledge
from bot.core.messages import Tap
from bot.core.session import Session, to_json
from tests.core.talk import Talk, buttons

Given = dict[str, tuple[str, ...]]
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
ORDER = (*LEVELS[:1], "not_pregnant", *LEVELS[1:])
"""The cards from the gentlest; the one for "not pregnant" stands above "nothing" since it, too, asks for a call."""


def ways(step: Step) -> list[tuple[str, ...]]:
    """Every way to answer a step, two ticks at most; skipping where it is allowed, and a typed week."""
    found: list[tuple[str, ...]] = [(choice.id,) for choice in step.choices]
    if step.kind == "many":
        found += itertools.combinations([choice.id for choice in step.choices if not choice.alone], 2)
    if step.kind == "week":
        found += [("1 week",), ("16 weeks 3 days",), ("42 weeks",), ("due 3 may",)]
    return [*found, (SKIPPED,)] if step.skip else found


def combinations(flow: Flow) -> Iterator[Given]:
    """Every combination of answers, whether or not the talk would have ended before its last."""
    for answers in itertools.product(*map(ways, flow.steps)):
        yield dict(zip((step.id for step in flow.steps), answers, strict=True))


def level(flow: Flow, given: Given) -> int:
    return LEVELS.index(verdict(flow, Progress(DONE, tuple(given.items()))))


@pytest.fixture(scope="module")
def levels(knowledge: Knowledge) -> dict[tuple[tuple[str, ...], ...], int]:
    """The level of every combination, by its answers in order."""
    return {tuple(given.values()): level(knowledge.flow, given) for given in combinations(knowledge.flow)}


Levels = dict[tuple[tuple[str, ...], ...], int]


def changed(answers: tuple[tuple[str, ...], ...], place: int, to: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return (*answers[:place], to, *answers[place + 1 :])


def test_doubt_is_never_gentler(knowledge: Knowledge, levels: Levels) -> None:
    """Over all combinations, turning any one answer into a skip or into "not sure" never lowers the level."""
    assert len(levels) > 20_000
    for place, step in enumerate(knowledge.flow.steps):
        doubts = [doubt for doubt in ((SKIPPED,) if step.skip else None, UNSURE.get(step.id)) if doubt]
        assert doubts, step.id
        for answers, before in levels.items():
            for doubt in doubts:
                assert levels[changed(answers, place, doubt)] >= before, (answers, step.id, doubt)


def test_a_tick_more_is_never_gentler(knowledge: Knowledge, levels: Levels) -> None:
    """Over all combinations, one more tick, of a sign or of history, never lowers the level."""
    for place, step in enumerate(knowledge.flow.steps):
        if step.kind != "many":
            continue
        single = [(choice.id,) for choice in step.choices if not choice.alone]
        for answers, before in levels.items():
            if answers[place] in single:
                for more in ways(step):
                    if set(answers[place]) < set(more):
                        assert levels[changed(answers, place, more)] >= before
            if answers[place] == ("none",):
                assert all(levels[changed(answers, place, one)] >= before for one in single)


def test_week_and_history_never_lower(knowledge: Knowledge, levels: Levels) -> None:
    """Over all combinations, no week, no time of onset and no history asks for less than if it had not been told."""
    flow = knowledge.flow
    for place, step in enumerate(flow.steps):
        if step.id not in ("since", "week", "history"):
            continue
        untold: dict[tuple[tuple[str, ...], ...], int] = {}
        for answers, told in levels.items():
            rest = (*answers[:place], *answers[place + 1 :])
            if rest not in untold:
                names = [other.id for other in flow.steps if other is not step]
                untold[rest] = level(flow, dict(zip(names, rest, strict=True)))
            assert told >= untold[rest], (step.id, answers)


def test_the_week_changes_nothing(knowledge: Knowledge, levels: Levels) -> None:
    """No advice is gated on the week: whatever week is given, the level is the same."""
    place = next(i for i, step in enumerate(knowledge.flow.steps) if step.kind == "week")
    for answers, told in levels.items():
        assert told == levels[changed(answers, place, ("16 weeks 3 days",))]


def test_not_pregnant_hides_no_sign(knowledge: Knowledge) -> None:
    """Someone who is not pregnant but ticked a sign is told to call about it; urgent answers keep their card."""
    flow = knowledge.flow
    for given in combinations(flow):
        if given["week"] == ("not_pregnant",):
            end = ending(flow, Progress(DONE, tuple(given.items())))
            assert end == "not_pregnant" or end == verdict(flow, Progress(DONE, tuple(given.items()))) != "inform"
    assert "call about it today" in flow.results.not_pregnant.says


def moves(step: Step, answer: tuple[str, ...]) -> tuple[Move, ...]:
    """The moves by button or by typing that give an answer."""
    if answer == (SKIPPED,):
        return (Skip(),)
    if step.kind == "many":
        return (*map(Pick, answer), Done())
    return (Pick(answer[0]),) if step.choice(answer[0]) else (Week(answer[0]),)


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

    for given in combinations(flow):
        progress, asked = begin(flow), 0
        while progress.step not in (REVIEW, DONE):
            asked += 1
            assert asked <= QUESTIONS
            progress = after(progress, given[progress.step])
        if progress.step == REVIEW:
            shown = advance(flow, progress, Show())
            assert shown
            progress = shown
        told = {name: given[name] for name, _ in progress.answers}
        assert dict(progress.answers) == told
        assert progress.step == DONE
        assert ORDER.index(ending(flow, progress)) >= min(level(flow, told), 1)


def pressed(flow: Flow, progress: Progress) -> list[Move]:
    """The moves of all buttons that a person sees, but the one that stops the check."""
    shown = check.question(flow, 1, progress)
    codes = [place[2] for button in buttons((shown,)) if (place := check.tapped(button.data))]
    return [move for code in codes if code != check.CANCEL and (move := check.move(code))]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.integers(0, 40), max_size=60))
def test_any_order(knowledge: Knowledge, presses: list[int]) -> None:
    """By any buttons in any order, Back and Change included, the card is that of the latest answers, and comes soon."""
    flow = knowledge.flow
    progress, latest = begin(flow), Given()
    for press in presses:
        choices = pressed(flow, progress)
        following = advance(flow, progress, choices[press % len(choices)])
        if following is None:  # Done without a tick: she is asked to tick first
            assert choices[press % len(choices)] == Done()
            assert not progress.ticks
            continue
        was = progress.answer(progress.step)
        if following.answer(progress.step) != was:
            latest[progress.step] = following.answer(progress.step)
        assert dict(following.answers) == latest
        progress = following
        if progress.step == DONE:
            break
    # From wherever she is, the gentlest way on is short.
    for _ in range(2 * len(flow.steps) + 1):
        if progress.step == DONE:
            break
        step = flow.step(progress.step)
        if step is None:
            move: Move = Show()
        elif step.skip:
            move = Skip()
        else:
            move = Pick("no")
        following = advance(flow, progress, move)
        assert following
        progress = following
    assert progress.step == DONE
    assert verdict(flow, progress) == LEVELS[level(flow, dict(progress.answers))]


def test_an_emergency_is_one_tap_away(knowledge: Knowledge) -> None:
    """The first question names every emergency sign, and one tap on it brings the emergency card; so does a doubt."""
    for other in (False, True):
        talk = Talk(knowledge)
        asked = talk.command("check")[-1]
        if other:
            asked = talk.tap(knowledge.flow.words.other)[-1]
        for sign in (
            "bleeding",
            "pain",
            "faint",
            "breathing",
            "chest",
            "fit",
            "sight",
            "vagina",
            "chills",
            "contractions",
        ):
            assert sign in asked.text
        (card,) = talk.tap("Yes, or I am not sure")
        assert card.title == knowledge.flow.results.emergency.title
        assert card.text.startswith(knowledge.flow.results.emergency.says)


GIVEN: Given = {
    "emergency": ("no",),
    "urgent": ("no",),
    "signs": ("bleeding", "pressure"),
    "since": ("today",),
    "week": ("16 weeks 3 days",),
    "history": ("loss",),
}
PLACES = [Progress(step, tuple(GIVEN.items())[:i]) for i, step in enumerate(GIVEN)]
PLACES += [Progress(step, tuple(GIVEN.items()), changing=True) for step in GIVEN]
PLACES += [Progress("signs", tuple(GIVEN.items())[:2], ("bleeding",)), Progress(REVIEW, tuple(GIVEN.items()))]


@pytest.mark.parametrize("progress", PLACES, ids=lambda p: f"{p.step}{' changed' if p.changing else ''}{p.ticks}")
def test_no_old_or_forged_button_writes(knowledge: Knowledge, progress: Progress) -> None:
    """No run, step and choice but those on the screen ever changes an answer, a tick or the place, and she is told."""
    flow = knowledge.flow
    ids = [*GIVEN, REVIEW, DONE, SKIPPED, "ghost", "", "x" * 30]
    picks = {choice.id for step in flow.steps for choice in step.choices} | {"ghost", "", SKIPPED}
    codes = {"back", "skip", "done", "show", "other", "ghost", "", "week.16"}
    codes |= {f"pick.{name}" for name in picks} | {f"change.{name}" for name in ids}
    for aside in (False, True):
        before = Session(run=5, progress=progress, aside=aside)
        shown = {button.data for button in buttons((check.question(flow, 5, progress),))}
        for run, step, code in itertools.product((0, 4, 5, 6), ids, sorted(codes)):
            data = f"flow:{run}:{step}:{code}"
            current = run == 5 and step == progress.step
            if data in shown or (current and code in ("back", "other")):  # legal, though no button shows it now
                continue
            talk = Talk(knowledge, before)
            (reply,) = talk.on(Tap(data)).replies
            after = talk.session.progress
            assert after == progress, data
            assert knowledge.replies.stale.says in reply.text or knowledge.flow.words.nothing_ticked in reply.text


@pytest.mark.parametrize("data", ["flow:0:review:show", "flow:9:emergency:pick.yes", "flow:1:emergency:pick.yes"])
def test_a_button_without_a_check_begins_nothing(knowledge: Knowledge, data: str) -> None:
    """After the end a button of the check brings no card and opens nothing."""
    talk = Talk(knowledge, Session(run=1))
    (reply,) = talk.on(Tap(data)).replies
    assert reply.text == knowledge.replies.stale.says
    assert talk.session == Session(run=1)


def test_after_the_result_nothing_is_kept(knowledge: Knowledge) -> None:
    """Whatever card ends the check, the stored session holds no answer afterwards."""
    empty = to_json(Session(run=1))
    seen = set()
    for given in combinations(knowledge.flow):
        if given["since"] != ("today",) or given["emergency"] == given["urgent"] == ("yes",):
            continue
        if len(given["signs"]) > 1 or len(given["history"]) > 1 or given["week"] == ("1 week",):
            continue
        end = ending(knowledge.flow, Progress(DONE, tuple(given.items())))
        if (end, given["week"]) in seen:
            continue
        seen.add((end, given["week"]))
        talk = Talk(knowledge)
        talk.command("check")
        while talk.session.progress and talk.session.progress.step != REVIEW:
            step = knowledge.flow.step(talk.session.progress.step)
            assert step
            typed = step.kind == "week" and not step.choice(given["week"][0]) and given["week"] != (SKIPPED,)
            if typed:
                talk.say(given["week"][0])
                continue
            for name in given[step.id]:
                choice = step.choice(name)
                talk.tap(choice.label if choice else knowledge.flow.words.skip)
            if step.kind == "many" and given[step.id] != (SKIPPED,):
                talk.tap(knowledge.flow.words.done)
        if talk.session.progress:
            talk.tap(knowledge.flow.words.show)
        assert to_json(talk.session) == empty
    assert {end for end, _ in seen} == set(ORDER)


def test_nothing_ticked_still_says_when_to_call(knowledge: Knowledge) -> None:
    """The gentlest card says that it cannot rule out a problem, and for which signs to call at any hour."""
    given = {**GIVEN, "signs": ("none",), "history": ("none",)}
    card = check.result(knowledge.flow, Progress(DONE, tuple(given.items())))
    assert "cannot rule out a problem" in card.text
    assert "at any hour" in card.text
    for sign in ("bleeding", "discharge", "pressure", "pain", "cramps", "fluid", "fever", "baby moving less"):
        assert sign in card.text


@pytest.mark.parametrize("end", ["emergency", "urgent", "inform", "nothing"])
def test_a_card_has_every_part(knowledge: Knowledge, end: str) -> None:
    """Each card says what to do, what to do if it gets worse, what to say on the phone, and what was answered."""
    given = dict(GIVEN)
    given |= {"emergency": {"emergency": ("yes",)}, "urgent": {"urgent": ("yes",)}}.get(end, {"history": ("none",)})
    if end == "nothing":
        given["signs"] = ("none",)
    card = check.result(knowledge.flow, Progress(DONE, tuple(given.items())))
    parts = getattr(knowledge.flow.results, end)
    assert card.title == parts.title
    assert card.text.startswith(parts.says)
    assert re.search("gets worse|at any hour", parts.meanwhile or "")
    assert "on the phone" in card.text
    assert "• Week of pregnancy: 16 weeks 3 days" in card.text
    assert card.text.index(parts.says) < card.text.index("on the phone") < card.text.index("• Week of pregnancy")


HERS = re.compile(r"\byou(?:r|rself)?\b", re.IGNORECASE)


def test_questions_follow_who_is_asked_about(knowledge: Knowledge) -> None:
    """Asked for someone else, no question speaks of the writer's own body; asked for herself, none says "her"."""
    for step in knowledge.flow.steps:
        for_her = check.question(knowledge.flow, 1, Progress(step.id, other=True)).text
        own = check.question(knowledge.flow, 1, Progress(step.id)).text
        assert not HERS.search(for_her), for_her
        assert re.search(r"\b(?:her|she)\b", for_her), for_her
        assert not re.search(r"\b(?:her|she)\b", own), own


def test_cards_suit_both(knowledge: Knowledge) -> None:
    """The cards, read by her or by a partner, speak of the signs and not of the reader's body."""
    for name, card in knowledge.flow.results:
        text = f"{card.says} {card.meanwhile}"
        for names in knowledge.replies.unnamed:
            text = text.replace(names[1], "")
        said = [match[0] for match in re.finditer(r"\byou(?:r|rself)?\b(?: \w+)?", text, re.IGNORECASE)]
        assert set(said) <= {"you told", "you ticked", "You ticked", "you tick", "you see"}, (name, said)


def test_the_choice_for_another_stays(knowledge: Knowledge) -> None:
    """Who says at the first question that she writes for another is asked that way to the end."""
    flow = knowledge.flow
    progress = advance(flow, begin(flow), ForOther())
    for step, given in GIVEN.items():
        assert progress
        assert progress.other
        assert (progress.step, check.question(flow, 1, progress).text.count("her") > 0) == (step, True)
        for move in moves(next(s for s in flow.steps if s.id == step), given):
            progress = advance(flow, progress, move)
            assert progress
    assert progress
    opened = advance(flow, progress, Change("week"))
    assert opened
    assert "is she" in check.question(flow, 1, opened).text


def test_each_question_is_numbered(knowledge: Knowledge) -> None:
    """Every question says which of how many it is, "Step 2 of 6"."""
    steps = knowledge.flow.steps
    for i, step in enumerate(steps, 1):
        asked = check.question(knowledge.flow, 1, Progress(step.id)).text
        assert asked.startswith(f"Step {i} of {len(steps)}\n\n")
