"""Whom to call, from clinic.yaml to the phone: a contact to tap on Telegram, a number to read in the terminal."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.content.library import load
from bot.core.knowledge import Knowledge
from tests.botapi import BotAPI, Reply
from tests.commands import elsewhere, folder, run
from tests.conftest import talking
from tests.content.folder import write
from tests.patient import OPEN, Patient

__all__ = ["elsewhere", "folder"]
PHONE = "+44 1632 960 001"
CLINIC = f'contact_name: "Ward <3> & more"\ncontact_phone: "{PHONE}"\n'


@pytest.fixture
def known(folder: Path) -> Knowledge:
    """What the bot knows when clinic.yaml names a contact."""
    write(folder, "clinic.yaml", CLINIC)
    return load(folder)


@pytest.fixture
async def ann(server: BotAPI, known: Knowledge) -> AsyncIterator[Patient]:
    """A patient of that clinic, in a chat with its running bot."""
    async with talking(server, known):
        yield Patient(server.user(first_name="Ann"), known)


async def finished(ann: Patient) -> tuple[Reply, Reply, Reply]:
    """A whole check with every sign ticked: the card, the contact and the summary."""
    await ann.reaches("signs")
    for sign in ("bleeding", "discharge", "pressure", "backache"):
        await ann.picks("signs", sign, OPEN)
    await ann.presses(ann.flow.words.done)
    await ann.picks("since", "today")
    await ann.types("16w3d")
    await ann.picks("history", "loss", OPEN)
    await ann.presses(ann.flow.words.done)
    card = await ann.presses(ann.flow.words.show)
    called, summary = await ann.user.replies(2)
    return card, called, summary


async def test_the_contact_is_a_real_one(server: BotAPI, ann: Patient) -> None:
    """After the card, sendContact brings the number and the name as they stand in clinic.yaml, and nothing else."""
    card, called, summary = await finished(ann)
    assert card.text.startswith(str(ann.flow.results.urgent.title))
    assert called.body["contact"] == {"phone_number": PHONE, "first_name": "Ward <3> & more"}
    assert (called.text, called.labels, called.edited) == ("", [], False)
    assert summary.text.startswith(ann.flow.words.summary)
    await ann.user.silence(0.1)
    await server.acknowledged()
    (call,) = server.calls("sendContact")
    assert (call.status, call.params["phone_number"]) == (200, PHONE)
    assert str(call.params["chat_id"]) == str(ann.user.id)


async def test_the_summary_can_be_sent_on(server: BotAPI, ann: Patient) -> None:
    """The summary is one message that may be forwarded, and who gets it reads every answer."""
    _, _, summary = await finished(ann)
    midwife = server.user(first_name="Midwife")
    sent = [call for call in server.calls("sendMessage") if ann.flow.words.summary in call.params["text"]]
    assert len(sent) == 1
    assert "protect_content" not in sent[0].params
    place = {"chat_id": midwife.id, "from_chat_id": ann.user.id, "message_id": summary.message_id}
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{server.base_url}{server.token}/forwardMessage", json=place)
    assert answer.status_code == 200
    forwarded = await midwife.reply()
    given = [("emergency", "no"), ("urgent", "no"), ("since", "today"), ("history", "loss")]
    given += [("signs", sign) for sign in ("bleeding", "discharge", "pressure", "backache")]
    for words in [*(ann.label(step, choice) for step, choice in given), "16 weeks 3 days"]:
        assert words in forwarded.text
    assert all(f"• {step.short}: " in forwarded.text for step in ann.flow.steps)
    assert (forwarded.text, forwarded.labels) == (summary.text, [])


async def test_an_emergency_has_one_number(server: BotAPI, ann: Patient) -> None:
    """The emergency card is followed by the summary alone."""
    await ann.begins()
    card = await ann.picks("emergency", "yes")
    assert card.text.startswith(str(ann.flow.results.emergency.title))
    assert (await ann.user.reply()).text.startswith(ann.flow.words.summary)
    await ann.user.silence(0.1)
    await server.acknowledged()
    assert server.calls("sendContact") == []


async def test_a_refused_contact_comes_as_text(server: BotAPI, ann: Patient) -> None:
    """When Telegram takes no contact, she gets name and number as a text, and then the summary."""
    server.fault("sendContact", "400", chance=1.0)
    _, called, summary = await finished(ann)
    assert called.text == f"Ward <3> & more: {PHONE}"
    assert summary.text.startswith(ann.flow.words.summary)


async def test_a_contact_is_sent_until_telegram_takes_it(server: BotAPI, ann: Patient) -> None:
    """A contact that fails in passing is tried again, and comes once and before the summary."""
    server.fault("sendContact", "502")
    _, called, summary = await finished(ann)
    assert called.body["contact"]["phone_number"] == PHONE
    assert summary.text.startswith(ann.flow.words.summary)
    await server.acknowledged()
    assert [call.status for call in server.calls("sendContact")] == [502, 200]


@pytest.mark.parametrize(
    ("typed", "shown"), [("/check\nno\nyes\n", f"\nWard <3> & more: {PHONE}\n"), ("/check\nyes\n", None)]
)
def test_the_terminal_shows_the_number(
    folder: Path, monkeypatch: pytest.MonkeyPatch, typed: str, shown: str | None
) -> None:
    """In the terminal the number is a line of text between card and summary, and in an emergency it is not there."""
    write(folder, "clinic.yaml", CLINIC)
    monkeypatch.setenv("INTENTS_DIR", str(folder))
    result = run("chat", typed=typed)
    assert result.exit_code == 0
    _, card, end = result.output.partition("[Call now]" if shown else "[Get help now]")
    assert card
    called, summary, _ = end.partition("What to say on the phone")
    assert summary
    assert (shown in called) if shown else (PHONE not in result.output)
    assert result.output.count(PHONE) == (1 if shown else 0)
