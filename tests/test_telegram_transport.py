"""Calls to Telegram over aiohttp: what Telegram says arrives, what goes wrong is told, and the token stays secret."""

import asyncio
import logging
import time
import traceback
from collections.abc import AsyncIterator

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.app import UnreachableError
from bot.channels.telegram import outgoing, pace, transport
from bot.channels.telegram.outgoing import Outbox, delivered
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.place import Place
from bot.channels.telegram.transport import Transport
from bot.core.messages import Button, Contact, Reply
from tests.botapi import BotAPI, User
from tests.botapi.faults import Kind

SECRET = "secret-of-the-bot"
TOKEN = f"123:{SECRET}"


@pytest.fixture
async def line() -> AsyncIterator[Transport]:
    """A transport that is ready."""
    line = transport.request(8)
    await line.initialize()
    yield line
    await line.shutdown()


@pytest.fixture
def ann(server: BotAPI) -> User:
    """A patient."""
    return server.user(first_name="Ann")


@pytest.fixture
def bot(server: BotAPI, line: Transport) -> Bot:
    """A bot on the server, by this transport."""
    return Bot(server.token, base_url=server.base_url, request=line, get_updates_request=line)


def texts(error: BaseException) -> str:
    """All that an exception, its causes and its printed form say."""
    told, one = "".join(traceback.format_exception(error)), error
    while one.__cause__ is not None:
        one = one.__cause__
        told += repr(one)
    return told + repr(error)


# The transport


async def test_a_call_arrives_as_it_was_made(server: BotAPI, ann: User, bot: Bot, line: Transport) -> None:
    """Text in any script, numbers and nested objects reach Telegram, and its answer comes back."""
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Über & <more>", callback_data="x")]])
    began = time.monotonic()
    message = await bot.send_message(ann.id, "Ça va? \N{BABY} &amp;", parse_mode="HTML", reply_markup=markup)
    reply = await ann.reply()
    assert (reply.text, reply.labels) == ("Ça va? \N{BABY} &", ["Über & <more>"])
    assert message.message_id == reply.message_id
    assert line.last_success >= began
    assert line.failures == 0


async def test_files_are_posted_as_a_form(server: BotAPI, line: Transport) -> None:
    """A call with a file reaches Telegram with its other parameters."""
    values = {"url": "http://127.0.0.1:9/", "certificate": InputFile(b"bytes", filename="a.pem")}
    data = RequestData([RequestParameter.from_input(name, value) for name, value in values.items()])
    assert await line.post(f"{server.base_url}{server.token}/setWebhook", data) is True
    assert server.webhook
    assert server.webhook.url == "http://127.0.0.1:9/"
    server.set_webhook(None)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("400", BadRequest), ("401", InvalidToken), ("403", Forbidden), ("404", InvalidToken), ("429", RetryAfter),
        ("500", NetworkError), ("502", NetworkError), ("reset", NetworkError), ("no_result", NetworkError),
        ("not_json", NetworkError), ("hang", TimedOut),
    ],
)  # fmt: skip
async def test_what_goes_wrong_is_told_by_its_kind(
    server: BotAPI,
    bot: Bot,
    line: Transport,
    caplog: pytest.LogCaptureFixture,
    kind: Kind,
    error: type[TelegramError],
) -> None:
    """Each failure has its own error; neither that nor any log holds the address, the token or a page."""
    caplog.set_level(logging.DEBUG)
    server.fault("getMe", kind)
    with pytest.raises(error) as caught:
        await bot.get_me(read_timeout=0.1 if kind == "hang" else 10)
    assert type(caught.value) is error
    logged = [record.getMessage() for record in caplog.records if not record.name.startswith("uvicorn")]  # the server
    told = texts(caught.value) + "".join(logged)
    assert server.token.partition(":")[2] not in told
    assert "<html>" not in told
    assert line.failures == (kind not in ("400", "401", "403", "404"))
    assert (line.last_success > 0) == (kind in ("400", "403", "429"))
    await bot.get_me()


async def test_a_connection_outlives_the_patience_of_its_calls(server: BotAPI, bot: Bot, line: Transport) -> None:
    """How long a call waits for its answer says nothing of how long its connection is kept; a long wait is told so."""
    server.latency = 0.3
    with pytest.raises(TimedOut):
        await bot.get_me(read_timeout=0.05)
    server.latency = 0.0
    await bot.get_me(read_timeout=1)
    await asyncio.sleep(1.2)
    assert await bot.get_me()
    assert line.failures == 1


async def test_nobody_listens(line: Transport) -> None:
    """A refused connection is a network error that does not name the address."""
    bot = Bot(TOKEN, base_url="http://127.0.0.1:9/bot", request=line)
    with pytest.raises(NetworkError) as caught:
        await bot.get_me()
    assert SECRET not in texts(caught.value)


async def answering(status: str, body: bytes) -> tuple[asyncio.Server, str]:
    """A server that answers every request with the same, as a proxy might; and its address."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(answer, "127.0.0.1", 0)
    return listening, f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/bot"


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        ("401 Unauthorized", f"<html>/bot{TOKEN}/getMe is not here</html>", NetworkError),
        ("404 Not Found", f'{{"message": "no route to /bot{TOKEN}"}}', NetworkError),
        ("302 Found\r\nLocation: http://127.0.0.1:9/", "", NetworkError),
        ("200 OK", '["ok"]', NetworkError),
        ("200 OK", "[" * 100_000, NetworkError),
        ("413 Too Large", '{"ok": false, "error_code": 413, "description": "Too Large"}', BadRequest),
        ("nonsense", "", NetworkError),
    ],
)
async def test_what_a_proxy_says_is_no_word_of_telegram(
    line: Transport, status: str, body: str, error: type[TelegramError]
) -> None:
    """Only an answer in Telegram's own form can refuse the token or a call; redirections are not followed."""
    listening, address = await answering(status, body.encode())
    async with listening:
        with pytest.raises(error) as caught:
            await Bot(TOKEN, base_url=address, request=line).get_me()
    assert type(caught.value) is error
    assert SECRET not in texts(caught.value)
    assert line.last_success == 0


async def test_a_proxy_of_the_environment_is_used(line: Transport, monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls go through the proxy that the environment names, except to the hosts that it excepts."""
    listening, address = await answering("200 OK", b'{"ok": true, "result": {"id": 1}}')
    monkeypatch.setenv("http_proxy", address.removesuffix("/bot"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    async with listening:
        assert await line.post("http://telegram.invalid/bot123:abc/getMe") == {"id": 1}
        with pytest.raises(NetworkError):
            await line.post("http://127.0.0.1:9/bot123:abc/getMe")


async def test_connections_are_kept_and_limited(server: BotAPI, ann: User) -> None:
    """More calls than connections are all answered, one after the other, on the connections that are open."""
    server.latency = 0.02
    line = transport.request(2)
    async with line:
        bot = Bot(server.token, base_url=server.base_url, request=line)
        await asyncio.gather(*(bot.send_message(ann.id, str(number)) for number in range(10)))
    assert len(await ann.replies(10)) == 10


async def test_it_starts_again_after_its_end(server: BotAPI, line: Transport) -> None:
    """After a shutdown calls are refused until it is made ready again."""
    address = f"{server.base_url}{server.token}/getMe"
    await line.shutdown()
    await line.shutdown()
    with pytest.raises(NetworkError):
        await line.post(address)
    await line.initialize()
    await line.initialize()
    assert await line.post(address)
    assert isinstance(line, BaseRequest)


# Sending until it is taken


async def test_retries_are_told(server: BotAPI, ann: User, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each call that is made again is counted, whatever was wrong; the pauses double up to their limit."""
    monkeypatch.setattr(outgoing, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(outgoing, "LONGEST_PAUSE", 0.02)
    for kind in ("502", "reset", "not_json", "no_result"):
        server.fault("sendMessage", kind)
    told: list[None] = []
    await Outbox(bot, Place(ann.id), lambda: told.append(None)).send(Reply("hello"))
    assert (await ann.reply()).text == "hello"
    assert len(told) == 4


async def test_what_telegram_took_is_not_sent_again(server: BotAPI, line: Transport) -> None:
    """An answer that python-telegram-bot cannot parse still means that the message is out."""
    listening, address = await answering("200 OK", b'{"ok": true, "result": {"message_id": "odd"}}')
    async with listening:
        await Outbox(Bot("1:a", base_url=address, request=line), Place(1)).send(Reply("hello"))


async def test_a_group_that_moved_is_given_up() -> None:
    """ChatMigrated and 400 end the sending; 403 is told to the bot."""

    async def failing(error: TelegramError) -> bool:
        raise error

    assert await delivered(lambda: failing(ChatMigrated(5))) is None
    assert await delivered(lambda: failing(BadRequest("Chat not found"))) is None
    with pytest.raises(UnreachableError):
        await delivered(lambda: failing(Forbidden("bot was blocked by the user")))


async def test_an_edit_that_changes_nothing_is_done(server: BotAPI, ann: User, bot: Bot) -> None:
    """'message is not modified' sends nothing anew."""
    shown = await bot.send_message(ann.id, "same")
    await Outbox(bot, Place(ann.id, shown.message_id)).send(Reply("same", edit=True))
    assert len(server.sent) == 1


async def test_a_card_that_is_refused_comes_as_text(server: BotAPI, ann: User, bot: Bot) -> None:
    """The number to call reaches her, as a card or else as words, with its buttons."""
    reply = Reply("Call 1234", contact=Contact("Clinic", "+1234"), buttons=((Button("Topics", "topics"),),))
    await Outbox(bot, Place(ann.id)).send(reply)
    assert (await ann.reply()).body["contact"]["phone_number"] == "+1234"
    server.fault("sendContact", "400")
    await Outbox(bot, Place(ann.id)).send(reply)
    said = await ann.reply()
    assert (said.text, said.labels) == ("Call 1234", ["Topics"])


async def test_a_press_is_not_confirmed_for_ever(server: BotAPI, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    """A press that cannot be confirmed is let go after a while, so that it holds nothing up."""
    monkeypatch.setattr(outgoing, "PRESS_LASTS", 0.05)
    server.fault("answerCallbackQuery", "502", chance=1.0)
    await Outbox(bot, Place(1, press="1")).confirm()
    assert server.calls("answerCallbackQuery")


# The bot's own limit


async def test_the_bot_slows_down_when_most_calls_have_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """When Telegram limits the bot as a whole, calls go out one by one, and freely again when nobody is in line."""
    monkeypatch.setattr(pace, "PER_SECOND", 20.0)
    monkeypatch.setattr(pace, "CALM", 0.05)
    line = Pace()
    for _ in range(pace.RECENT // 2 + 1):
        line.heard(wait=True)
    began = time.monotonic()
    await asyncio.gather(*(line.turn() for _ in range(6)))
    assert time.monotonic() - began > 0.25
    await asyncio.sleep(0.1)
    began = time.monotonic()
    await asyncio.gather(*(line.turn() for _ in range(6)))
    assert time.monotonic() - began < 0.2


async def test_one_limited_chat_slows_nobody_down() -> None:
    """Now and then a call that has to wait changes nothing for the others."""
    line = Pace()
    for number in range(200):
        line.heard(wait=number % 3 == 0)
    began = time.monotonic()
    await asyncio.gather(*(line.turn() for _ in range(100)))
    assert time.monotonic() - began < 2
