"""What the preview says of the content over HTTP, and what happens while its files change."""

import re
from pathlib import Path

from bot.channels.preview.unanswered import Row
from bot.content.library import load
from bot.core.flows.format import Results
from tests.content.folder import good, write
from tests.preview.running import Client, content, preview


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


async def test_unanswered_questions(folder: Path, client: Client) -> None:
    """What is kept of unanswered questions is shown as it is given, asked for anew each time."""
    assert await client.get("unanswered") == []
    rows = [Row("can i <b>fly</b>", 3, ("causes",))]
    async with preview(content(folder.parent / "other" / "intents"), unanswered=lambda: rows) as other:
        await other.at("live")
        assert await other.get("unanswered") == [{"asked": "can i <b>fly</b>", "count": 3, "nearest": ["causes"]}]
        rows.clear()
        assert await other.get("unanswered") == []
