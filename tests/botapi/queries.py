"""The method that answers presses of buttons."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.botapi.errors import bad_request
from tests.botapi.inline import TOO_OLD
from tests.botapi.markup import utf16
from tests.botapi.params import JSON, text

if TYPE_CHECKING:
    from tests.botapi.server import BotAPI


def answer_callback_query(server: BotAPI, params: JSON) -> bool:
    """answerCallbackQuery; presses grow too old after server.query_lifetime seconds."""
    press = server.presses.get(text(params, "callback_query_id"))
    if press is None or time.monotonic() > press.at + server.query_lifetime:
        raise bad_request(TOO_OLD)
    shown = text(params, "text")
    if utf16(shown) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    press.answers.append(shown)
    return True
