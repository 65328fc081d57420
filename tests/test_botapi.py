"""The loopback Bot API server behaves like the real one in what the bot relies on."""

import asyncio
import itertools
import json
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, MessageHandler, filters

from tests.botapi import BotAPI, Button
from tests.botapi.markup import parse_html
from tests.botapi.media import MEDIA

Ask = Callable[..., Coroutine[Any, Any, Any]]


@pytest.fixture
async def server() -> AsyncIterator[BotAPI]:
    server = BotAPI(conflict_pause=0.2, webhook_pause=0, retry_scale=0.01)
    async with server.running():
        yield server


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=5) as client:
        yield client


@pytest.fixture
def ask(server: BotAPI, client: httpx.AsyncClient) -> Ask:
    """Calls a method; gives its result, or "<status> <description>" of the refusal."""

    async def ask(method: str, **params: Any) -> Any:
        answer = (await client.post(f"{server.base_url}{server.token}/{method}", json=params)).json()
        return answer["result"] if answer["ok"] else f"{answer['error_code']} {answer['description']}"

    return ask


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


class Receiver:
    """A webhook: keeps what it gets and answers 200, or 500 so many times to a text; hold delays each answer."""

    def __init__(self, fails: dict[str, int] | None = None, *, hold: float = 0, reply: bytes = b"") -> None:
        self.fails = fails or {}
        self.hold, self.reply = hold, reply
        self.got: list[dict[str, Any]] = []
        self.times: list[float] = []
        self.heads: list[str] = []
        self.open = self.most = 0
        self.news = asyncio.Event()

    async def __aenter__(self) -> "Receiver":
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}/hook"
        return self

    async def __aexit__(self, *_: object) -> None:
        self.server.close()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                size = int(head.lower().split("content-length: ")[1].split("\r\n")[0])
                self.heads.append(head)
                self.got.append(json.loads(await reader.readexactly(size)))
                self.times.append(time.monotonic())
                self.open += 1
                self.most = max(self.most, self.open)
                await asyncio.sleep(self.hold)
                self.open -= 1
                self.news.set()
                text = texts(self.got[-1:])[0]
                self.fails[text] = self.fails.get(text, 0) - 1
                status = 500 if self.fails[text] >= 0 else 200
                kind = "Content-Type: application/json\r\n" if self.reply else ""
                answer = f"HTTP/1.1 {status} Status\r\n{kind}Content-Length: {len(self.reply)}\r\n\r\n"
                writer.write(answer.encode() + self.reply)
        except asyncio.IncompleteReadError:
            writer.close()

    async def wait(self, count: int) -> None:
        async with asyncio.timeout(2):
            while len(self.got) < count or self.open:
                self.news.clear()
                await self.news.wait()


# How calls are read


@pytest.mark.parametrize("way", ["query", "json", "urlencoded", "multipart"])
async def test_every_way_to_send_parameters(server: BotAPI, client: httpx.AsyncClient, way: str) -> None:
    """GET, JSON, urlencoded and multipart calls all do the same."""
    user = server.user()
    url, params = f"{server.base_url}{server.token}/SENDMESSAGE", {"chat_id": str(user.id), "text": "a & b é"}
    if way == "query":
        answer = await client.get(url, params=params)
    elif way == "json":
        answer = await client.post(url, json=params | {"chat_id": user.id, "reply_markup": None})
    elif way == "urlencoded":
        answer = await client.post(url, data=params)
    else:
        answer = await client.post(url, data=params, files={"unused": ("a.txt", b"x")})
    assert answer.status_code == 200
    assert (await user.reply()).text == "a & b é"
    [call] = server.calls("sendMessage")
    assert call.status == 200
    assert call.ended is not None
    assert call.params["text"] == "a & b é"


async def test_unknown_token_and_method(server: BotAPI, client: httpx.AsyncClient) -> None:
    """An unknown token is 401 with Telegram's body, an unknown method 404."""
    answer = await client.get(f"{server.base_url}1:wrong/getMe")
    assert answer.status_code == 401
    assert answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert (await client.get(f"{server.base_url}{server.token}/getNothing")).status_code == 404


# getUpdates


async def test_offset_acknowledges(server: BotAPI, ask: Ask) -> None:
    """An offset acknowledges all below it; negative counts from the end; one from the future forgets nothing."""
    server.repeat_window = 0
    user = server.user()
    for word in "abcde":
        await user.says(word)
    first = await ask("getUpdates", limit=2)
    assert texts(first) == ["a", "b"]
    assert server.pending() == 5
    assert texts(await ask("getUpdates", offset=first[-1]["update_id"] + 1)) == ["c", "d", "e"]
    assert server.pending() == 3
    assert texts(await ask("getUpdates", offset=first[0]["update_id"] + 10**6)) == ["c", "d", "e"]
    assert texts(await ask("getUpdates", offset=-1)) == ["e"]
    assert server.pending() == 1


async def test_same_offset_at_once(server: BotAPI, ask: Ask) -> None:
    """The same offset again within the window gets one update only; the rule can be switched off."""
    for word in "abc":
        await server.user().says(word)
    assert len(await ask("getUpdates", offset=0)) == 3
    assert len(await ask("getUpdates", offset=0)) == 1
    server.repeat_window = 0
    assert len(await ask("getUpdates", offset=0)) == 3


async def test_long_poll(server: BotAPI, ask: Ask) -> None:
    """A waiting getUpdates is answered when an update comes, and empty at the end of its timeout."""
    user = server.user()
    poll = asyncio.create_task(ask("getUpdates", timeout=10))
    await asyncio.sleep(0.05)
    await user.says("wake up")
    async with asyncio.timeout(0.5):
        [update] = await poll
    began = time.monotonic()
    assert await ask("getUpdates", offset=update["update_id"] + 1, timeout=1) == []
    assert 0.9 < time.monotonic() - began < 1.3


async def test_two_polls_conflict(server: BotAPI, ask: Ask) -> None:
    """A second waiting getUpdates ends the first with 409; a further 409 is held back for a pause."""
    polls = []
    for _ in range(3):
        polls.append(asyncio.create_task(ask("getUpdates", timeout=10)))
        await asyncio.sleep(0.05)
    assert polls[0].done()
    assert (await polls[0]).startswith("409 Conflict: terminated by other getUpdates request")
    assert not polls[1].done()
    assert (await polls[1]).startswith("409 Conflict")
    await server.user().says("hi")
    assert texts(await polls[2]) == ["hi"]


async def test_allowed_updates(server: BotAPI, ask: Ask) -> None:
    """Kinds that are not allowed are not kept; an empty list is the default again."""
    user = server.user()
    await ask("getUpdates", allowed_updates=["callback_query"])
    await user.says("not wanted")
    assert server.pending() == 0
    await ask("getUpdates", allowed_updates=[])
    await user.says("wanted")
    assert await user.raw({"message_reaction": {}}) is None
    assert server.pending() == 1


# Messages


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "message text is empty"),
        ("<b> </b>\n", "message text is empty"),
        ("x" * 4097, "message is too long"),
        ("😀" * 2049, "message is too long"),
        ("😀" * 2048, None),
        ("<b>" + "x" * 4096 + "</b>", None),
    ],
)
async def test_text_limits(server: BotAPI, ask: Ask, text: str, complaint: str | None) -> None:
    """A text has 1 to 4096 UTF-16 units after parsing."""
    answer = await ask("sendMessage", chat_id=server.user().id, text=text, parse_mode="HTML")
    assert answer == f"400 Bad Request: {complaint}" if complaint else answer["text"]


@pytest.mark.parametrize(
    ("html", "complaint"),
    [
        ("a <b>c", 'Can\'t find end tag corresponding to start tag "b"'),
        ("é<b><i>x</b></i>", 'Unmatched end tag at byte offset 9, expected "</i>", found "</b>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("line<br/>", 'Unsupported start tag "br/" at byte offset 4'),
        ("1 < 2 > 0", 'Unsupported start tag "" at byte offset 2'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ('<a href="x>y</a>', "Unclosed start tag at byte offset 0"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
async def test_broken_html(server: BotAPI, ask: Ask, html: str, complaint: str) -> None:
    """HTML that Telegram cannot parse is refused in its words."""
    answer = await ask("sendMessage", chat_id=server.user().id, text=html, parse_mode="HTML")
    assert answer == f"400 Bad Request: can't parse entities: {complaint}"


def test_good_html() -> None:
    """HTML becomes plain text and entities that count in UTF-16 units."""
    html = '😀 <b>a <i>&lt;b&gt;</i></b> &amp;&quot;&nbsp; <a href="http://x/?a=1&amp;b">go</a>'
    plain, entities = parse_html(html + '<pre><code class="language-py">x</code></pre>')
    assert plain == '😀 a <b> &"&nbsp; gox'
    assert entities == [
        {"type": "bold", "offset": 3, "length": 5},
        {"type": "italic", "offset": 5, "length": 3},
        {"type": "text_link", "offset": 18, "length": 2, "url": "http://x/?a=1&b"},
        {"type": "pre", "offset": 20, "length": 1, "language": "py"},
    ]


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ([[{"text": "a", "callback_data": "x" * 64}]], None),
        ([[{"text": "a", "callback_data": "é" * 33}]], "BUTTON_DATA_INVALID"),
        ([[{"text": "a", "callback_data": ""}]], "BUTTON_DATA_INVALID"),
        ([[{"text": "", "callback_data": "x"}]], "inline keyboard button text must be non-empty"),
        ([[{"text": "a", "url": "http://x"}] * 5] * 20, None),
        ([[{"text": "a", "callback_data": "x"}]] * 101, "reply markup is too long"),
    ],
)
async def test_keyboard_limits(server: BotAPI, ask: Ask, rows: Any, complaint: str | None) -> None:
    """Buttons have a text and 1 to 64 bytes of data, and there are at most 100."""
    answer = await ask("sendMessage", chat_id=server.user().id, text="x", reply_markup={"inline_keyboard": rows})
    assert answer == f"400 Bad Request: {complaint}" if complaint else answer["reply_markup"]


async def test_edits(server: BotAPI, ask: Ask) -> None:
    """An edit replaces text and keyboard; the same again, an unknown message and a person's message are refused."""
    user = server.user()
    keys = json.dumps({"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]})
    sent = await ask("sendMessage", chat_id=user.id, text="one", reply_markup=keys)
    place = {"chat_id": user.id, "message_id": sent["message_id"]}
    assert (await user.reply()).buttons == [Button("A", "a")]
    same = await ask("editMessageText", **place, text="one", reply_markup=keys)
    assert same.startswith("400 Bad Request: message is not modified: ")
    assert (await ask("editMessageText", **place, text="two"))["text"] == "two"
    edit = await user.reply()
    assert (edit.text, edit.edited, edit.buttons, edit.message_id) == ("two", True, [], sent["message_id"])
    assert (await ask("editMessageReplyMarkup", **place)).startswith("400 Bad Request: message is not modified: ")
    assert (await ask("editMessageReplyMarkup", **place, reply_markup=keys))["text"] == "two"
    assert await ask("editMessageText", **place | {"message_id": 99}, text="x") == (
        "400 Bad Request: message to edit not found"
    )
    theirs = {"chat_id": user.id, "message_id": (await user.says("mine"))["message_id"]}
    assert await ask("editMessageText", **theirs, text="x") == "400 Bad Request: message can't be edited"
    assert await ask("deleteMessage", **place) is True
    assert await ask("deleteMessage", **place) == "400 Bad Request: message to delete not found"


async def test_copies_contacts_and_answers(server: BotAPI, ask: Ask) -> None:
    """Copies, forwards and contacts arrive, and a message can be sent as an answer to another."""
    user, other = server.user(), server.user()
    said = await user.says("original")
    source = {"from_chat_id": user.id, "message_id": said["message_id"]}
    assert "message_id" in await ask("copyMessage", chat_id=other.id, **source)
    assert (await ask("forwardMessage", chat_id=other.id, **source))["forward_origin"]["sender_user"]["id"] == user.id
    assert [reply.text for reply in await other.replies(2)] == ["original"] * 2
    sent = await ask("sendContact", chat_id=user.id, phone_number="+1", first_name="Ward")
    assert sent["contact"] == {"phone_number": "+1", "first_name": "Ward"}
    wanted = {"message_id": said["message_id"]}
    answer = await ask("sendMessage", chat_id=user.id, text="x", reply_parameters=wanted)
    assert answer["reply_to_message"]["text"] == "original"
    missing = await ask("sendMessage", chat_id=user.id, text="x", reply_parameters={"message_id": 999})
    assert missing == "400 Bad Request: message to be replied not found"


async def test_blocked_and_unknown_chats(server: BotAPI, ask: Ask) -> None:
    """A person who blocked the bot is 403, and the bot is told; a chat nobody knows is 400."""
    user = server.user()
    await user.blocks()
    for call in (("sendMessage", {"text": "x"}), ("sendChatAction", {"action": "typing"})):
        assert await ask(call[0], chat_id=user.id, **call[1]) == "403 Forbidden: bot was blocked by the user"
    await user.unblocks()
    assert await ask("sendChatAction", chat_id=user.id, action="typing") is True
    assert user.chat.actions == ["typing"]
    updates = await ask("getUpdates")
    assert [update["my_chat_member"]["new_chat_member"]["status"] for update in updates] == ["kicked", "member"]
    assert await ask("sendMessage", chat_id=5, text="x") == "400 Bad Request: chat not found"


async def test_presses(server: BotAPI, ask: Ask) -> None:
    """A press is answered by its id, until it is too old; an unknown id is refused in the same words."""
    user, stale = server.user(), "400 Bad Request: query is too old and response timeout expired or query ID is invalid"
    keys = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    await ask("sendMessage", chat_id=user.id, text="one", reply_markup=keys)
    press = await user.taps("A", await user.reply())
    assert await ask("answerCallbackQuery", callback_query_id=press.id, text="done") is True
    assert press.answers == ["done"]
    server.query_lifetime = 0
    late = await user.taps("A")
    assert await ask("answerCallbackQuery", callback_query_id=late.id) == stale
    assert await ask("answerCallbackQuery", callback_query_id="77") == stale
    assert not late.answered
    with pytest.raises(LookupError, match="'A'"):
        await user.taps("B")


@pytest.mark.parametrize(
    ("method", "params", "complaint"),
    [
        ("setMyCommands", {"commands": [{"command": "start", "description": "Begin"}]}, None),
        ("setMyCommands", {"commands": [{"command": "Start", "description": "Begin"}]}, "BOT_COMMAND_INVALID"),
        (
            "setMyCommands",
            {"commands": [{"command": "s" * 33, "description": "x"}]},
            "command length must not exceed 32",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "a", "description": ""}]},
            "command description must be non-empty",
        ),
        ("setMyDescription", {"description": "x" * 512}, None),
        ("setMyDescription", {"description": "x" * 513}, "bot description is too long"),
        ("setMyShortDescription", {"short_description": "x" * 121}, "bot short description is too long"),
        ("setMyName", {"name": "x" * 65}, "bot name is too long"),
        ("setChatMenuButton", {"menu_button": {"type": "commands"}}, None),
    ],
)
async def test_profile(ask: Ask, method: str, params: dict[str, Any], complaint: str | None) -> None:
    """Commands, names and descriptions keep Telegram's limits."""
    assert await ask(method, **params) == (f"400 Bad Request: {complaint}" if complaint else True)


async def test_commands_by_language(ask: Ask) -> None:
    """Commands are kept for each scope and language."""
    await ask("setMyCommands", commands=[{"command": "start", "description": "Begin"}])
    await ask("setMyCommands", commands=[{"command": "start", "description": "Los"}], language_code="de")
    assert (await ask("getMyCommands", language_code="de"))[0]["description"] == "Los"
    assert (await ask("getMyCommands"))[0]["description"] == "Begin"


# Faults


@pytest.mark.parametrize(
    ("kind", "status", "body"),
    [
        ("502", 502, "<h1>502 Bad Gateway</h1>"),
        ("401", 401, '"description": "Unauthorized"'),
        ("404", 404, '"error_code": 404'),
        ("429", 429, '"parameters": {"retry_after": 7}'),
        ("no_result", 200, '{"ok":true}'),
        ("not_json", 200, "<html>"),
    ],
)
async def test_spoilt_answers(server: BotAPI, client: httpx.AsyncClient, kind: Any, status: int, body: str) -> None:
    """An ordered fault spoils one answer, and the call is not carried out."""
    user = server.user()
    fault = server.fault("sendMessage", kind, retry_after=7)
    url, params = f"{server.base_url}{server.token}/sendMessage", {"chat_id": user.id, "text": "x"}
    answer = await client.post(url, json=params)
    assert answer.status_code == status
    assert body in answer.text
    assert (await client.post(url, json=params)).json()["ok"]
    assert fault.hits == 1
    assert len(user.chat.messages) == 1


async def test_cut_connections(server: BotAPI, ask: Ask) -> None:
    """A reset closes the socket; with accepted the message was sent all the same. Others may be left hanging."""
    user, other = server.user(), server.user()
    server.fault("sendMessage", "reset", times=2)
    server.fault("sendMessage", "reset", accepted=True)
    server.fault("sendMessage", "hang", chance=1.0, chat=other.id)
    for _ in range(3):
        with pytest.raises(httpx.TransportError):
            await ask("sendMessage", chat_id=user.id, text="x")
    assert len(user.chat.messages) == 1
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await ask("sendMessage", chat_id=other.id, text="x")
    assert (await ask("sendMessage", chat_id=user.id, text="x"))["text"] == "x"
    await asyncio.sleep(0.02)
    assert [call.status for call in server.calls("sendMessage")] == [0, 0, 0, 0, 200]


async def test_delay_and_latency(server: BotAPI, ask: Ask) -> None:
    """A delay holds one call back, latency all of them."""
    server.fault("getMe", "delay", seconds=0.2)
    began = time.monotonic()
    await ask("getMe")
    assert 0.2 <= time.monotonic() - began < 0.4
    server.latency = 0.1
    began = time.monotonic()
    await ask("getMe")
    assert 0.1 <= time.monotonic() - began < 0.3


async def test_chance_is_seeded() -> None:
    """Faults by chance are the same for the same seed."""

    def met(seed: int) -> list[bool]:
        server = BotAPI(seed=seed)
        server.fault("*", "502", chance=0.3)
        return [server.faults.next("getMe", {}) is not None for _ in range(200)]

    assert met(1) == met(1) != met(2)
    assert 30 < sum(met(1)) < 90


# Webhook


async def test_webhook_order(server: BotAPI, ask: Ask) -> None:
    """One delivery at a time in each chat and in order, chats side by side, at most max_connections at once."""
    users = [server.user() for _ in range(6)]
    async with Receiver(hold=0.02) as hook:
        await ask("setWebhook", url=hook.url, secret_token="s3cret", max_connections=3)
        for number, user in itertools.product("12", users):
            await user.says(number)
        await server.acknowledged(2)
        by_chat = {user.id: "" for user in users}
        for update in hook.got:
            by_chat[update["message"]["chat"]["id"]] += update["message"]["text"]
        await ask("deleteWebhook")
    assert set(by_chat.values()) == {"12"}
    assert hook.most == 3
    assert "X-Telegram-Bot-Api-Secret-Token: s3cret\r\n" in hook.heads[0]


async def test_webhook_retries(server: BotAPI, ask: Ask) -> None:
    """A delivery that fails is repeated at once, then after growing pauses; the chat waits, other chats do not."""
    user, other = server.user(), server.user()
    server.retry_scale = 0.03
    async with Receiver({"first": 4}) as hook:
        await ask("setWebhook", url=hook.url, max_connections=2)
        await user.says("first")
        await user.says("second")
        await hook.wait(3)
        await other.says("other")
        await server.acknowledged(2)
        info = await ask("getWebhookInfo")
        await ask("deleteWebhook")
    assert texts(hook.got) == ["first", "first", "first", "other", "first", "first", "second"]
    mine = [at for at, text in zip(hook.times, texts(hook.got), strict=True) if text == "first"]
    pauses = [after - before for before, after in itertools.pairwise(mine)]
    assert pauses == pytest.approx([0, 0.06, 0.12, 0.24], abs=0.05)
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Status"


async def test_webhook_window(server: BotAPI, ask: Ask) -> None:
    """Only twice max_connections updates are looked at: one chat that fails can hold up the others."""
    user, other = server.user(), server.user()
    async with Receiver({"first": 4}) as hook:
        await ask("setWebhook", url=hook.url, max_connections=1)
        for word in ("first", "second"):
            await user.says(word)
        await other.says("other")
        await server.acknowledged(2)
        await ask("deleteWebhook")
    assert texts(hook.got) == ["first"] * 5 + ["second", "other"]


async def test_webhook_down(server: BotAPI, ask: Ask, unused_tcp_port: int) -> None:
    """Nothing is lost while nobody listens; getUpdates is 409 meanwhile, and works again after deleteWebhook."""
    await ask("setWebhook", url=f"http://127.0.0.1:{unused_tcp_port}/")
    await server.user().says("hi")
    await asyncio.sleep(0.1)
    assert (await ask("getUpdates")).startswith("409 Conflict: can't use getUpdates method while webhook is active")
    assert (await ask("getWebhookInfo"))["last_error_message"] == "Connection refused"
    await ask("deleteWebhook")
    assert texts(await ask("getUpdates")) == ["hi"]


async def test_set_webhook_rules(server: BotAPI, ask: Ask) -> None:
    """setWebhook ends a waiting poll, may drop what waits, and is 429 twice within the pause."""
    server.webhook_pause = 1
    poll = asyncio.create_task(ask("getUpdates", timeout=10))
    await asyncio.sleep(0.05)
    async with Receiver() as hook:
        assert await ask("setWebhook", url=hook.url) is True
        assert await poll == "409 Conflict: terminated by setWebhook request"
        assert await ask("setWebhook", url=hook.url) == "429 Too Many Requests: retry after 1"
        await ask("deleteWebhook")
    await server.user().says("old")
    await ask("deleteWebhook", drop_pending_updates=True)
    assert server.pending() == 0


async def test_method_in_webhook_answer(server: BotAPI, ask: Ask) -> None:
    """A method in the webhook's answer is carried out."""
    user = server.user()
    reply = json.dumps({"method": "sendMessage", "chat_id": user.id, "text": "inline"}).encode()
    async with Receiver(reply=reply) as hook:
        await ask("setWebhook", url=hook.url)
        await user.says("hi")
        assert (await user.reply()).text == "inline"
        await ask("deleteWebhook")


# People


@pytest.mark.parametrize("kind", MEDIA)
async def test_media_parse(server: BotAPI, ask: Ask, kind: str) -> None:
    """Everything a person can send is read by python-telegram-bot as what it is."""
    await server.user().sends(kind)
    [raw] = await ask("getUpdates")
    update = Update.de_json(raw, None)
    assert update.message
    assert update.message.effective_attachment is not None
    assert getattr(update.message, kind)


async def test_words_in_groups(server: BotAPI, ask: Ask) -> None:
    """Commands and mentions are marked, in groups and edits too."""
    user, group = server.user(), server.group(title="Ward")
    said = await user.says("😀 @loopback_bot see /help@loopback_bot, a/b", chat=group)
    await user.edits(said, "/start again")
    first, second = [Update.de_json(raw, None) for raw in await ask("getUpdates")]
    assert first.effective_chat
    assert first.effective_chat.type == "supergroup"
    assert first.message
    assert list(first.message.parse_entities().values()) == ["@loopback_bot", "/help@loopback_bot"]
    assert second.edited_message
    assert list(second.edited_message.parse_entities(["bot_command"]).values()) == ["/start"]
    await ask("sendMessage", chat_id=group.id, text="here")
    assert (await group.reply()).text == "here"


async def test_raw_updates(server: BotAPI, ask: Ask) -> None:
    """Any update can be queued, and a chat it brings along can be answered."""
    message = {"message_id": 1, "date": 0, "chat": {"id": 77, "type": "private"}, "future": {}}
    update_id = await server.user().raw({"message": message})
    assert (await ask("getUpdates"))[0] == {"update_id": update_id, "message": message}
    assert (await ask("sendMessage", chat_id=77, text="x"))["chat"]["id"] == 77


async def test_inline_queries(server: BotAPI, ask: Ask) -> None:
    """An inline query is answered by its id."""
    query = await server.user().asks_inline("cerclage")
    assert await ask("answerInlineQuery", inline_query_id=query.id, results=[]) is True
    assert (await ask("answerInlineQuery", inline_query_id="1", results=[])).startswith("400 Bad Request: query is too")


async def test_waiting_for_replies(server: BotAPI, ask: Ask) -> None:
    """reply fails when the bot is silent, silence when it is not."""
    user = server.user()
    await user.silence(0.01)
    with pytest.raises(AssertionError, match="said nothing"):
        await user.reply(timeout=0.01)
    await ask("sendMessage", chat_id=user.id, text="boo")
    with pytest.raises(AssertionError, match="'boo'"):
        await user.silence(1)


# The whole


async def test_state_outlives_a_restart(client: httpx.AsyncClient) -> None:
    """A server that goes down cuts open calls; up again on its port it still has what was not acknowledged."""
    server = BotAPI()
    async with server.running() as base_url:
        await server.user().says("hi")
        server.fault("getMe", "hang")
        cut = asyncio.create_task(client.get(f"{base_url}{server.token}/getMe"))
        await asyncio.sleep(0.05)
    with pytest.raises(httpx.TransportError):
        await cut
    with pytest.raises(httpx.ConnectError):
        await client.get(f"{base_url}{server.token}/getMe")
    async with server.running(httpx.URL(base_url).port or 0) as same:
        assert same == base_url
        assert texts((await client.get(f"{base_url}{server.token}/getUpdates")).json()["result"]) == ["hi"]


async def test_own_process(client: httpx.AsyncClient) -> None:
    """python -m tests.botapi serves alone, and is steered by /control."""
    command = (sys.executable, "-m", "tests.botapi", "--port", "0", "--token", "9:x")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout
        base_url = (await process.stdout.readline()).decode().strip()
        control = base_url.removesuffix("bot") + "control"
        ids = (await client.post(f"{control}/says", json={"texts": [[7, "a"], [8, "b"]]})).json()["update_ids"]
        await client.post(f"{base_url}9:x/sendMessage", json={"chat_id": 7, "text": "yes"})
        await client.post(f"{control}/set", json={"latency": 0.001})
        state = (await client.get(f"{control}/state")).json()
        assert state == {"pending": 2, "calls": {"sendMessage": 1}, "sent": 1, "webhook": ""}
        [[chat_id, _, text, edited, _]] = (await client.get(f"{control}/sent")).json()["sent"]
        assert (len(ids), chat_id, text, edited) == (2, 7, "yes", False)
        await client.post(f"{control}/reset", json={})
        assert (await client.get(f"{control}/state")).json()["pending"] == 0
    finally:
        process.terminate()
        assert await process.wait() == 0


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")  # RetryAfter itself warns
async def test_real_bot(server: BotAPI) -> None:
    """python-telegram-bot's Bot gets Telegram's errors as the exceptions it has for them."""
    user = server.user()
    async with Bot(server.token, base_url=server.base_url) as bot:
        assert bot.username == "loopback_bot"
        sent = await bot.send_message(user.id, "<b>x</b>", parse_mode="HTML")
        with pytest.raises(BadRequest, match="not modified"):
            await sent.edit_text("<b>x</b>", parse_mode="HTML")
        server.fault("sendMessage", "429", retry_after=3)
        server.fault("sendMessage", "502")
        with pytest.raises(RetryAfter):
            await bot.send_message(user.id, "x")
        with pytest.raises(NetworkError, match="Bad Gateway"):
            await bot.send_message(user.id, "x")
        await user.blocks()
        with pytest.raises(Forbidden, match="blocked"):
            await bot.send_message(user.id, "x")
        assert await bot.set_my_commands([("start", "Begin")])
        assert (await bot.get_webhook_info()).pending_update_count == 1


async def test_real_application(server: BotAPI) -> None:
    """python-telegram-bot's Application polls, answers commands, texts and presses, and acknowledges them."""

    async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.effective_chat
        keys = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
        await update.effective_chat.send_message("Ready?", reply_markup=keys)

    async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        await update.message.reply_html(f"<i>{update.message.text_html}</i>")

    async def press(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query
        await update.callback_query.answer("Good")
        await update.callback_query.edit_message_text(f"You said {update.callback_query.data}")

    application = Application.builder().token(server.token).base_url(server.base_url).build()
    application.add_handler(CommandHandler("start", start))
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.add_handler(CallbackQueryHandler(press))
    user = server.user(first_name="Ann")
    async with application:
        await application.start()
        assert application.updater
        await application.updater.start_polling(poll_interval=0)
        await user.says("/start")
        ready = await user.reply()
        tap = await user.taps("Yes", ready)
        edit = await user.reply()
        await user.says("1 < 2")
        echoed = await user.reply()
        await application.updater.stop()
        await application.stop()
    assert (ready.text, ready.labels, edit.text, edit.edited) == ("Ready?", ["Yes"], "You said y", True)
    assert (echoed.text, echoed.html, tap.answers) == ("1 < 2", "<i>1 &lt; 2</i>", ["Good"])
    assert server.pending() == 0
