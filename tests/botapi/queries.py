"""Methods that answer presses of buttons and inline queries."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.botapi.errors import bad_request
from tests.botapi.markup import utf16
from tests.botapi.params import JSON, decoded, text

if TYPE_CHECKING:
    from tests.botapi.server import BotAPI

_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def answer_callback_query(server: BotAPI, params: JSON) -> bool:
    """answerCallbackQuery; presses grow too old after server.query_lifetime seconds."""
    press = server.presses.get(text(params, "callback_query_id"))
    if press is None or time.monotonic() > press.at + server.query_lifetime:
        raise bad_request(_TOO_OLD)
    shown = text(params, "text")
    if utf16(shown) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    press.answers.append(shown)
    return True


def answer_inline_query(server: BotAPI, params: JSON) -> bool:
    """answerInlineQuery."""
    if text(params, "inline_query_id") not in server.inline_queries:
        raise bad_request(_TOO_OLD)
    results = decoded(params, "results", "inline query results")
    if not isinstance(results, list):
        raise bad_request("can't parse inline query results: expected an Array")
    if len(results) > 50:
        raise bad_request("RESULTS_TOO_MUCH")
    return True
