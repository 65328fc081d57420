"""A loopback Telegram Bot API server for end-to-end tests and benchmarks.

server = BotAPI()
async with server.running() as base_url:        # for the bot: base_url, and server.token
    user = server.user(first_name="Ann")
    await user.says("/start")
    reply = await user.reply()
    await user.taps(reply.labels[0], reply)
"""

from tests.botapi.calls import Call
from tests.botapi.chat import Chat, Reply
from tests.botapi.faults import Fault
from tests.botapi.groups import Group
from tests.botapi.inline import Article, Query
from tests.botapi.keyboard import Button
from tests.botapi.server import BotAPI
from tests.botapi.user import Press, User

__all__ = ["Article", "BotAPI", "Button", "Call", "Chat", "Fault", "Group", "Press", "Query", "Reply", "User"]
