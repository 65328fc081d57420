"""Messages that a patient changes later: answered where they were, in the check one answer only, a danger sign anew."""

import json

import pytest

from bot.core.knowledge import Knowledge
from bot.storage.memory import MemoryStore
from tests.asked import DANGER
from tests.botapi import BotAPI, User
from tests.conftest import talking
from tests.patient import Patient

CAUSES, STITCH = "what causes it", "how long does the stitch stay in"


@pytest.fixture
def ann(server: BotAPI, store: MemoryStore, knowledge: Knowledge) -> Patient:
    """A patient in a private chat with the running bot."""
    return Patient(server.user(first_name="Ann"), knowledge)


@pytest.fixture
def user(ann: Patient) -> User:
    return ann.user


# Outside the check


@pytest.mark.parametrize("first", ["waht causse thing", CAUSES, "what is the weather", "hello"])
async def test_the_reply_changes_with_the_message(user: User, knowledge: Knowledge, first: str) -> None:
    """Whatever she wrote first, the reply to it becomes the answer to what it says now; the chat grows no longer."""
    message = await user.says(first)
    old = await user.reply()
    await user.says("/help")
    await user.reply()
    await user.edits(message, STITCH)
    new = await user.reply()
    assert (new.edited, new.message_id) == (True, old.message_id)
    assert new.text.startswith(knowledge.intents["treatment"].title)
    assert len(user.chat.screen()) == 2


async def test_each_message_has_its_own_reply(user: User, knowledge: Knowledge) -> None:
    """Of several messages the right reply changes, also after a restart, which keeps numbers only."""
    sent = [(await user.says(text), await user.reply()) for text in (CAUSES, "hello", STITCH)]
    message, old = sent[0]
    await user.edits(message, "what are the signs")
    new = await user.reply()
    assert (new.edited, new.message_id) == (True, old.message_id)
    assert new.text.startswith(knowledge.intents["symptoms"].title)


async def test_replies_are_known_after_a_restart(server: BotAPI, knowledge: Knowledge) -> None:
    """A message from before a restart changes its reply as well; what is kept of it are two numbers."""
    user, store = server.user(), MemoryStore()
    async with talking(server, knowledge, store=store):
        message = await user.says(CAUSES)
        old = await user.reply()
        await server.acknowledged()
    kept = json.loads(store.sessions[user.id][0])["pairs"]
    assert kept == [{"message": message["message_id"], "reply": old.message_id, "run": 0, "step": ""}]
    async with talking(server, knowledge, store=store):
        await user.edits(message, STITCH)
        assert (await user.reply()).message_id == old.message_id


async def test_an_unknown_message_is_answered_anew(user: User, knowledge: Knowledge) -> None:
    """The reply to a message of long ago is no longer known: it stays, and the answer comes below."""
    message = await user.says(CAUSES)
    await user.reply()
    for _ in range(5):
        await user.says("hello")
        await user.reply()
    await user.edits(message, STITCH)
    new = await user.reply()
    assert not new.edited
    assert new.text.startswith(knowledge.intents["treatment"].title)


async def test_an_edited_caption_is_an_edit(user: User, knowledge: Knowledge) -> None:
    """New words under an old picture change the reply to it, like those of any message."""
    photo = await user.sends_photo(CAUSES)
    old = await user.reply()
    await user.edits(photo, STITCH)
    new = await user.reply()
    assert (new.edited, new.message_id) == (True, old.message_id)
    assert new.text.startswith(knowledge.intents["treatment"].title)


async def test_a_reply_that_is_gone_comes_anew(user: User, knowledge: Knowledge) -> None:
    """When she deleted the reply, the changed message is answered in a new one."""
    message = await user.says(CAUSES)
    old = await user.reply()
    del user.chat.messages[old.message_id]
    await user.edits(message, STITCH)
    new = await user.reply()
    assert not new.edited
    assert new.text.startswith(knowledge.intents["treatment"].title)


@pytest.mark.parametrize("first", [CAUSES, "hello", DANGER])
async def test_a_danger_sign_in_an_edit_is_a_new_message(user: User, knowledge: Knowledge, first: str) -> None:
    """A phone does not ring for a change, so the card is a new message, and no card is ever changed."""
    message = await user.says(first)
    old = await user.reply()
    await user.edits(message, f"{DANGER} now")
    card = await user.reply()
    assert not card.edited
    assert card.message_id > old.message_id
    assert card.text.startswith(str(knowledge.replies.emergency.title))
    await user.edits(message, STITCH)
    await user.reply()
    assert card.text in [shown.text for shown in user.chat.screen()]


# In the check


async def typed_to(ann: Patient, *answers: str) -> list[dict[str, object]]:
    """Begins the check and types answers; the messages."""
    await ann.begins()
    sent = []
    for text in answers:
        sent.append(await ann.user.says(text))
        ann.screen = await ann.user.reply()
    return sent


async def test_an_edit_changes_that_answer_only(ann: Patient, knowledge: Knowledge) -> None:
    """An earlier answer becomes another, the open question stays open, and the bot says what it changed."""
    sent = await typed_to(ann, "no", "no", "backache", "today", "16 weeks")
    assert ann.asks("history")
    await ann.user.edits(sent[3], "yesterday")
    changed = await ann.user.reply()
    assert changed.text.startswith(f"{knowledge.replies.amended.says}\nSince when: {ann.label('since', 'days')}")
    assert "Step 6 of 6" in changed.text
    review = await ann.types("none")
    for told in ("New backache", ann.label("since", "days"), "16 weeks"):
        assert told in review.text
    assert "Today" not in review.text


async def test_the_latest_answer_changes_under_the_finger(ann: Patient, knowledge: Knowledge) -> None:
    """The question that followed the edited answer shows the change in its own message."""
    sent = await typed_to(ann, "no", "no", "backache", "today", "16 weeks")
    await ann.user.edits(sent[-1], "18 weeks")
    changed = await ann.user.reply()
    assert (changed.edited, changed.message_id) == (True, ann.screen.message_id)
    assert "18 weeks" in changed.text


async def test_a_lowered_answer_is_shown_before_the_result(ann: Patient, knowledge: Knowledge) -> None:
    """In the review a changed answer brings the review anew, below: nothing is counted that she did not see."""
    sent = await typed_to(ann, "no", "no", "backache", "today", "16 weeks", "none")
    assert knowledge.flow.words.review in ann.screen.text
    await ann.user.edits(sent[2], "none of these")
    review = await ann.user.reply()
    assert not review.edited
    assert f"Signs: {ann.label('signs', 'none')}" in review.text
    assert "backache" not in review.text


async def test_a_graver_answer_ends_the_check(ann: Patient, knowledge: Knowledge) -> None:
    """ "No" that becomes "yes" brings the card at once, as a new message, and no answer is kept."""
    sent = await typed_to(ann, "no", "no", "backache")
    await ann.user.edits(sent[1], "yes")
    card = await ann.user.reply()
    assert not card.edited
    assert card.text.startswith(str(knowledge.flow.results.urgent.title))


@pytest.mark.parametrize("text", ["zzz", "\N{SLIGHTLY SMILING FACE} 7"])
async def test_a_doubtful_edit_has_its_question_asked_again(ann: Patient, knowledge: Knowledge, text: str) -> None:
    """What no longer answers the question does not leave the old "no" to stand unseen: it is asked again."""
    sent = await typed_to(ann, "no", "no", "backache")
    await ann.user.edits(sent[1], text)
    again = await ann.user.reply()
    assert not again.edited
    assert "Step 2 of 6" in again.text


async def test_an_answer_edited_into_a_question_is_answered(ann: Patient, knowledge: Knowledge) -> None:
    """A question in place of an answer gets its answer, and then the question that it answered before."""
    sent = await typed_to(ann, "no", "no", "backache")
    await ann.user.edits(sent[2], CAUSES)
    answer, again = await ann.user.replies(2)
    assert answer.text.startswith(knowledge.intents["causes"].title)
    assert "Step 3 of 6" in again.text


async def test_what_was_not_understood_can_be_mended(ann: Patient, knowledge: Knowledge) -> None:
    """An answer that was not understood counts once it is corrected, for the question that it was meant for."""
    sent = await typed_to(ann, "no", "no", "backache", "yestrday evning or so i think maybe")
    if ann.asks("since"):
        await ann.user.edits(sent[-1], "yesterday")
        moved = await ann.user.reply()
        assert (moved.edited, moved.message_id) == (True, ann.screen.message_id)
        assert "Step 5 of 6" in moved.text


async def test_an_edit_never_answers_the_open_question(ann: Patient, knowledge: Knowledge) -> None:
    """A message from before the check, or of an earlier one, is answered like a new text and leaves the check alone."""
    before = await ann.user.says("hello")
    await ann.user.reply()
    old = await typed_to(ann, "no", "no")
    await ann.types("/cancel")
    await ann.begins()
    for message in (before, old[0]):
        await ann.user.edits(message, "no")
        await ann.user.reply()
        progress = await ann.types("/mydata")
        assert "No, none of these" not in progress.text
        await ann.types("/help")


async def test_an_edit_after_the_end_is_a_new_text(ann: Patient, knowledge: Knowledge) -> None:
    """After the result an edited answer changes nothing of it: card and summary stay as they were read."""
    sent = await typed_to(ann, "no", "yes")
    summary = await ann.user.reply()
    shown = [reply.text for reply in ann.user.chat.screen()]
    await ann.user.edits(sent[0], CAUSES)
    new = await ann.user.reply()
    assert not new.edited
    assert [reply.text for reply in ann.user.chat.screen()][: len(shown)] == shown
    assert summary.text in shown


async def test_a_danger_sign_in_an_edited_answer(ann: Patient, knowledge: Knowledge) -> None:
    """In the check, too, a danger sign in an edit brings the card as a new message, and the check waits."""
    sent = await typed_to(ann, "no", "no", "backache")
    await ann.user.edits(sent[2], DANGER)
    card = await ann.user.reply()
    assert not card.edited
    assert card.text.startswith(str(knowledge.replies.emergency.title))
    waiting = await ann.types("/help")
    assert knowledge.replies.labels.go_on in waiting.labels


async def test_an_edit_of_a_later_answer_leaves_an_earlier_question_alone(ann: Patient, knowledge: Knowledge) -> None:
    """Back at an earlier question, a later answer edited twice is never taken for an answer to the open one."""
    sent = await typed_to(ann, "no", "no", "backache", "today", "16 weeks")
    for _ in range(3):
        await ann.types("back")
    assert ann.asks("signs")
    await ann.user.edits(sent[4], "zzz")
    assert "Step 3 of 6" in (await ann.user.reply()).text
    await ann.user.edits(sent[4], "none of these")
    assert "Step 3 of 6" in (await ann.user.reply()).text
    assert "New backache" in (await ann.types("/mydata")).text
