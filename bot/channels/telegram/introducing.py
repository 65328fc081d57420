"""What Telegram shows of the bot: the commands where they belong, both descriptions, and the menu button."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import telegram
from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    MenuButton,
    MenuButtonCommands,
)

from bot.app import Bot, UnreachableError
from bot.channels.telegram.outgoing import delivered
from bot.core.polyglot import MAIN
from bot.core.replies import Replies
from bot.telemetry import LOG


class Introduction:
    """Keeps what Telegram shows the same as the content; sets only what differs, for Telegram takes few such calls."""

    def __init__(self, telegram_bot: telegram.Bot, bot: Bot) -> None:
        self._telegram = telegram_bot
        self._bot = bot
        self._changed = asyncio.Event()

    async def run(self) -> None:
        """Introduces the bot now, and again whenever other content is live."""
        while True:
            self._changed.clear()
            languages = self._bot.dialogue.languages
            for step in (step for code in languages for step in self._steps(code, languages[code].replies)):
                try:
                    await delivered(step)
                except UnreachableError:
                    LOG.warning("telegram refused the commands and descriptions")
            await self._changed.wait()

    def again(self) -> None:
        """Says that other content is live."""
        self._changed.set()

    def _steps(self, language: str, say: Replies) -> tuple[Callable[[], Awaitable[object]], ...]:
        """The calls to be made for a language, one thing each; who speaks none of them is shown the main one."""
        bot, code = self._telegram, None if language == MAIN else language

        async def description() -> None:
            if (await bot.get_my_description(code)).description != say.description:
                await bot.set_my_description(say.description, code)

        async def short_description() -> None:
            if (await bot.get_my_short_description(code)).short_description != say.short_description:
                await bot.set_my_short_description(say.short_description, code)

        async def menu_button() -> None:
            if (await bot.get_chat_menu_button()).type != MenuButton.COMMANDS:
                await bot.set_chat_menu_button(menu_button=MenuButtonCommands())

        return (
            lambda: list_commands(bot, say.commands, BotCommandScopeAllPrivateChats(), code),
            lambda: list_commands(bot, say.group_commands, BotCommandScopeAllGroupChats(), code),
            *((menu_button,) if code is None else ()),
            description,
            short_description,
        )


async def list_commands(
    bot: telegram.Bot, commands: Mapping[str, str], scope: BotCommandScope, language: str | None = None
) -> bool:
    """Has Telegram list these commands, with what each does, where the scope says, unless it does already.

    Those for a `language` are shown to people whose app is in it; those for none to everyone else.
    """
    wanted = tuple(BotCommand(name, says) for name, says in commands.items())
    listed = await bot.get_my_commands(scope=scope, language_code=language)
    return listed == wanted or await bot.set_my_commands(wanted, scope=scope, language_code=language)
