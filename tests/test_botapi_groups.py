"""The loopback Bot API server keeps Telegram's rules for groups, inline mode, links and lists of commands."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from telegram import Bot, BotCommandScopeAllGroupChats, Update
from telegram.error import BadRequest, ChatMigrated

from tests.botapi import BotAPI
from tests.botapi.groups import as_group, from_channel

Call = Callable[..., Coroutine[Any, Any, Any]]


@pytest.fixture
async def ask(server: BotAPI) -> Call:
    """Calls a method; gives its result, or the refusal's words in small letters."""

    async def ask(method: str, **params: Any) -> Any:
        async with Bot(server.token, server.base_url) as bot:
            try:
                return await bot.do_api_request(method, params)
            except BadRequest as refused:
                return str(refused).lower()

    return ask


def article(**fields: Any) -> dict[str, Any]:
    """A result that Telegram takes, with some fields changed."""
    return {"type": "article", "id": "a", "title": "A", "input_message_content": {"message_text": "x"}} | fields


async def test_privacy_mode(ask: Call) -> None:
    """In privacy mode the bot is shown commands that may be its own, replies to it and its articles, and no mention."""
    server = BotAPI(privacy=True)
    ann, group = server.user(), server.group()
    group.post(server.me_short, {"text": "by the bot"})
    [mine] = group.screen()
    for text in ("talk", "@loopback_bot hi", "/help@other_bot", "see /help"):
        await ann.says(text, chat=group)
    assert server.pending() == 0
    await ann.says("/help", chat=group)
    await ann.says("/help@Loopback_Bot", chat=group)
    await ann.says("yes", chat=group, to=mine)
    await ann.says("talk")
    assert server.pending() == 4
    assert not server.me["can_read_all_group_messages"]


async def test_topics(server: BotAPI, ask: Call) -> None:
    """A message in a topic is marked as one, and an answer needs the number of a topic that is there."""
    group = server.group()
    thread = group.topic("Questions")
    await server.user().says("hi", chat=group, thread=thread)
    update = Update.de_json((await ask("getupdates"))[-1], None)
    assert update.message
    assert update.message.is_topic_message
    assert update.message.message_thread_id == thread
    sent = await ask("sendmessage", chat_id=group.id, text="x", message_thread_id=thread)
    assert sent["message_thread_id"] == thread
    refused = await ask("sendmessage", chat_id=group.id, text="x", message_thread_id=thread + 1)
    assert refused == "message thread not found"


async def test_a_group_moves(server: BotAPI) -> None:
    """The bot is told in both groups where it moved, and a call for the old number is refused with the new one."""
    old = server.group(kind="group")
    new = old.moves()
    async with Bot(server.token, server.base_url) as bot:
        with pytest.raises(ChatMigrated) as moved:
            await bot.do_api_request("sendmessage", {"chat_id": old.id, "text": "x"})
        first, second = await bot.get_updates()
    assert moved.value.new_chat_id == new.id
    assert first.message
    assert first.message.migrate_to_chat_id == new.id
    assert second.message
    assert second.message.migrate_from_chat_id == old.id


async def test_who_hides(server: BotAPI, ask: Call) -> None:
    """Anonymous admins and a channel's posts are read by python-telegram-bot as what they are."""
    group, ann = server.group(), server.user()
    await ann.says("as the group", chat=group, **as_group(group))
    await ann.says("a post", chat=group, **from_channel("News"))
    await ann.forwards("a forward")
    admin, post, forward = (Update.de_json(raw, None).message for raw in await ask("getupdates"))
    assert admin
    assert admin.sender_chat
    assert admin.sender_chat.id == group.id
    assert post
    assert post.is_automatic_forward
    assert forward
    assert forward.forward_origin


@pytest.mark.parametrize(
    ("results", "more", "complaint"),
    [
        ([article()], {}, None),
        ([article(id=str(number)) for number in range(50)], {}, None),
        ([article(id=str(number)) for number in range(51)], {}, "results_too_much"),
        ([article(), article()], {}, "result_id_duplicate"),
        ([article(id="é" * 32)], {}, None),
        ([article(id="é" * 33)], {}, "result_id_invalid"),
        ([article(title="")], {}, "title"),
        ([article(input_message_content={})], {}, "content is not specified"),
        ([article(input_message_content={"message_text": "x" * 4096})], {}, None),
        ([article(input_message_content={"message_text": "x" * 4097})], {}, "message_too_long"),
        ([article(input_message_content={"message_text": "<b>x", "parse_mode": "HTML"})], {}, "can't parse entities"),
        ([article(reply_markup={"inline_keyboard": [[{"text": "a", "url": "nowhere"}]]})], {}, "is invalid"),
        ([], {"button": {"text": "Begin", "start_parameter": "check"}}, None),
        ([], {"button": {"text": "Begin", "start_parameter": "no spaces"}}, "start_param_invalid"),
    ],
)
async def test_inline_answers(
    server: BotAPI, ask: Call, results: list[Any], more: dict[str, Any], complaint: str | None
) -> None:
    """An answer to an inline query keeps Telegram's limits."""
    query = await server.user().asks_inline("x")
    said = await ask("answerinlinequery", inline_query_id=query.id, results=results, **more)
    assert said is True if complaint is None else complaint in said
    assert (query.results is None) == (complaint is not None)


async def test_an_article_is_sent(server: BotAPI, ask: Call) -> None:
    """Whoever picks an article sends it as a message that names the bot; a query is cut and grows too old."""
    ann, group = server.user(), server.group()
    query = await ann.asks_inline("q" * 300)
    await ask("answerinlinequery", inline_query_id=query.id, results=[article()])
    assert query.results
    await ann.picks(query.results[0], chat=group)
    typed, sent = (Update.de_json(raw, None) for raw in await ask("getupdates"))
    assert typed.inline_query
    assert len(typed.inline_query.query) == 256
    assert sent.message
    assert sent.message.text == "x"
    assert sent.message.via_bot
    server.query_lifetime = 0
    late = await ann.asks_inline("x")
    assert "too old" in await ask("answerinlinequery", inline_query_id=late.id, results=[])


@pytest.mark.parametrize("url", ["https://t.me/loopback_bot?start=check", "tg://user?id=5"])
async def test_links(server: BotAPI, ask: Call, url: str) -> None:
    """A button may be a link, which only a person can follow; one without a place to go to is refused."""
    ann = server.user()
    keys = {"inline_keyboard": [[{"text": "Go", "url": url}]]}
    await ask("sendmessage", chat_id=ann.id, text="x", reply_markup=keys)
    [button] = (await ann.reply()).buttons
    assert (button.url, button.data) == (url, None)
    with pytest.raises(LookupError):
        await ann.taps("Go")
    keys["inline_keyboard"][0][0]["url"] = "http://"
    assert "is invalid" in await ask("sendmessage", chat_id=ann.id, text="x", reply_markup=keys)


async def test_following_links(server: BotAPI, ask: Call) -> None:
    """A link to the private chat sends what stands in it, and only what Telegram lets through."""
    ann = server.user()
    for url in ("https://t.me/other_bot?start=a", "https://t.me/loopback_bot?start=a%20b", "https://t.me/loopback_bot"):
        keys = {"inline_keyboard": [[{"text": "a", "url": url}]]}
        await ask("sendmessage", chat_id=ann.id, text="x", reply_markup=keys)
        with pytest.raises(LookupError):
            await ann.opens((await ann.reply()).buttons[0])
    assert server.pending() == 0


async def test_scopes_of_commands(server: BotAPI, ask: Call) -> None:
    """Commands are kept by scope: a kind that is none, an unknown chat and too many commands are refused."""
    commands = [{"command": "start", "description": "Begin"}]
    async with Bot(server.token, server.base_url) as bot:
        assert await bot.set_my_commands([("ask", "Ask")], scope=BotCommandScopeAllGroupChats())
        assert [one.command for one in await bot.get_my_commands(scope=BotCommandScopeAllGroupChats())] == ["ask"]
        assert await bot.get_my_commands() == ()
        assert (await bot.get_chat_menu_button()).type == "default"
    assert "unsupported" in await ask("setmycommands", commands=commands, scope={"type": "everybody"})
    assert "chat not found" in await ask("setmycommands", commands=commands, scope={"type": "chat", "chat_id": 5})
    assert "too_much" in await ask("setmycommands", commands=commands * 101)
    assert await ask("setmycommands", commands=commands * 100) is True


async def test_a_deleted_account(server: BotAPI) -> None:
    """Whoever deleted her account cannot be written to, and nobody tells the bot."""
    ann = server.user()
    await ann.is_deleted()
    async with Bot(server.token, server.base_url) as bot:
        with pytest.raises(Exception, match="deactivated"):
            await bot.send_message(ann.id, "x")
    assert server.pending() == 0
