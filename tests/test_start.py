"""The program as an operator meets it: started as a process, told to stop, killed, and started again."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.core.knowledge import Knowledge
from tests.botapi import BotAPI, Reply, User
from tests.conftest import ROOT, until

TOKEN = "123456:" + "SecretPartOfTheToken_" * 2
WRONG = "654321:" + "AnotherSecretOfAToken" * 2
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to stop a process gently")


@pytest.fixture
async def server() -> AsyncIterator[BotAPI]:
    """A Bot API server that knows the token."""
    server = BotAPI(TOKEN)
    async with server.running():
        yield server


async def start(folder: Path, *arguments: str, stdin: int = DEVNULL, env: dict[str, str] | None = None) -> Process:
    """Starts the program in a folder of its own, with these settings and none of the machine's."""
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
    return await asyncio.create_subprocess_exec(
        sys.executable, str(ROOT / "run_bot.py"), *arguments,
        cwd=folder, env=keep | (env or {}), stdin=stdin, stdout=PIPE, stderr=PIPE,
    )  # fmt: skip


async def ended(process: Process, typed: str | bytes = b"", *, within: float = 20) -> tuple[int, str, str]:
    """The exit code and all that a process printed."""
    data = typed if isinstance(typed, bytes) else typed.encode()
    async with asyncio.timeout(within):
        out, err = await process.communicate(data or None)
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


@contextlib.asynccontextmanager
async def telegram(folder: Path, server: BotAPI, **settings: str) -> AsyncIterator[Process]:
    """The bot on Telegram as a process; killed at the end of the block if it still runs."""
    known = {"TELEGRAM_BOT_TOKEN": server.token, "TELEGRAM_BASE_URL": server.base_url}
    process = await start(folder, env=known | settings)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


# Without Telegram


async def test_without_a_token(tmp_path: Path, knowledge: Knowledge) -> None:
    """One line says what to set and how to talk anyway; the console chat answers over a pipe and ends well."""
    code, out, err = await ended(await start(tmp_path, stdin=PIPE), "/topics\n2\nwhat causes it\n")
    assert code == 0
    assert err.count("\n") == 1
    assert "TELEGRAM_BOT_TOKEN" in err
    assert out.count(f"[{knowledge.intents['causes'].title}]") == 2
    assert not os.listdir(tmp_path)


async def test_the_console_reads_whatever_comes(tmp_path: Path, knowledge: Knowledge) -> None:
    """Bytes that are no text, an empty line and a missing line end are no reason to stop, nor a narrow terminal."""
    typed = b"\xff\xfe\n\n\x00\r\n/help\r\nwhat causes it"
    code, out, err = await ended(await start(tmp_path, "chat", stdin=PIPE, env={"PYTHONIOENCODING": "ascii"}), typed)
    assert (code, err) == (0, "")
    assert f"[{knowledge.intents['causes'].title}]" in out


async def test_telegram_without_a_token(tmp_path: Path) -> None:
    """Asked for Telegram without a token, it says in one line what to set."""
    code, out, err = await ended(await start(tmp_path, "telegram"))
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "TELEGRAM_BOT_TOKEN" in err


# Settings


async def test_wrong_settings_are_named_together(tmp_path: Path) -> None:
    """All wrong settings are named at once with what they should be, and no value is shown."""
    wrong = {
        "TELEGRAM_BOT_TOKEN": "secret-1",
        "TELEGRAM_BASE_URL": "secret-2",
        "DATABASE_URL": "postgresql://me:secret-3@[host/db",
        "SESSION_KEYS": "secret-1,secret-2",
        "LANGUAGES": "secret-0",
        "STAFF_CHAT_ID": "0",
        "SESSION_TTL_HOURS": "secret-4",
        "WEBHOOK_URL": "https://[secret-7",
        "WEBHOOK_SECRET": "secret 8",
        "PORT": "secret-9",
        "LOG_FORMAT": "secret-5",
        "LOG_LEVEL": "secret-6",
    }
    code, out, err = await ended(await start(tmp_path, env=wrong))
    assert (code, out) == (1, "")
    assert [line.split(":")[0].strip() for line in err.splitlines()[1:]] == list(wrong)
    assert "secret" not in err


async def test_settings_from_a_file(tmp_path: Path) -> None:
    """.env is read as editors on Windows write it: with a mark at its start, spaces and their line ends."""
    (tmp_path / ".env").write_bytes(b"\xef\xbb\xbfLOG_LEVEL=debug\r\nTELEGRAM_BOT_TOKEN= not a token \r\n")
    code, _, err = await ended(await start(tmp_path))
    assert code == 1
    assert err.count("TELEGRAM_BOT_TOKEN") == 1
    assert "LOG_LEVEL" not in err
    assert "not a token" not in err


async def test_a_settings_file_in_another_encoding(tmp_path: Path) -> None:
    """A .env that is not UTF-8 is named in one line."""
    (tmp_path / ".env").write_text(f"TELEGRAM_BOT_TOKEN={TOKEN}\n", encoding="utf-16")
    code, _, err = await ended(await start(tmp_path))
    assert (code, err.count("\n")) == (1, 1)
    assert ".env" in err


async def test_content_or_database_that_cannot_be_used(tmp_path: Path, server: BotAPI) -> None:
    """A folder without content ends the start in clear words; without its database the bot goes on, and says so."""
    (tmp_path / "bot.sqlite3").write_bytes(b"no database " * 100)
    async with telegram(tmp_path, server, INTENTS_DIR=str(tmp_path)) as content:
        code, _, err = await ended(content)
    assert code == 1
    assert str(tmp_path) in err
    assert "Traceback" not in err
    ann = server.user(first_name="Ann")
    async with telegram(tmp_path, server, DATABASE_URL=f"sqlite:///{tmp_path}/bot.sqlite3") as process:
        await ann.says("what are the symptoms")
        assert "spotting" in (await ann.reply(10)).text
        process.terminate()
        code, _, err = await ended(process)
    assert code == 0
    assert err.count("the database is down") == 1
    assert "bot.sqlite3" in err


# Telegram


async def test_a_wrong_token(tmp_path: Path, server: BotAPI) -> None:
    """A token that Telegram does not know gives one clear line and exit code 1, and is not shown."""
    async with telegram(tmp_path, server, TELEGRAM_BOT_TOKEN=WRONG, LOG_LEVEL="DEBUG") as process:
        code, out, err = await ended(process)
    assert (code, out) == (1, "")
    assert "Telegram does not know this TELEGRAM_BOT_TOKEN" in err.splitlines()[-1]
    assert "Traceback" not in err
    assert WRONG.split(":")[1] not in err


async def test_the_token_is_never_printed(tmp_path: Path, server: BotAPI) -> None:
    """A whole run at LOG_LEVEL=DEBUG, with failures, prints neither the token nor what she wrote; SIGTERM ends it."""
    ann = server.user(first_name="Ann")
    for method, kind in (("getMe", "502"), ("sendMessage", "400"), ("getUpdates", "reset"), ("sendMessage", "502")):
        server.fault(method, kind)  # type: ignore[arg-type]
    async with telegram(tmp_path, server, LOG_LEVEL="DEBUG") as process:
        for text in ("zebra words of mine", "/check", "no"):
            await ann.says(text)
        await ann.replies(2, timeout=15)
        await ann.raw({"message": {"text": "zebra"}})
        await server.acknowledged()
        process.send_signal(signal.SIGTERM)
        code, out, err = await ended(process, within=10)
    assert (code, out) == (0, "")
    assert err.count("turn") >= 3
    for secret in (TOKEN, TOKEN.split(":")[1], "zebra", str(ann.id), "Traceback"):
        assert secret not in err


async def test_killed_in_the_middle_of_a_check(tmp_path: Path, server: BotAPI) -> None:
    """After kill -9 and a new start the check goes on where it was, and what was not answered is answered."""
    ann = server.user(first_name="Ann")
    async with telegram(tmp_path, server) as process:
        await ann.says("/check")
        first = await ann.reply(20)
        second = await tapped(ann, "No, none of these", first)
        assert "Step 2" in second.text
        await server.acknowledged()
        stuck = server.fault("editMessageText", "hang", chance=1.0)
        await ann.taps("No, none of these", second)
        await until(lambda: stuck.hits > 0)
        process.kill()
        await process.communicate()
    server.faults.clear()
    assert server.pending() == 1
    async with telegram(tmp_path, server) as process:
        third = await ann.reply(20)
        assert "Step 3" in third.text
        await server.acknowledged()
        ticked = await tapped(ann, third.labels[0], third)
        assert ticked.labels[0] != third.labels[0]
        process.send_signal(signal.SIGTERM)
        code, _, _ = await ended(process, within=10)
    assert code == 0
    assert len(server.sent) == 4


async def test_stopped_while_a_reply_cannot_go_out(tmp_path: Path, server: BotAPI) -> None:
    """SIGTERM ends the process in under ten seconds with code 0, also while Telegram takes no reply."""
    ann = server.user(first_name="Ann")
    async with telegram(tmp_path, server) as process:
        await ann.says("/start")
        await ann.reply(20)
        stuck = server.fault("sendMessage", "hang", chance=1.0)
        await ann.says("/help")
        await until(lambda: stuck.hits > 0)
        process.send_signal(signal.SIGTERM)
        code, _, err = await ended(process, within=10)
    assert code == 0
    assert "Traceback" not in err


async def tapped(user: User, label: str, message: Reply) -> Reply:
    """What a pressed button brings."""
    await user.taps(label, message)
    return await user.reply()


async def test_a_check_goes_on_with_a_new_key(tmp_path: Path, server: BotAPI) -> None:
    """A check begun under one key goes on after a restart with another; no answer of it stands in the files."""
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    ann = server.user(first_name="Ann")
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path}/data/bot.sqlite3"}
    async with telegram(tmp_path, server, SESSION_KEYS=old, **settings) as process:
        await ann.says("/check")
        before = await ann.reply(30)
        await server.acknowledged()
        process.terminate()
        await ended(process)
    kept = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())
    assert b"symptom_check" not in kept
    assert b"progress" not in kept
    async with telegram(tmp_path, server, SESSION_KEYS=f"{new},{old}", **settings) as process:
        await ann.says("no")
        assert (await ann.reply(30)).text != before.text
        await server.acknowledged()
        process.terminate()
        _, _, err = await ended(process)
    assert old not in err
    assert new not in err
