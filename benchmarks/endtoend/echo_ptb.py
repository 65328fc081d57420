"""A bare echo bot on python-telegram-bot, to compare with.

Example: python benchmarks/endtoend/echo_ptb.py --base-url http://127.0.0.1:8081/bot --token 123456:loopback-token
"""

import argparse
import logging

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Says what was said."""
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def main() -> None:
    """Echoes until told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--hook", type=int)
    parser.add_argument("--concurrent", action="store_true")
    options = parser.parse_args()
    logging.basicConfig(level="WARNING")
    builder = Application.builder().token(options.token).base_url(options.base_url)
    application = builder.concurrent_updates(options.concurrent).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    if options.hook:
        url = f"http://127.0.0.1:{options.hook}/telegram"
        application.run_webhook("127.0.0.1", options.hook, "telegram", webhook_url=url, max_connections=100)
    else:
        application.run_polling()


if __name__ == "__main__":
    main()
