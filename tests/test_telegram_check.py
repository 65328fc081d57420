"""The symptom check on Telegram: by buttons, by typing, back, changed, stopped, and with a red flag in the middle."""

import json
from collections.abc import Callable, Coroutine

import pytest

from bot.core.knowledge import Knowledge
from bot.storage.memory import MemoryStore
from tests.botapi import BotAPI
from tests.patient import OPEN, TICKED, Patient

Kept = Callable[[], Coroutine[None, None, object]]


@pytest.fixture
def ann(server: BotAPI, store: MemoryStore, knowledge: Knowledge) -> Patient:
    return Patient(server.user(first_name="Ann"), knowledge)


@pytest.fixture
def kept(server: BotAPI, store: MemoryStore, ann: Patient) -> Kept:
    """Reads the check as it is stored once everything is answered."""

    async def kept() -> object:
        await server.acknowledged()
        return json.loads(store.sessions[ann.user.id][0])["progress"]

    return kept


async def test_the_whole_check_by_buttons(server: BotAPI, ann: Patient, kept: Kept) -> None:
    """Every question changes one message in place; card and summary are new ones, and no answer is kept."""
    first = await ann.begins()
    assert first.text.startswith(ann.flow.opening)
    await ann.picks("emergency", "no")
    await ann.picks("urgent", "no")
    await ann.picks("signs", "bleeding", OPEN)
    assert TICKED + ann.label("signs", "bleeding") in ann.screen.labels
    await ann.picks("signs", "pressure", OPEN)
    await ann.picks("signs", "bleeding", TICKED)
    assert OPEN + ann.label("signs", "bleeding") in ann.screen.labels
    await ann.presses(ann.flow.words.done)
    await ann.picks("since", "today")
    await ann.picks("week", "middle")
    await ann.picks("history", "none", OPEN)
    review = await ann.presses(ann.flow.words.done)
    assert review.edited
    assert review.message_id == first.message_id
    assert review.text.endswith(ann.label("history", "none"))
    result = await ann.presses(ann.flow.words.show)
    assert not result.edited
    assert result.text.startswith(str(ann.flow.results.inform.title))
    summary = await ann.user.reply()
    assert not summary.edited
    assert summary.text.startswith(ann.flow.words.summary)
    assert ann.label("signs", "pressure") in summary.text
    assert ann.label("signs", "bleeding") not in summary.text
    assert await kept() is None
    assert all(press.answered for press in server.presses.values())


async def test_the_whole_check_by_typing(ann: Patient) -> None:
    """Every question can be answered in words, and history makes the advice more careful."""
    await ann.begins()
    for text in ("no", "none of these", "light bleeding and pressure", "yesterday", "16 weeks"):
        await ann.types(text)
    assert ann.asks("history")
    review = await ann.types("an earlier loss")
    assert "16" in review.text
    assert ann.label("since", "days") in review.text
    result = await ann.types("yes")
    assert result.text.startswith(str(ann.flow.results.urgent.title))
    assert ann.label("history", "loss") in (await ann.user.reply()).text


async def test_nothing_ticked_is_no_answer(ann: Patient) -> None:
    """Done without a tick asks again instead of taking it for "no signs"."""
    await ann.reaches("signs")
    again = await ann.presses(ann.flow.words.done)
    assert again.text.startswith(ann.flow.words.nothing_ticked)
    assert ann.asks("signs")


async def test_back_and_change(ann: Patient) -> None:
    """Back opens the question before with its ticks; Change in the review opens one question and comes back."""
    await ann.reaches("signs")
    await ann.picks("signs", "pressure", OPEN)
    await ann.presses(ann.flow.words.done)
    assert ann.asks("since")
    await ann.presses(ann.flow.words.back)
    assert TICKED + ann.label("signs", "pressure") in ann.screen.labels
    await ann.presses(ann.flow.words.done)
    for _ in range(3):
        await ann.presses(ann.flow.words.skip)
    since = ann.flow.step("since")
    assert since is not None
    await ann.presses(ann.flow.words.change.format(short=since.short))
    assert ann.asks("since")
    review = await ann.picks("since", "today")
    assert review.text.startswith(ann.flow.title)
    assert f"{since.short}: {ann.label('since', 'today')}" in review.text


async def test_an_emergency_answer_ends_the_check(ann: Patient) -> None:
    """ "Yes" to the emergency signs brings the emergency card at once."""
    await ann.begins()
    result = await ann.picks("emergency", "yes")
    assert result.text.startswith(str(ann.flow.results.emergency.title))
    assert (await ann.user.reply()).text.endswith(ann.label("emergency", "yes"))


async def test_stopped_by_button_or_command(ann: Patient, knowledge: Knowledge, kept: Kept) -> None:
    """Both ways to stop the check forget the answers and say so."""
    await ann.reaches("signs")
    stopped = await ann.presses(ann.flow.words.cancel)
    assert stopped.text == knowledge.replies.cancelled.says
    await ann.reaches("week")
    assert (await ann.types("/cancel")).text == knowledge.replies.cancelled.says
    assert (await ann.types("/cancel")).text == knowledge.replies.nothing_to_cancel.says
    assert await kept() is None


async def test_an_old_button_changes_nothing(ann: Patient, knowledge: Knowledge, kept: Kept) -> None:
    """A button of a stopped check says so, and does not touch the check begun since."""
    await ann.begins()
    old = ann.screen
    await ann.types("/cancel")
    press = await ann.user.taps(ann.label("emergency", "no"), old)
    assert (await ann.user.reply()).text == knowledge.replies.stale.says
    await ann.begins()
    before = await kept()
    await ann.user.taps(ann.label("emergency", "no"), old)
    told = await ann.user.reply()
    assert told.text.startswith(knowledge.replies.stale.says)
    assert ann.label("emergency", "no") in told.labels
    assert await kept() == before
    assert press.answered


async def test_a_red_flag_in_the_middle(ann: Patient, knowledge: Knowledge) -> None:
    """A red flag comes first and alone; the check waits and goes on at the same question."""
    await ann.reaches("week")
    alarm = await ann.types("i am bleeding heavily and soaking pads")
    assert alarm.text.startswith(str(knowledge.replies.emergency.title))
    await ann.user.silence(0.1)
    helped = await ann.types("/help")
    assert knowledge.replies.labels.go_on in helped.labels
    await ann.presses(knowledge.replies.labels.go_on)
    assert ann.asks("week")


async def test_a_question_in_between(ann: Patient, knowledge: Knowledge) -> None:
    """A question asked during the check is answered, then the check asks again."""
    await ann.reaches("since")
    await ann.user.says("how long does the stitch stay in")
    answer, again = await ann.user.replies(2)
    assert answer.text.startswith(knowledge.intents["treatment"].title)
    assert again.text.startswith(knowledge.replies.back_to_check.says)
    since = ann.flow.step("since")
    assert since is not None
    assert since.ask in again.text


async def test_an_edited_message_answers_no_question(ann: Patient, kept: Kept) -> None:
    """A message corrected later was meant for an earlier question: it never answers the open one."""
    await ann.begins()
    message = await ann.user.says("nope")
    ann.screen = await ann.user.reply()
    assert ann.asks("urgent")
    before = await kept()
    await ann.user.edits(message, "no")
    await ann.user.reply()
    assert await kept() == before


@pytest.mark.parametrize("step", ["emergency", "signs", "week", "history"])
async def test_html_typed_into_the_check_breaks_nothing(server: BotAPI, ann: Patient, step: str) -> None:
    """No question of the check chokes on signs of HTML."""
    await ann.reaches(step)
    await ann.types("<b>&</b> <16> weeks & more")
    await server.acknowledged()
    assert {call.status for call in server.calls("sendMessage") + server.calls("editMessageText")} == {200}


async def test_impatient_presses(server: BotAPI, ann: Patient) -> None:
    """Ten presses at once are all confirmed, and each tick is set once however often it is pressed."""
    await ann.reaches("signs")
    for _ in range(5):
        for choice in ("bleeding", "pressure"):
            await ann.user.taps(OPEN + ann.label("signs", choice), ann.screen)
    shown = await ann.user.replies(2)
    assert TICKED + ann.label("signs", "bleeding") in shown[-1].labels
    assert TICKED + ann.label("signs", "pressure") in shown[-1].labels
    await server.acknowledged()
    await ann.user.silence(0.1)
    assert all(press.answered for press in server.presses.values())
