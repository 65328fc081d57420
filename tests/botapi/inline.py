"""Inline queries: their answers, checked as Telegram checks them, and the articles as messages."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.botapi.errors import bad_request
from tests.botapi.keyboard import Button, keyboard, rows
from tests.botapi.markup import TEXT_LIMIT, parse_html, utf16
from tests.botapi.params import JSON, decoded, flag, integer, text

if TYPE_CHECKING:
    from tests.botapi.server import BotAPI

RESULTS = 50  # core.telegram.org/bots/api#answerinlinequery
ID_LIMIT = 64  # bytes, core.telegram.org/bots/api#inlinequeryresultarticle
QUERY_LIMIT = 256  # characters, core.telegram.org/bots/api#inlinequery
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
START = re.compile(r"[A-Za-z0-9_-]{1,64}")  # core.telegram.org/bots/features#deep-linking


@dataclass(frozen=True, slots=True)
class Article:
    """A result as a person sees it in the list, and the message that it becomes."""

    id: str
    title: str
    description: str
    text: str
    html: str
    buttons: tuple[Button, ...]
    content: JSON


@dataclass(slots=True)
class Query:
    """What somebody typed behind the bot's name; results is None until the bot has answered."""

    id: str
    at: float
    results: list[Article] | None = None
    cache_time: int = 300
    personal: bool = False
    button: JSON | None = None
    answers: int = field(default=0)


def answer_inline_query(server: BotAPI, params: JSON) -> bool:
    """answerInlineQuery; queries grow too old after server.query_lifetime seconds."""
    query = server.inline_queries.get(text(params, "inline_query_id"))
    if query is None or time.monotonic() > query.at + server.query_lifetime:
        raise bad_request(TOO_OLD)
    results = decoded(params, "results", "inline query results")
    if not isinstance(results, list):
        raise bad_request("can't parse inline query results: expected an Array")
    if len(results) > RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    articles = [_article(result) for result in results]
    if len({article.id for article in articles}) < len(articles):
        raise bad_request("RESULT_ID_DUPLICATE")
    query.button = _button(decoded(params, "button", "inline query results button"))
    query.cache_time = integer(params, "cache_time", 300)
    query.personal = flag(params, "is_personal")
    query.results, query.answers = articles, query.answers + 1
    return True


def _article(result: Any) -> Article:
    if not isinstance(result, dict) or result.get("type") != "article":
        raise bad_request("can't parse inline query result: this server knows articles only")
    name, title = result.get("id"), result.get("title")
    if not isinstance(name, str) or not 1 <= len(name.encode()) <= ID_LIMIT:
        raise bad_request("RESULT_ID_INVALID")
    if not isinstance(title, str) or not title.strip():
        raise bad_request('can\'t parse inline query result: Field "title" must be of type String')
    said = result.get("input_message_content")
    if not isinstance(said, dict) or not isinstance(said.get("message_text"), str):
        raise bad_request("can't parse inline query result: input message content is not specified")
    source = said["message_text"]
    plain, entities = parse_html(source) if said.get("parse_mode", "").lower() == "html" else (source, [])
    if not plain.strip():
        raise bad_request("message text is empty")
    if utf16(plain) > TEXT_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    markup = keyboard(result)
    content = {"text": plain} | ({"entities": entities} if entities else {})
    content |= {"reply_markup": markup} if markup else {}
    shown = tuple(button for row in rows(markup) for button in row)
    return Article(name, title, result.get("description", ""), plain, source, shown, content)


def _button(button: Any) -> JSON | None:
    if not button:
        return None
    if not isinstance(button, dict) or not isinstance(button.get("text"), str) or not button["text"]:
        raise bad_request('can\'t parse inline query results button: Field "text" must be of type String')
    if not START.fullmatch(str(button.get("start_parameter", ""))) and "web_app" not in button:
        raise bad_request("START_PARAM_INVALID")
    return button
