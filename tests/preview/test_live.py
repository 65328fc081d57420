"""What the preview says of the content over HTTP, and what happens while its files change."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.content.library import load
from bot.core.flows.format import Results
from tests.content.folder import good, write
from tests.preview.running import Asked, Client, preview


async def test_a_mistake_is_named_and_the_old_content_goes_on(client: Client, folder: Path) -> None:
    """A file with a mistake is refused with its place, the old content answers, and mended it is live."""
    write(folder, "en/causes.yaml", good("causes").replace("answer:", "answer: ["))
    state = await client.at("refused")
    problems = await client.get("problems")
    assert state["errors"] == sum(problem["severity"] == "error" for problem in problems) > 0
    assert re.match(r"intents/en/causes\.yaml:\d+:\d+$", problems[0]["place"])
    assert "It is causes." in await client.say("tell me about causes")
    write(folder, "en/causes.yaml", good("causes").replace("It is causes.", "Nobody knows why."))
    after = await client.at("live", but=state["revision"])
    assert after["errors"] == 0
    assert await client.get("problems") == []
    assert "Nobody knows why." in await client.say("tell me about causes")


async def test_added_and_removed_files(client: Client, folder: Path) -> None:
    """A new file's intent is among the topics, and one whose file is gone is not."""

    async def topics() -> list[str]:
        chat = await client.send({"command": "topics"})
        return [button["label"] for row in chat["messages"][-1]["buttons"] for button in row]

    before = (await client.get("state"))["revision"]
    path = write(folder, "en/pessary.yaml", good("pessary").replace("What is it?", "A pessary"))
    state = await client.at("live", but=before)
    assert state["intents"] == 6
    assert "A pessary" in await topics()
    path.unlink()
    assert (await client.at("live", but=state["revision"]))["intents"] == 5
    assert "A pessary" not in await topics()


async def test_begins_with_broken_content(folder: Path) -> None:
    """With a needed file broken from the start the page is there, names the mistake, and talks once it is mended."""
    flags = (folder / "en" / "red_flags.yaml").read_text()
    write(folder, "en/red_flags.yaml", "flags: {")
    async with preview(folder) as client:
        await client.at("waiting")
        assert "intents/en/red_flags.yaml:2:1" in (await client.get("problems"))[0]["place"]
        assert (await client.get("chats"))["commands"] == {}
        assert (await client.get("flow"), await client.get("intents")) == (None, [])
        answer = await client.http.post("/api/chats/1/events", json={"text": "hello"})
        assert (answer.status_code, answer.json()["says"]) == (409, "the bot has no content yet: see the problems")
        write(folder, "en/red_flags.yaml", flags)
        await client.at("live")
        assert "It is causes." in await client.say("tell me about causes")


async def test_the_chat_goes_on_while_new_words_are_learnt(client: Client, folder: Path) -> None:
    """Learning is said and holds up nobody, and a file that is saved once more meanwhile is not missed."""
    client.teacher.ready.clear()
    before = (await client.get("state"))["revision"]
    write(folder, "en/causes.yaml", good("causes").replace("It is causes.", "One."))
    await client.at("learning")
    assert "It is causes." in await client.say("tell me about causes")
    write(folder, "en/causes.yaml", good("causes").replace("It is causes.", "Two, and more."))
    client.teacher.ready.set()
    await client.at("live", but=before)
    assert "Two, and more." in await client.say("tell me about causes")


async def test_a_bug_while_reading_does_not_end_it(client: Client, folder: Path) -> None:
    """When reading fails in a way that nobody foresaw, the page says so, and the old content goes on."""
    client.teacher.fails = True
    write(folder, "en/causes.yaml", good("causes").replace("It is causes.", "One."))
    state = await client.at("refused")
    assert (await client.get("problems"))[0]["says"] == "it could not be read: RuntimeError"
    assert "It is causes." in await client.say("tell me about causes")
    client.teacher.fails = False
    write(folder, "en/causes.yaml", good("causes").replace("It is causes.", "Two, and more."))
    await client.at("live", but=state["revision"])
    assert "Two, and more." in await client.say("tell me about causes")


async def test_intents_with_missed_phrases(folder: Path) -> None:
    """Each intent stands there with its phrases; one that misses is named with what took it, and comes first."""
    missing = good("symptoms").replace("explain symptoms", "please tell me about causes")
    write(folder, "en/symptoms.yaml", missing)
    async with preview(folder) as client:
        await client.at("live", tested=True)
        rows = await client.get("intents")
    assert len(rows) == 5
    assert rows[0]["name"] == "symptoms"
    assert rows[0]["missed"][0]["phrase"] == "please tell me about causes"
    assert rows[0]["missed"][0]["took"] == "causes"
    assert all(row["examples"] and row["shown"] for row in rows)


async def test_the_chart_shows_the_whole_check(client: Client, folder: Path) -> None:
    """The chart has every step with every choice, where each leads, and every card at the end."""
    flow = load(folder).flow
    drawn = await client.get("flow")
    assert [step["short"] for step in drawn["steps"]] == [step.short for step in flow.steps]
    for step, shown in zip(flow.steps, drawn["steps"], strict=True):
        labels = [choice.label for choice in step.choices] + [flow.words.skip] * step.skip
        assert [way["label"] for way in shown["ways"]] == labels
        assert all(way["to"] for way in shown["ways"])
    assert [(way["level"], way["to"]) for way in drawn["steps"][0]["ways"]] == [
        ("emergency", flow.results.emergency.title),
        ("", flow.steps[1].short),
    ]
    assert [card["level"] for card in drawn["results"]] == list(Results.model_fields)


FLY, FEE = "can i <b>fly</b>", "what does a visit cost"


@pytest.fixture
async def asked(folder: Path) -> AsyncIterator[tuple[Client, Asked]]:
    """The preview of the folder with three questions that nothing answered."""
    kept = Asked([FLY, FLY, FEE])
    async with preview(folder, questions=kept) as client:
        await client.at("live")
        yield client, kept


async def does(client: Client, doing: str, asked: str, intent: str, *, new: bool = False) -> Any:
    """The answer to a try, or to an addition."""
    answer = await client.http.post(f"/api/unanswered/{doing}", json={"asked": asked, "intent": intent, "new": new})
    return answer.json() | {"status": answer.status_code}


async def test_unanswered_questions(asked: tuple[Client, Asked]) -> None:
    """They are grouped and counted with what is nearest, looked up anew each time; a database that is down says so."""
    client, kept = asked
    told = await client.get("unanswered")
    assert [(group["asked"], group["count"]) for group in told["groups"]] == [(FLY, 2), (FEE, 1)]
    assert "causes" in told["intents"]
    assert "red_flags" not in told["intents"]
    kept.down = True
    told = await client.get("unanswered")
    assert (told["groups"], told["says"]) == ([], "the database is down: start it")


async def test_a_question_is_tried_and_added(asked: tuple[Client, Asked], folder: Path) -> None:
    """A try tells what would change and writes nothing; added, it is in the file, is learnt, and leaves the list."""
    client, kept = asked
    await client.get("unanswered")
    path = folder / "en" / "treatment.yaml"
    before = path.read_text()
    told = await does(client, "try", FEE, "treatment")
    assert told["then"].startswith("treatment (")
    assert not told["now"].startswith("treatment (")
    assert (told["file"], told["tried"]) == ("intents/en/treatment.yaml", 5)
    assert (path.read_text(), len(kept.kept)) == (before, 3)
    revision = (await client.get("state"))["revision"]
    told = await does(client, "add", FEE, "treatment")
    file, line = told["place"].split(":")
    assert file == "intents/en/treatment.yaml"
    assert path.read_text().splitlines()[int(line) - 1] == f"  - {FEE}"
    assert kept.kept == [FLY, FLY]
    await client.at("live", but=revision)
    assert "It is treatment." in await client.say(FEE)


async def test_a_new_intent_is_a_draft(asked: tuple[Client, Asked], folder: Path) -> None:
    """A new intent changes nothing yet: `check` only warns, and the chat and other changes go on meanwhile."""
    client, kept = asked
    await client.get("unanswered")
    told = await does(client, "try", FEE, "fees", new=True)
    assert (told["unused"], told["file"]) == ("it is new, and has no answer yet", "intents/en/fees.yaml")
    before = (await client.get("state"))["revision"]
    assert (await does(client, "add", FEE, "fees", new=True))["place"] == "intents/en/fees.yaml:1"
    state = await client.at("live", but=before)
    assert (state["errors"], state["warnings"], state["intents"]) == (0, 1, 5)
    assert "a draft" in (await client.get("problems"))[0]["says"]
    assert "fees" in (await client.get("unanswered"))["intents"]
    assert (await does(client, "try", FLY, "fees"))["unused"] == "fees.yaml is a draft"
    assert FEE not in kept.kept


async def test_what_cannot_be_added(asked: tuple[Client, Asked], folder: Path) -> None:
    """A question that is not kept, no intent, a name outside of the folder, a file with mistakes: said, not written."""
    client, kept = asked
    await client.get("unanswered")
    before = {path: path.read_bytes() for path in folder.parent.rglob("*.yaml")}
    for question, intent, new in ((FEE, "nothing", False), (FEE, "red_flags", False), (FEE, "../../out", True),
                                  (FEE, "causes", True), ("another", "causes", False)):  # fmt: skip
        told = await does(client, "add", question, intent, new=new)
        assert told["status"] == 400
        assert told["says"]
    assert {path: path.read_bytes() for path in folder.parent.rglob("*.yaml")} == before
    assert len(kept.kept) == 3
    assert (await does(client, "delete", FEE, "causes"))["status"] == 400
