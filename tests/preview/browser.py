"""Real Chromium over its DevTools protocol: a page to look at, click, type into, and listen to for errors."""

import asyncio
import base64
import itertools
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
"""The browser of this machine, or nothing."""
_KEYS = {"Enter": (13, "\r"), "Tab": (9, ""), "ArrowRight": (39, ""), "ArrowLeft": (37, ""), "End": (35, ""),
         "Home": (36, ""), "Escape": (27, ""), " ": (32, " ")}  # fmt: skip


@contextmanager
def chromium() -> Iterator[str]:
    """A headless Chromium with a profile of its own until the block ends; gives the address of its protocol."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        flags = ["--headless", "--remote-debugging-port=0", f"--user-data-dir={profile}", "--no-first-run",
                 "--disable-gpu", "--disable-dev-shm-usage", "--lang=en"]  # fmt: skip
        if os.name == "posix" and os.geteuid() == 0:
            flags.append("--no-sandbox")  # Chromium refuses its sandbox to root
        own = {**os.environ, "TMPDIR": profile}  # it leaves files there that are to go, too
        quiet = subprocess.DEVNULL
        process = subprocess.Popen([CHROMIUM, *flags, "about:blank"], env=own, stdout=quiet, stderr=quiet)
        try:
            yield _address(Path(profile) / "DevToolsActivePort", process)
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _address(written: Path, process: "subprocess.Popen[bytes]") -> str:
    """Where the browser says that it listens, once it does."""
    limit = time.monotonic() + 20
    while time.monotonic() < limit and process.poll() is None:
        with suppress(OSError, ValueError):
            port, _path = written.read_text().split()
            return f"http://127.0.0.1:{port}"
        time.sleep(0.02)
    raise TimeoutError("Chromium did not start")


class Page:
    """One tab. `errors` are the console's errors and everything that a script did not catch."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.errors: list[str] = []
        self._socket = socket
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}

    async def listen(self) -> None:
        """Takes what the browser sends, until it is closed."""
        async for message in self._socket:
            told = json.loads(message.data)
            if "id" in told:
                self._waiting.pop(told["id"]).set_result(told)
            self._note(told.get("method", ""), told.get("params", {}))

    def _note(self, method: str, told: dict[str, Any]) -> None:
        if method == "Runtime.exceptionThrown":
            self.errors.append(str(told["exceptionDetails"].get("exception", told["exceptionDetails"])))
        elif method == "Runtime.consoleAPICalled" and told["type"] in ("error", "warning", "assert"):
            self.errors.append(str(told["args"]))
        elif method == "Log.entryAdded" and told["entry"]["level"] in ("error", "warning"):
            self.errors.append(f"{told['entry']['text']} {told['entry'].get('url', '')}")

    async def call(self, method: str, **parameters: Any) -> Any:
        """One command of the protocol; raises AssertionError with what the browser says against it."""
        number = next(self._numbers)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        async with asyncio.timeout(30):
            told = await self._waiting[number]
        assert "error" not in told, (method, told)
        return told["result"]

    async def run(self, script: str) -> Any:
        """What a JavaScript expression comes to, promises awaited."""
        told = await self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    async def until(self, script: str, seconds: float = 30.0) -> None:
        """Waits until an expression is true; TimeoutError names it, and what the page shows."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            if await self.run(f"!!({script})"):
                return
            await asyncio.sleep(0.02)
        shown = await self.run("document.body.innerText.slice(-2000)")
        raise TimeoutError(f"not within {seconds} s: {script}\n{shown}")

    async def click(self, selector: str, text: str = "") -> None:
        """Clicks with the mouse on the last element that matches, and holds a text if one is given."""
        found = f"[...document.querySelectorAll({json.dumps(selector)})].filter(e => e.checkVisibility() && "
        found += f"e.textContent.includes({json.dumps(text)})).at(-1)"
        await self.until(f"!!{found}")
        place = "(e => { e.scrollIntoView({block: 'center', behavior: 'instant'}); "
        place += f"const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }})({found})"
        x, y = await self.run(place)
        for kind in ("mousePressed", "mouseReleased"):
            await self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    async def press(self, *keys: str) -> None:
        """Presses keys by name, one after the other."""
        for key in keys:
            code, text = _KEYS[key]
            told = {"key": key, "code": "Space" if key == " " else key, "windowsVirtualKeyCode": code}
            await self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **told)
            await self.call("Input.dispatchKeyEvent", type="keyUp", **told)

    async def type(self, text: str) -> None:
        """Types into what has the focus."""
        await self.call("Input.insertText", text=text)

    async def look(self, width: int, height: int, *, dark: bool = False, still: bool = True) -> None:
        """Sets the window's size in CSS pixels and what the system asks for."""
        await self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        wishes = {
            "prefers-color-scheme": "dark" if dark else "light",
            "prefers-reduced-motion": "reduce" if still else "",
        }
        await self.call("Emulation.setEmulatedMedia", features=[{"name": k, "value": v} for k, v in wishes.items()])

    async def shot(self) -> bytes:
        """What the window shows, as a PNG."""
        told = await self.call("Page.captureScreenshot", format="png")
        return base64.b64decode(told["data"])


@asynccontextmanager
async def opened(browser: str, address: str, *, width: int = 1440, height: int = 900) -> AsyncIterator[Page]:
    """A new tab on an address, loaded; closed when the block ends."""
    async with aiohttp.ClientSession() as session:
        async with session.put(f"{browser}/json/new?about:blank") as made:
            target = await made.json()
        async with session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as socket:
            page = Page(socket)
            listening = asyncio.create_task(page.listen())
            for domain in ("Page", "Runtime", "Log"):
                await page.call(f"{domain}.enable")
            await page.look(width, height)
            await page.call("Page.navigate", url=address)
            await page.until(f"document.readyState === 'complete' && location.href.startsWith({json.dumps(address)})")
            yield page
            await page.call("Page.close")
            listening.cancel()
