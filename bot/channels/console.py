"""The chat in a terminal: one line a message, a number presses a button."""

import io
import re
import sys
import textwrap
import time
from collections.abc import Iterable
from typing import TextIO

from bot.app import Bot
from bot.arrival import Arrival
from bot.core.messages import Button, Command, Event, Reply, Tap, Text

CHAT = 0
_COMMAND = re.compile(r"^/([a-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?$", re.IGNORECASE | re.DOTALL)


class Console:
    """A conversation over two text streams; the buttons of the latest message that had some can be pressed."""

    def __init__(self, bot: Bot, lines: Iterable[str], out: TextIO, *, prompt: bool) -> None:
        self._bot = bot
        self._lines = lines
        self._out = out
        self._prompt = prompt
        self._buttons: list[Button] = []

    async def run(self) -> None:
        """Talks until the input ends."""
        await self._handle(Command("start"))
        self._ask()
        for line in self._lines:
            text = line.rstrip("\r\n")
            if not self._prompt:
                self._out.write(f"> {text}\n")
            await self._handle(self._event(text))
            self._ask()

    def _event(self, text: str) -> Event:
        match = _COMMAND.match(text.strip())
        if match:
            return Command(match[1].lower(), match[2] or "")
        number = text.strip()
        if number.isdecimal() and 1 <= int(number[:4]) <= len(self._buttons):
            return Tap(self._buttons[int(number) - 1].data)
        return Text(text)

    async def _handle(self, event: Event) -> None:
        await self._bot.handle(Arrival(time.time_ns(), CHAT, event), self._show)

    async def _show(self, reply: Reply) -> None:
        parts = [f"[{reply.title}]"] if reply.title else []
        parts += [textwrap.fill(line, 88) if line else "" for line in reply.text.split("\n")]
        buttons = [button for row in reply.buttons for button in row]
        parts += [f"  {number}) {button.label}" for number, button in enumerate(buttons, 1)]
        self._buttons = buttons or self._buttons
        self._out.write("\n" + "\n".join(parts) + "\n\n")
        self._out.flush()

    def _ask(self) -> None:
        if self._prompt:
            self._out.write("> ")
            self._out.flush()


async def talk(bot: Bot) -> None:
    """Talks over standard input and output; what cannot be read or shown becomes a replacement mark."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    await Console(bot, sys.stdin, sys.stdout, prompt=sys.stdin.isatty()).run()
