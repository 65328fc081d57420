"""Methods that send, change and delete messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.botapi.chat import Chat, Posted
from tests.botapi.errors import bad_request
from tests.botapi.groups import check_thread
from tests.botapi.keyboard import keyboard
from tests.botapi.markup import TEXT_LIMIT, parse_html, plain_to_html, utf16
from tests.botapi.params import JSON, decoded, flag, integer, required, text

if TYPE_CHECKING:
    from tests.botapi.server import BotAPI

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip


def send_message(server: BotAPI, params: JSON) -> JSON:
    """sendMessage."""
    content, html = _worded(params)
    markup = keyboard(params)
    chat = _open_chat(server, params)
    _check_length(content["text"], "message is too long")
    return chat.post(server.me_short, _answered(chat, params) | content, html, markup)


def send_contact(server: BotAPI, params: JSON) -> JSON:
    """sendContact."""
    contact = {name: required(params, name) for name in ("phone_number", "first_name")}
    contact |= {name: text(params, name) for name in ("last_name", "vcard") if params.get(name)}
    markup = keyboard(params)
    chat = _open_chat(server, params)
    return chat.post(server.me_short, _answered(chat, params) | {"contact": contact}, "", markup)


def copy_message(server: BotAPI, params: JSON) -> JSON:
    """copyMessage."""
    source = _source(server, params, "copy")
    content = {name: value for name, value in source.body.items() if name not in _ENVELOPE}
    message = _open_chat(server, params).post(server.me_short, content, source.html, keyboard(params))
    return {"message_id": message["message_id"]}


def forward_message(server: BotAPI, params: JSON) -> JSON:
    """forwardMessage."""
    source = _source(server, params, "forward")
    content = {name: value for name, value in source.body.items() if name not in _ENVELOPE}
    origin = {"type": "user", "date": source.body["date"], "sender_user": source.body["from"]}
    return _open_chat(server, params).post(server.me_short, content | {"forward_origin": origin}, source.html)


def edit_message_text(server: BotAPI, params: JSON) -> JSON:
    """editMessageText."""
    content, html = _worded(params)
    markup = keyboard(params)
    chat, posted = _editable(server, params)
    _check_length(content["text"], "MESSAGE_TOO_LONG")
    old = posted.body
    if "text" not in old:
        raise bad_request("there is no text in the message to edit")
    same = content["text"] == old.get("text") and content.get("entities") == old.get("entities")
    if same and markup == old.get("reply_markup"):
        raise bad_request(_NOT_MODIFIED)
    return chat.edit(old["message_id"], content, html, markup)


def edit_message_reply_markup(server: BotAPI, params: JSON) -> JSON:
    """editMessageReplyMarkup."""
    markup = keyboard(params)
    chat, posted = _editable(server, params)
    if markup == posted.body.get("reply_markup"):
        raise bad_request(_NOT_MODIFIED)
    content = {name: value for name, value in posted.body.items() if name not in _ENVELOPE}
    return chat.edit(posted.body["message_id"], content, posted.html, markup)


def delete_message(server: BotAPI, params: JSON) -> bool:
    """deleteMessage."""
    chat = _chat(server, params)
    if chat.messages.pop(integer(params, "message_id"), None) is None:
        raise bad_request("message to delete not found")
    return True


def send_chat_action(server: BotAPI, params: JSON) -> bool:
    """sendChatAction."""
    action = text(params, "action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    _open_chat(server, params).actions.append(action)
    return True


_ENVELOPE = frozenset({"message_id", "from", "chat", "date", "edit_date", "reply_markup", "reply_to_message",
                       "forward_origin"})  # fmt: skip


def _chat(server: BotAPI, params: JSON, name: str = "chat_id") -> Chat:
    if not params.get(name):
        raise bad_request("chat_id is empty")
    chat = server.chats.get(integer(params, name))
    if chat is None:
        raise bad_request("chat not found")
    return chat


def _open_chat(server: BotAPI, params: JSON) -> Chat:
    chat = _chat(server, params)
    if chat.refusal:
        raise chat.refusal
    return chat


def _worded(params: JSON) -> tuple[JSON, str]:
    source, mode = text(params, "text"), text(params, "parse_mode").lower()
    if mode not in ("", "html", "none"):
        raise bad_request("unsupported parse_mode")
    if mode == "html":
        plain, entities = parse_html(source)
    else:
        plain, entities = source, decoded(params, "entities", "message entities") or []
    plain, entities = _trimmed(plain, entities)
    if not plain:
        raise bad_request("message text is empty")
    html = source if mode == "html" else plain_to_html(source)
    return {"text": plain, "entities": entities} if entities else {"text": plain}, html


def _trimmed(plain: str, entities: list[JSON]) -> tuple[str, list[JSON]]:
    kept = plain.strip()
    if len(kept) == len(plain) or not entities:
        return kept, entities
    shift, end = utf16(plain[: len(plain) - len(plain.lstrip())]), utf16(kept)
    moved: list[JSON] = []
    for entity in entities:
        first = max(entity["offset"] - shift, 0)
        last = min(entity["offset"] - shift + entity["length"], end)
        if last > first:
            moved.append(entity | {"offset": first, "length": last - first})
    return kept, moved


def _check_length(plain: str, complaint: str) -> None:
    if len(plain) * 2 > TEXT_LIMIT and utf16(plain) > TEXT_LIMIT:
        raise bad_request(complaint)


def _answered(chat: Chat, params: JSON) -> JSON:
    wanted: Any = decoded(params, "reply_parameters", "reply parameters")
    if not isinstance(wanted, dict):
        message_id, optional = integer(params, "reply_to_message_id"), flag(params, "allow_sending_without_reply")
    else:
        message_id, optional = integer(wanted, "message_id"), flag(wanted, "allow_sending_without_reply")
    thread = check_thread(chat, integer(params, "message_thread_id"))
    if not message_id:
        return thread
    posted = chat.messages.get(message_id)
    if posted is None and not optional:
        raise bad_request("message to be replied not found")
    if posted is None:
        return thread
    return thread | {
        "reply_to_message": {name: value for name, value in posted.body.items() if name != "reply_to_message"}
    }


def _editable(server: BotAPI, params: JSON) -> tuple[Chat, Posted]:
    chat = _open_chat(server, params)
    posted = chat.messages.get(integer(params, "message_id"))
    if posted is None:
        raise bad_request("message to edit not found")
    if not posted.by_bot:
        raise bad_request("message can't be edited")
    return chat, posted


def _source(server: BotAPI, params: JSON, verb: str) -> Posted:
    posted = _chat(server, params, "from_chat_id").messages.get(integer(params, "message_id"))
    if posted is None:
        raise bad_request(f"message to {verb} not found")
    return posted
