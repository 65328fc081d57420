"""Methods about the bot itself: its name, descriptions, commands and menu button."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.botapi.errors import bad_request
from tests.botapi.params import JSON, decoded, text

if TYPE_CHECKING:
    from tests.botapi.server import BotAPI

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SCOPES = frozenset({
    "default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat", "chat_administrators",
    "chat_member",
})  # fmt: skip
_LIMITS = {"name": 64, "description": 512, "short_description": 120}  # characters, core.telegram.org/bots/api


def get_me(server: BotAPI, params: JSON) -> JSON:
    """getMe."""
    return server.me


def set_my_commands(server: BotAPI, params: JSON) -> bool:
    """setMyCommands."""
    commands = decoded(params, "commands", "commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse commands: expected an Array")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    server.commands[_scope(server, params)] = [_command(item) for item in commands]
    return True


def get_my_commands(server: BotAPI, params: JSON) -> list[JSON]:
    """getMyCommands."""
    return server.commands.get(_scope(server, params), [])


def delete_my_commands(server: BotAPI, params: JSON) -> bool:
    """deleteMyCommands."""
    server.commands.pop(_scope(server, params), None)
    return True


def set_my_name(server: BotAPI, params: JSON) -> bool:
    """setMyName."""
    return _set(server, params, "name")


def get_my_name(server: BotAPI, params: JSON) -> JSON:
    """getMyName."""
    return _get(server, params, "name")


def set_my_description(server: BotAPI, params: JSON) -> bool:
    """setMyDescription."""
    return _set(server, params, "description")


def get_my_description(server: BotAPI, params: JSON) -> JSON:
    """getMyDescription."""
    return _get(server, params, "description")


def set_my_short_description(server: BotAPI, params: JSON) -> bool:
    """setMyShortDescription."""
    return _set(server, params, "short_description")


def get_my_short_description(server: BotAPI, params: JSON) -> JSON:
    """getMyShortDescription."""
    return _get(server, params, "short_description")


def set_chat_menu_button(server: BotAPI, params: JSON) -> bool:
    """setChatMenuButton."""
    button = decoded(params, "menu_button", "menu button") or {"type": "default"}
    if button.get("type") not in ("default", "commands", "web_app"):
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    server.menu_button = button
    return True


def get_chat_menu_button(server: BotAPI, params: JSON) -> JSON:
    """getChatMenuButton."""
    return server.menu_button


def _scope(server: BotAPI, params: JSON) -> tuple[str, str]:
    scope = decoded(params, "scope", "BotCommandScope") or {"type": "default"}
    if not isinstance(scope, dict) or scope.get("type") not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: BotCommandScope has unsupported type")
    if scope["type"].startswith("chat") and scope.get("chat_id") not in server.chats:
        raise bad_request("chat not found")
    where = (scope.get("type"), scope.get("chat_id"), scope.get("user_id"))
    return ":".join(str(part) for part in where if part is not None), text(params, "language_code")


def _command(item: Any) -> JSON:
    if not isinstance(item, dict) or not isinstance(item.get("command"), str):
        raise bad_request('can\'t parse BotCommand: Field "command" must be of type String')
    name = item["command"].strip().removeprefix("/")
    description = str(item.get("description", "")).strip()
    if not name:
        raise bad_request("command must be non-empty")
    if len(name) > 32:
        raise bad_request("command length must not exceed 32")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > 256:
        raise bad_request("command description length must not exceed 256")
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": name, "description": description}


def _set(server: BotAPI, params: JSON, field: str) -> bool:
    value = text(params, field)
    if len(value) > _LIMITS[field]:
        raise bad_request(f"bot {field.replace('_', ' ')} is too long")
    server.profile[field, text(params, "language_code")] = value
    return True


def _get(server: BotAPI, params: JSON, field: str) -> JSON:
    language = text(params, "language_code")
    known = server.profile
    return {field: known.get((field, language)) or known.get((field, ""), "")}
