"""Keyboards under messages: Telegram's limits on them, and the buttons as a person sees them."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.botapi.errors import bad_request
from tests.botapi.params import JSON, decoded

BUTTON_LIMIT = 100  # buttons in an inline keyboard; measured by many, written down nowhere official
DATA_LIMIT = 64  # bytes of callback_data, core.telegram.org/bots/api#inlinekeyboardbutton

_ACTIONS = (
    "callback_data", "url", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Button:
    """A button as a person sees it; data is what the bot gets when it is pressed, None for links and plain keys."""

    label: str
    data: str | None = None
    url: str | None = None


def keyboard(params: JSON) -> JSON | None:
    """The checked reply_markup of a call, None when there is none; APIError 400."""
    markup = decoded(params, "reply_markup", "reply keyboard markup")
    if not markup:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _inline(_table(markup["inline_keyboard"], "inline_keyboard"))
    if "keyboard" in markup:
        for row in _table(markup["keyboard"], "keyboard"):
            for key in row:
                _label(key, "keyboard button")
        return markup
    return markup if markup.get("remove_keyboard") or markup.get("force_reply") else None


def rows(markup: JSON | None) -> tuple[tuple[Button, ...], ...]:
    """The rows of buttons of a reply_markup."""
    if not markup:
        return ()
    table = markup.get("inline_keyboard") or markup.get("keyboard") or []
    return tuple(tuple(_button(item) for item in row) for row in table)


def _button(item: Any) -> Button:
    if isinstance(item, str):
        return Button(item)
    return Button(item["text"], item.get("callback_data"), item.get("url"))


def _table(value: Any, field: str) -> list[list[Any]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise bad_request(f'field "{field}" of the ReplyMarkup should be an Array of Arrays')
    return value


def _label(item: Any, what: str) -> str:
    label = item if isinstance(item, str) else item.get("text") if isinstance(item, dict) else None
    if not isinstance(label, str):
        raise bad_request(f'can\'t parse {what}: Field "text" must be of type String')
    if not label.strip():
        raise bad_request(f"{what} text must be non-empty")
    return label


def _inline(table: list[list[Any]]) -> JSON | None:
    count = 0
    for row in table:
        for item in row:
            count += 1
            _label(item, "inline keyboard button")
            _check_action(item)
    if count > BUTTON_LIMIT:
        raise bad_request("reply markup is too long")
    table = [row for row in table if row]
    return {"inline_keyboard": table} if table else None


def _check_url(url: Any) -> None:
    parts = urlsplit(url) if isinstance(url, str) else None
    if parts is None or parts.scheme not in ("http", "https", "tg") or not parts.netloc or " " in url:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: URL host is empty")


def _check_action(item: JSON) -> None:
    if not any(action in item for action in _ACTIONS):
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "url" in item:
        _check_url(item["url"])
    if "callback_data" in item:
        data = item["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= DATA_LIMIT:
            raise bad_request("BUTTON_DATA_INVALID")
