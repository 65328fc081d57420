"""Groups: topics, the move to a supergroup, and what of their talk Telegram shows a bot in privacy mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.botapi.chat import Chat
from tests.botapi.errors import APIError, bad_request
from tests.botapi.params import JSON

if TYPE_CHECKING:
    from tests.botapi.server import BotAPI

CREATOR: JSON = {"id": 777, "is_bot": False, "first_name": "Creator"}
ANONYMOUS: JSON = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
"""Who stands as the sender where an admin writes as the group itself, as on the real server."""
TELEGRAM: JSON = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
"""Who stands as the sender of a channel's post that Telegram forwards to the group for its discussion."""


class Group(Chat):
    """A group or supergroup."""

    def __init__(self, server: BotAPI, body: JSON) -> None:
        super().__init__(body, server.message_ids(body["type"]), server.sent)
        self._server = server

    def topic(self, name: str) -> int:
        """Opens a topic; gives the thread to write in."""
        self.body["is_forum"] = True
        thread = int(self.post(CREATOR, {"forum_topic_created": {"name": name, "icon_color": 7322096}})["message_id"])
        self.threads.add(thread)
        return thread

    def moves(self) -> Group:
        """The group becomes a supergroup with another id, the bot is told in both, and can no longer write here."""
        new = self._server.group(title=self.body["title"])
        self.refusal = APIError(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to=new.id)
        for chat, told in ((self, {"migrate_to_chat_id": new.id}), (new, {"migrate_from_chat_id": self.id})):
            self._server.push("message", chat.post(CREATOR, told), ("chat", chat.id))
        return new


def as_group(group: Group) -> JSON:
    """The fields of a message that an admin writes as the group itself."""
    return {"from": ANONYMOUS, "sender_chat": group.body}


def from_channel(title: str) -> JSON:
    """The fields of a channel's post that Telegram forwards to the group for its discussion."""
    channel = {"id": -1_009_000_000_000, "title": title, "type": "channel"}
    origin = {"type": "channel", "date": 1_700_000_000, "chat": channel, "message_id": 5}
    return {"from": TELEGRAM, "sender_chat": channel, "is_automatic_forward": True, "forward_origin": origin}


def shown(server: BotAPI, message: JSON) -> bool:
    """Whether a bot gets a group's message in privacy mode: commands, answers to its messages, and its own articles.

    A mention alone is not shown. core.telegram.org/bots/features#privacy-mode.
    """
    mine = server.me_short["id"]
    answered = message.get("reply_to_message", {}).get("from", {}).get("id")
    if mine in (answered, message.get("via_bot", {}).get("id")):
        return True
    text = message.get("text", "")
    if not any(entity["type"] == "bot_command" and not entity["offset"] for entity in message.get("entities", ())):
        return False
    return str(text.split()[0].partition("@")[2]).lower() in ("", server.me_short["username"].lower())


def check_thread(chat: Chat, thread: int) -> JSON:
    """The fields of a message in a topic; APIError 400 when there is no such topic."""
    if not thread:
        return {}
    if thread not in chat.threads:
        raise bad_request("message thread not found")
    return {"message_thread_id": thread, "is_topic_message": True}
