"""The preview on a small folder of content, for tests."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from bot.channels.preview.running import previewing
from bot.channels.preview.unanswered import Questions
from bot.storage.store import StoreError
from tests.content.folder import good, small, write

TITLES = {
    "what_is": "What is it?",
    "causes": "Why does it happen?",
    "symptoms": "Which signs?",
    "treatment": "What helps?",
}


def content(folder: Path) -> Path:
    """Small content with titles that can be told apart, and a phone number."""
    small(folder)
    for name, title in TITLES.items():
        write(folder, f"en/{name}.yaml", good(name).replace("What is it?", title))
    clinic = (folder / "clinic.yaml").read_text()
    named = clinic.replace('contact_name: ""', 'contact_name: "The maternity unit"')
    write(folder, "clinic.yaml", named.replace('contact_phone: ""', 'contact_phone: "+44 1632 960 001"'))
    return folder


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def token(page: str) -> str:
    """The token in the page."""
    return page.partition('name="preview-token" content="')[2].partition('"')[0]


@dataclass
class Client:
    """Speaks to the preview as its page does."""

    address: str
    http: httpx.AsyncClient
    teacher: "Teacher"

    async def get(self, what: str) -> Any:
        """The JSON of one of the page's questions."""
        answer = await self.http.get(f"/api/{what}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def send(self, event: dict[str, Any], chat: int = 1) -> Any:
        """The chat after an event."""
        answer = await self.http.post(f"/api/chats/{chat}/events", json=event)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def say(self, text: str, chat: int = 1) -> str:
        """What the bot says to a text, in its last bubble."""
        found = await self.send({"text": text}, chat)
        return str(found["messages"][-1]["text"])

    async def press(self, label: str, chat: int = 1) -> Any:
        """The chat after a press on the last button of that label."""
        chats = (await self.get("chats"))["chats"]
        messages = next(one for one in chats if one["id"] == chat)["messages"]
        found = [(m["id"], b["data"]) for m in messages for row in m["buttons"] for b in row if label in b["label"]]
        return await self.send({"tap": found[-1][1], "message": found[-1][0]}, chat)

    async def at(self, stage: str, *, but: str | None = None, tested: bool = False) -> Any:
        """The state once it has come to a stage, with a revision other than one, and perhaps with its tests run."""
        state: dict[str, Any] = {}
        limit = time.monotonic() + 10
        while time.monotonic() < limit:
            state = await self.get("state")
            if state["stage"] == stage and state["revision"] != but and state["tested"] >= tested:
                return state
            await asyncio.sleep(0.02)
        raise TimeoutError(state)


@dataclass
class Asked:
    """Questions kept in memory; `down` makes the store fail."""

    kept: list[str]
    down: bool = False

    async def wordings(self) -> list[str]:
        """All of them."""
        if self.down:
            raise StoreError("the database is down: start it")
        return list(self.kept)

    async def drop(self, wordings: set[str]) -> None:
        """Lets go of some."""
        self.kept = [one for one in self.kept if one not in wordings]


@dataclass
class Teacher:
    """Learns small content in the test's own process, where it takes no time; may be told to wait, or to fail."""

    ready: asyncio.Event = field(default_factory=asyncio.Event)
    fails: bool = False

    def __post_init__(self) -> None:
        self.ready.set()

    async def learn(self, _folder: Path, _language: str) -> None:
        """Leaves the learning to whoever loads the content."""
        await self.ready.wait()
        if self.fails:
            raise RuntimeError


@asynccontextmanager
async def preview(folder: Path, *, questions: Questions | None = None) -> AsyncIterator[Client]:
    """The preview of a folder until the block ends."""
    port, teacher = free_port(), Teacher()
    async with (
        previewing(folder, port, questions=questions, learn=teacher.learn, pause=0.03) as address,
        httpx.AsyncClient(base_url=address, trust_env=False, timeout=10) as http,
    ):
        http.headers["X-Preview-Token"] = token((await http.get("/")).text)
        yield Client(address, http, teacher)
