"""Live reload: sound changes go live between two turns, and nothing else does."""

import asyncio
import io
import os
import shutil
import time
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from bot import reloading
from bot.app import Bot
from bot.arrival import Arrival
from bot.content.__main__ import checked
from bot.content.adding import new_intent
from bot.content.library import load
from bot.content.problems import Problem
from bot.core.dialogue import Dialogue
from bot.core.knowledge import Knowledge
from bot.core.messages import Command, Event, Reply, Tap, Text
from bot.core.polyglot import Polyglot
from bot.core.session import from_json
from bot.reloading import Reload
from bot.storage.memory import MemoryStore
from bot.telemetry import Telemetry
from bot.telemetry.metrics import Metrics
from tests.conftest import until
from tests.content.folder import INTENTS, good, small, write
from tests.logged import logged

ANN = 7_000_000_001
SOON = 15.0
"""Seconds within which a change is to be seen: another process reads and learns it, on a machine that does more."""


@dataclass
class World:
    """A bot that answers from a folder, what its patient and its staff were told, and its log."""

    folder: Path
    known: Knowledge
    log: io.StringIO
    told: list[str] = field(default_factory=list)
    sent: list[Reply] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = MemoryStore()
        self.metrics = Metrics(self.known.revision)
        self.bot = Bot(Dialogue(self.known), self.store, Telemetry(b"key", self.metrics))
        self.reload = Reload(self.bot, self.folder, self.tell)
        self.updates = count(1)

    async def tell(self, text: str) -> None:
        self.told.append(text)

    async def on(self, event: Event) -> str:
        """The patient's next event, and the last reply to it."""
        await self.bot.handle(Arrival(next(self.updates), ANN, event), self.send)
        return self.sent[-1].text

    async def send(self, reply: Reply) -> None:
        self.sent.append(reply)

    async def presses(self, label: str) -> str:
        [data] = [button.data for row in self.sent[-1].buttons for button in row if button.label.endswith(label)]
        return await self.on(Tap(data))

    @property
    def revision(self) -> str:
        return self.bot.dialogue.knowledge.revision

    @property
    def refused(self) -> bool:
        return b"bot_content_refused_total 1.0" in self.metrics.text()

    def says(self, words: str) -> None:
        """Changes the answer to one question."""
        write(self.folder, "en/causes.yaml", good("causes").replace("It is causes.", words))

    def breaks(self) -> None:
        """Writes a mistake into the same file, on its first line."""
        write(self.folder, "en/causes.yaml", good("causes").replace("title:", "titel:"))

    async def heard(self, beginning: str) -> str:
        """Waits until staff are told something."""
        await until(lambda: any(text.startswith(beginning) for text in self.told), SOON)
        return next(text for text in self.told if text.startswith(beginning))

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """The folder is watched within the block."""
        running = asyncio.create_task(self.reload.run())
        try:
            yield
            assert not running.done()
        finally:
            running.cancel()
            await asyncio.wait((running,))


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Knowledge]:
    """The small content, learnt once: its revision is the same in every folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BOT_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield load(small(tmp_path_factory.mktemp("content") / "intents"))


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, learnt: Knowledge) -> Iterator[World]:
    """A bot on a folder of its own."""
    monkeypatch.setattr(reloading, "QUIET", 100)
    monkeypatch.setattr(reloading, "LOOK", 0.3)
    monkeypatch.setattr(reloading, "PAUSE", 0.05)
    with logged() as log:
        yield World(small(tmp_path / "intents"), learnt, log)


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The files are checked as another process does it, but in a thread: where that is not the point, it is quicker."""

    async def here(folder: Path, languages: Collection[str]) -> tuple[str, dict[str, list[Problem]]]:
        return await asyncio.to_thread(checked, folder, languages)

    monkeypatch.setattr(reloading, "_checked", here)


LIVE, NOT_USED = "New content is live: ", "The new content has "


# What goes live


async def test_a_draft_does_not_hold_up_the_rest(world: World, in_process: None) -> None:
    """Beside an intent that is begun and not finished, other changes go live, and the bot does not know the draft."""
    world.says("Nobody knows why.")
    new_intent(world.folder / "en", "pets", "may my cat sleep on my bump", date(2026, 11, 22))
    await world.reload.again()
    assert world.told[-1].startswith(LIVE)
    assert "pets" not in world.bot.dialogue.knowledge.intents
    assert "Nobody knows why." in await world.on(Text("tell me about causes"))


async def test_a_changed_answer_goes_live_within_a_check(world: World) -> None:
    """The new words are answered between two turns, and her check goes on where it was."""
    choice = next(iter(world.bot.dialogue.knowledge.flow.steps[0].choices[1:]))
    await world.on(Command("check"))
    async with world.watched():
        world.says("It is quite another thing.")
        told = await world.heard(LIVE)
    assert told == f"{LIVE}{world.revision}"
    assert f'revision="{world.revision}"'.encode() in world.metrics.text()
    assert f'"revision": "{world.revision}"' in world.log.getvalue()
    await world.presses(choice.label)
    progress = from_json(world.store.sessions[ANN][0]).progress
    assert progress
    assert progress.step == world.bot.dialogue.knowledge.flow.steps[1].id
    await world.on(Command("cancel"))
    assert "It is quite another thing." in await world.on(Text("what is causes"))


@pytest.mark.usefixtures("in_process")
async def test_a_vanished_step_starts_over_with_an_apology(world: World) -> None:
    """A check that waits at a step which is no more is ended with an apology; the next one is the new one."""
    flow = world.bot.dialogue.knowledge.flow
    await world.on(Command("check"))
    await world.presses(flow.steps[0].choices[1].label)
    path = world.folder / "en" / "flows" / "symptom_check.yaml"
    assert flow.steps[1].id == "urgent"
    path.write_text(path.read_text().replace("- id: urgent\n", "- id: calling\n"))
    await world.reload.again()
    assert world.told == [f"{LIVE}{world.revision}"]
    assert (
        await world.presses(flow.steps[1].choices[1].label) == world.bot.dialogue.knowledge.replies.content_changed.says
    )
    assert from_json(world.store.sessions[ANN][0]).progress is None
    assert flow.steps[0].ask in await world.on(Command("check"))


@pytest.mark.usefixtures("in_process")
async def test_many_quick_changes_are_one(world: World) -> None:
    """Many files written one after the other, as `git pull` does, are learnt once."""
    asked: list[Path] = []
    here = reloading._checked

    async def counted(folder: Path, languages: Collection[str]) -> tuple[str, dict[str, list[Problem]]]:
        asked.append(folder)
        return await here(folder, languages)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reloading, "_checked", counted)
        async with world.watched():
            for number in range(15):
                world.says(f"It is the number {number}.")
                write(world.folder, f"en/topic{number}.yaml", good(f"topic{number}"))
                await asyncio.sleep(0.02)
            await world.heard(LIVE)
            await asyncio.sleep(0.5)
    assert len(world.told) == 1
    assert len(asked) <= 2
    assert "topic14" in world.bot.dialogue.knowledge.intents


@pytest.mark.usefixtures("in_process")
async def test_what_changed_before_the_watch_began(world: World) -> None:
    """A change between the start and the first look is seen, without any further one."""
    world.says("It is early.")
    async with world.watched():
        await world.heard(LIVE)


async def test_what_is_no_content_is_passed_over(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor's own files beside the content start nothing."""

    async def never(_folder: Path) -> tuple[str, list[Problem]]:
        raise AssertionError

    monkeypatch.setattr(reloading, "_checked", never)
    async with world.watched():
        for name in ("en/.causes.yaml.swp", "en/causes.yaml~", "notes.txt", "en/4913"):
            write(world.folder, name, "x")
        await asyncio.sleep(0.6)
    assert world.told == []
    assert "AssertionError" not in world.log.getvalue()


# What does not


async def test_a_mistake_is_refused(world: World) -> None:
    """Content with a mistake is named with its place to log and staff, counted, and the old one stays."""
    before = world.revision
    async with world.watched():
        world.breaks()
        told = await world.heard(NOT_USED)
        place = f"{world.folder}/en/causes.yaml:1:1: error: unknown key 'titel': did you mean 'title'?"
        assert "mistake" in told.splitlines()[0]
        assert place in told
        assert place in world.log.getvalue()
        assert world.refused
        assert world.revision == before
        assert "It is causes." in await world.on(Text("what is causes"))
        world.says("It is mended.")
        await world.heard(LIVE)
    assert "It is mended." in await world.on(Text("what is causes"))


@pytest.mark.usefixtures("in_process")
async def test_a_language_whose_files_are_gone(world: World) -> None:
    """When a language's folder is taken away, staff and the log are told that it is not offered any more."""
    world.bot.dialogue = Polyglot(dict.fromkeys(("en", "es"), Dialogue(world.known)))
    world.says("It is new.")
    await world.reload.again()
    [told] = world.told
    assert told == f"{LIVE}{world.revision}\nNot offered any more, because the files are gone: es"
    assert "not offered any more" in world.log.getvalue()


@pytest.mark.usefixtures("in_process")
async def test_many_mistakes(world: World) -> None:
    """Of many mistakes staff are told some, and how many more there are."""
    for number in range(9):
        write(world.folder, f"en/bad{number}.yaml", good(f"bad{number}").replace("source: leaflet", "source: hearsay"))
    await world.reload.again()
    [told] = world.told
    assert told.startswith("The new content has 9 mistakes and is not used:\n")
    assert len(told.splitlines()) == 1 + reloading.SHOWN + 1
    assert told.endswith(f"and {9 - reloading.SHOWN} more: run `check`")


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("end", [9, 60, 150])
async def test_a_half_written_file(world: World, end: int) -> None:
    """A file that is still being written harms nothing: it is refused or taken as it is, and then taken whole."""
    text = good("causes").replace("It is causes.", "It is whole.")
    write(world.folder, "en/causes.yaml", text[:end])
    await world.reload.again()
    assert world.told[0].startswith(NOT_USED)
    assert "It is causes." in await world.on(Text("what is causes"))
    write(world.folder, "en/causes.yaml", text)
    await world.reload.again()
    assert "It is whole." in await world.on(Text("what is causes"))


@pytest.mark.usefixtures("in_process")
async def test_a_deleted_folder(world: World) -> None:
    """Without its folder the bot goes on with what it knows; when the folder is back, it is watched again."""
    aside = world.folder.with_name("aside")
    async with world.watched():
        await asyncio.sleep(0.2)
        shutil.copytree(world.folder, aside)
        shutil.rmtree(world.folder)
        await world.heard(NOT_USED)
        assert "It is causes." in await world.on(Text("what is causes"))
        aside.rename(world.folder)
        world.says("It is back.")
        await world.heard(LIVE)
        world.told.clear()
        world.says("It is watched.")
        await world.heard(LIVE)
    assert "It is watched." in await world.on(Text("what is causes"))


@pytest.mark.usefixtures("in_process")
async def test_a_link_to_another_folder(world: World, tmp_path: Path) -> None:
    """When another folder is put in place by a link, as deployments do, it goes live, and so do changes in it."""
    world.folder.rename(tmp_path / "one")
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    world.folder.symlink_to(tmp_path / "one")
    async with world.watched():
        await asyncio.sleep(0.2)
        text = good("causes").replace("It is causes.", "It is the second.")
        write(tmp_path / "two", "en/causes.yaml", text)
        (tmp_path / "link").symlink_to(tmp_path / "two")
        os.replace(tmp_path / "link", world.folder)
        await world.heard(LIVE)
        world.told.clear()
        world.says("It is the third.")
        await world.heard(LIVE)


@pytest.mark.usefixtures("in_process")
async def test_what_changes_while_it_is_checked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what was checked goes live: a mistake saved meanwhile is found, and refused."""
    here, before = reloading._checked, world.revision

    async def meanwhile(folder: Path, languages: Collection[str]) -> tuple[str, dict[str, list[Problem]]]:
        monkeypatch.setattr(reloading, "_checked", here)
        found = await here(folder, languages)
        world.breaks()
        return found

    monkeypatch.setattr(reloading, "_checked", meanwhile)
    world.says("It is sound.")
    await world.reload.again()
    assert world.told[0].startswith(NOT_USED)
    assert world.revision == before


# What fails


CHILDREN = {
    "ends with 1": "exit 1",
    "is killed": "kill -9 $$",
    "prints nothing": "exit 0",
    "prints garbage": "echo hello",
    "prints bytes": "printf '\\377\\376'",
    "prints other JSON": "echo '[1, 2]'",
    "prints half": 'printf \'{"revision": "\'',
    "prints odd errors": 'echo \'{"revision": "x", "errors": [[1]]}\'',
}


def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Stands another program in place of Python for the check."""
    path = tmp_path / "child"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    monkeypatch.setattr("bot.reloading.sys.executable", str(path))


@pytest.mark.parametrize("name", CHILDREN)
async def test_a_check_that_fails(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A check that ends badly is logged, and told to staff once; the old content stays."""
    before = world.revision
    child(tmp_path, monkeypatch, CHILDREN[name])
    world.says("It is new.")
    await world.reload.again()
    await world.reload.again()
    assert world.told == ["The new content could not be loaded, and the old one stays: see the log."]
    assert world.log.getvalue().count("the content could not be loaded anew") == 2
    assert world.revision == before


async def test_after_a_check_that_failed(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The watch outlives a check that fails, and tries the same files again by itself."""
    with monkeypatch.context() as patch:
        child(tmp_path, patch, "exit 1")
        async with world.watched():
            world.says("It is new.")
            await world.heard("The new content could not be loaded")
            patch.undo()
            await world.heard(LIVE)
    assert "It is new." in await world.on(Text("what is causes"))


async def test_a_program_that_is_not_there(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when no process can be started, the old content stays and the log says so."""
    monkeypatch.setattr("bot.reloading.sys.executable", "/nowhere/python")
    await world.reload.again()
    assert "the content could not be loaded anew" in world.log.getvalue()


@pytest.mark.parametrize("how", ["time is up", "the bot stops"])
async def test_a_check_that_never_ends(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """Turns go on while a check takes its time; it is ended when its time is up, and when the bot stops."""
    child(tmp_path, monkeypatch, f"echo $$ > {tmp_path}/pid; exec sleep 60")
    monkeypatch.setattr(reloading, "PATIENCE", 0.4 if how == "time is up" else 60.0)
    world.says("It is new.")
    learning = asyncio.create_task(world.reload.again())
    await until(lambda: (tmp_path / "pid").exists() and bool((tmp_path / "pid").read_text()))
    began = time.perf_counter()
    assert "It is causes." in await world.on(Text("what is causes"))
    assert time.perf_counter() - began < 0.5
    if how == "the bot stops":
        learning.cancel()
    await asyncio.wait((learning,), timeout=5)
    assert learning.done()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


@pytest.mark.usefixtures("in_process")
async def test_staff_that_cannot_be_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever becomes of the word to staff, the watch goes on."""
    told = world.tell

    async def fails(_text: str) -> None:
        monkeypatch.setattr(world.reload, "_tell", told)
        raise RuntimeError("this Application is not running")

    monkeypatch.setattr(world.reload, "_tell", fails)
    async with world.watched():
        world.says("It is new.")
        await until(lambda: "watching the content failed" in world.log.getvalue(), SOON)
        assert "It is new." in await world.on(Text("what is causes"))
        world.says("It is newer.")
        await world.heard(LIVE)


@pytest.mark.usefixtures("in_process")
async def test_the_same_content_is_no_news(world: World) -> None:
    """Files that were touched and hold the same words change nothing, and nobody is told."""
    dialogue = world.bot.dialogue
    await world.reload.again()
    assert world.told == []
    assert world.bot.dialogue is dialogue


# Other languages


@pytest.mark.usefixtures("in_process")
async def test_a_language_goes_live_and_a_broken_one_keeps_its_last_good_files(world: World) -> None:
    """A new language goes live by itself; when its danger signs break, it stays as it was and English is renewed."""
    shutil.copytree(world.folder / "en", world.folder / "es")
    for name in ("red_flags.yaml", "replies.yaml", "flows/symptom_check.yaml"):
        shutil.copy(INTENTS / "es" / name, world.folder / "es" / name)
    await world.reload.again()
    before = world.bot.dialogue.languages["es"]
    assert "Español" in [button.label for row in (await _asked(world)).buttons for button in row]
    write(world.folder, "es/red_flags.yaml", "broken: [")
    world.says("It is new.")
    world.told.clear()
    await world.reload.again()
    assert world.told[0].startswith(LIVE)
    assert world.told[1].startswith("The new content in the language 'es' has ")
    assert world.bot.dialogue.languages["es"] is before
    assert "It is new." in await world.on(Text("what is causes"))


async def _asked(world: World) -> Reply:
    await world.on(Command("language"))
    return world.sent[-1]
