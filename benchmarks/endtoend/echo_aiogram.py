# mypy: disable-error-code="import-not-found"
# aiogram is not installed with this project
"""A bare echo bot on aiogram (no dependency of this project), to compare with.

Example: python benchmarks/endtoend/echo_aiogram.py --base-url http://127.0.0.1:8081/bot --token 123456:loopback-token
"""

import argparse
import asyncio
import logging
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web


async def echo(message: Any) -> None:
    """Says what was said."""
    if message.text:
        await message.answer(message.text)


def main() -> None:
    """Echoes until told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--hook", type=int)
    options = parser.parse_args()
    logging.basicConfig(level="WARNING")
    dispatcher = Dispatcher()
    dispatcher.message.register(echo)
    server = TelegramAPIServer.from_base(options.base_url.removesuffix("/bot"))
    if options.hook:
        _listen(dispatcher, server, options.token, options.hook)
    else:
        asyncio.run(_poll(dispatcher, server, options.token))


async def _poll(dispatcher: Any, server: Any, token: str) -> None:
    await dispatcher.start_polling(Bot(token, session=AiohttpSession(api=server)))


def _listen(dispatcher: Any, server: Any, token: str, port: int) -> None:
    async def tell(bot: Any) -> None:
        await bot.set_webhook(f"http://127.0.0.1:{port}/telegram", max_connections=100)

    bot = Bot(token, session=AiohttpSession(api=server))
    dispatcher.startup.register(tell)
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot).register(app, "/telegram")
    setup_application(app, dispatcher, bot=bot)
    web.run_app(app, host="127.0.0.1", port=port, print=lambda *_: None)


if __name__ == "__main__":
    main()
