"""The loopback Bot API server: its state, and what a test does with it."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Hashable, Iterator

from tests.botapi.calls import Call
from tests.botapi.chat import Chat, Posted
from tests.botapi.faults import Fault, Faults, Kind
from tests.botapi.groups import Group
from tests.botapi.inline import Query
from tests.botapi.methods import METHODS
from tests.botapi.params import JSON
from tests.botapi.updates import Updates
from tests.botapi.user import Press, User
from tests.botapi.web import carried_out, listen
from tests.botapi.webhook import Deliveries, Webhook

TOKEN = "123456:loopback-token"


class BotAPI:
    """A Bot API server for one bot. All settings are plain attributes and may be changed at any time.

    latency: s of round trip added to each call and delivery. query_lifetime: s after which a press is too old.
    repeat_window: s in which the same getUpdates offset gets one update only, 0 = off. conflict_pause: s by which
    a second 409 is held back. webhook_pause: s between setWebhook calls, 0 = off. retry_scale: factor on the pauses
    between webhook deliveries. webhook_timeout: s for a webhook's answer. privacy: whether the bot is shown only what
    privacy mode shows of groups. base_url: "" while it does not run.
    """

    def __init__(
        self,
        token: str = TOKEN,
        *,
        username: str = "loopback_bot",
        latency: float = 0.0,
        query_lifetime: float = 60.0,
        repeat_window: float = 0.5,
        conflict_pause: float = 3.0,
        webhook_pause: float = 1.0,
        retry_scale: float = 1.0,
        webhook_timeout: float = 60.0,
        privacy: bool = False,
        seed: int = 0,
    ) -> None:
        self.token = token
        self.latency = latency
        self.query_lifetime = query_lifetime
        self.repeat_window = repeat_window
        self.conflict_pause = conflict_pause
        self.webhook_pause = webhook_pause
        self.retry_scale = retry_scale
        self.webhook_timeout = webhook_timeout
        self.privacy = privacy
        bot_id = int(token.partition(":")[0])
        self.me_short: JSON = {"id": bot_id, "is_bot": True, "first_name": "Loopback", "username": username}
        self.me = self.me_short | {
            "can_join_groups": True, "can_read_all_group_messages": not privacy, "supports_inline_queries": True,
            "can_connect_to_business": False, "has_main_web_app": False,
        }  # fmt: skip
        self.updates = Updates(self)
        self.faults = Faults(seed)
        self.log: list[Call] = []
        self.chats: dict[int, Chat] = {}
        self.users: dict[int, User] = {}
        self.sent: list[Posted] = []
        self.inline_queries: dict[str, Query] = {}
        self.presses: dict[str, Press] = {}
        self.commands: dict[tuple[str, str], list[JSON]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.menu_button: JSON = {"type": "default"}
        self.webhook: Webhook | None = None
        self.next_webhook = 0.0
        self.base_url = ""
        self._deliveries: Deliveries | None = None
        self._message_ids = itertools.count(1)
        self._last_query = 4_000_000_000_000

    @contextlib.asynccontextmanager
    async def running(self, port: int = 0) -> AsyncIterator[str]:
        """Serve on 127.0.0.1 until the block ends; gives the base_url for the bot. State outlives the block."""
        async with listen(self, port) as base_url:
            self.base_url = base_url
            self._deliver()
            try:
                yield base_url
            finally:
                self.base_url = ""
                self._deliver()

    def user(
        self,
        id: int | None = None,
        first_name: str = "Pat",
        language_code: str | None = "en",
        username: str | None = None,
    ) -> User:
        """The person with this id, a new one when there is none yet."""
        id = id if id is not None else 1000 + len(self.users)
        if id not in self.users:
            named: JSON = {"first_name": first_name} | ({"username": username} if username else {})
            body = {"id": id, "is_bot": False} | named | ({"language_code": language_code} if language_code else {})
            chat = self.chats.setdefault(id, Chat({"id": id, "type": "private"} | named, self._message_ids, self.sent))
            self.users[id] = User(self, body, chat)
        return self.users[id]

    def group(self, id: int | None = None, title: str = "Group", kind: str = "supergroup") -> Group:
        """A new group ("group" or "supergroup"); people write there with says(..., chat=group)."""
        id = id if id is not None else (-1_001_000_000_000 if kind == "supergroup" else 0) - 1 - len(self.chats)
        group = self.chats[id] = Group(self, {"id": id, "title": title, "type": kind})
        return group

    def message_ids(self, kind: str) -> Iterator[int]:
        """The numbers of messages in a chat: a supergroup counts its own."""
        return itertools.count(1) if kind == "supergroup" else self._message_ids

    def calls(self, method: str | None = None) -> list[Call]:
        """The bot's calls so far, of one method or all, in order of arrival."""
        return [call for call in self.log if method in (None, call.method)]

    def pending(self) -> int:
        """How many updates the bot has not acknowledged."""
        return len(self.updates)

    async def acknowledged(self, seconds: float = 20.0) -> None:
        """Wait until the bot has acknowledged everything; AssertionError after so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self.updates.emptied()
        except TimeoutError:
            raise AssertionError(f"{self.pending()} updates are not acknowledged after {seconds} s") from None

    def fault(
        self,
        method: str,
        kind: Kind,
        *,
        times: int | None = None,
        chance: float | None = None,
        accepted: bool = False,
        chat: int | None = None,
        retry_after: int = 1,
        seconds: float = 0.1,
    ) -> Fault:
        """Order a fault: for the next call, the next times calls, or each call with a chance (1.0 = always).

        method "*" is any. accepted: the call is carried out and its answer is lost. server.faults.clear() ends all.
        """
        left = times if times is not None or chance is not None else 1
        chance = 1.0 if chance is None else chance
        return self.faults.add(Fault(method, kind, left, chance, accepted, chat, retry_after, seconds))

    def push(self, kind: str, payload: JSON, lane: Hashable, update_id: int | None = None) -> int | None:
        """Queue an update; gives its id, None when the bot does not want the kind."""
        pushed = self.updates.push(kind, payload, lane, update_id)
        if pushed is not None and self._deliveries is not None:
            self._deliveries.wake()
        return pushed

    def raw(self, update: JSON) -> int | None:
        """Queue an update as it stands: one field named after its kind, update_id if wanted."""
        [(kind, payload)] = [item for item in update.items() if item[0] != "update_id"]
        chat = payload.get("chat") if isinstance(payload, dict) else None
        lane = ("raw", self.updates.next_id)
        if isinstance(chat, dict) and isinstance(chat.get("id"), int):
            lane = ("chat", chat["id"])
            if chat["id"] not in self.chats:
                self.chats[chat["id"]] = Chat(chat, self._message_ids, self.sent)
        return self.push(kind, payload, lane, update.get("update_id"))

    def new_query_id(self) -> str:
        """The id of a new press or inline query."""
        self._last_query += 1
        return str(self._last_query)

    def set_webhook(self, hook: Webhook | None) -> None:
        """Deliver to another webhook, or to none."""
        self.webhook = hook
        self._deliver()

    async def carry_out(self, method: str, params: JSON) -> None:
        """Carry out a call that stood in a webhook's answer; nobody hears its result."""
        if known := METHODS.get(method.lower()):
            call = Call(known[0], params)
            self.log.append(call)
            call.end((await carried_out(self, method, params))[0])

    def reset(self) -> None:
        """Forget calls, faults, waiting updates and all messages; people, settings and webhook stay."""
        self.updates.clear()
        self.faults.clear()
        self.log.clear()
        self.sent.clear()
        self.presses.clear()
        for chat in self.chats.values():
            chat.clear()
        self._deliver()

    def _deliver(self) -> None:
        if self._deliveries is not None:
            self._deliveries.stop()
        self._deliveries = Deliveries(self, self.webhook) if self.base_url and self.webhook else None
