"""The only place that joins dialogue, store and telemetry: one event in, replies out, the session saved."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

from bot.arrival import Arrival
from bot.core.dialogue import Dialogue
from bot.core.knowledge import Knowledge
from bot.core.messages import Reply, TimedOut
from bot.core.polyglot import MAIN, Polyglot
from bot.core.session import Session, from_json, to_json
from bot.core.turn import Turn
from bot.flood import Floods
from bot.locks import Locks
from bot.relay import PassedOn
from bot.storage.store import SessionStore, Slot, StoreError
from bot.telemetry import LOG, Telemetry
from bot.unanswered import Unanswered

Send = Callable[[Reply], Awaitable[int | None]]
"""Brings a reply to the person; gives the number of its message where there is one that may be changed later."""
PassOn = Callable[[str], Awaitable[list[int]]]
"""Brings words to the clinic's staff; the numbers of the messages they read, none when that failed."""
DOUBLE = 10.0
"""Seconds in which a second press of the same button, with nothing between, is a double tap."""
REPEATS = 2 * 24 * 3600.0
"""Seconds that answered updates are remembered: Telegram repeats an update for 24 hours."""
SWEPT = 10
"""Chats whose checks are ended side by side, so that one which Telegram makes wait holds up few others."""
FORGOTTEN = 30 * 24 * 3600.0
"""Seconds without a message after which a chat is forgotten."""
GROUP_BURST, GROUP_PER_SECOND = 20, 1 / 3
"""Answers in one group, at once and a second: Telegram takes 20 a minute."""


class UnreachableError(Exception):
    """The person cannot be reached any more (she blocked the bot): her session ends."""


class Bot:
    """Handles events: load, turn, send, save, in that order, one turn of a chat at a time."""

    def __init__(
        self,
        dialogue: Polyglot | Dialogue,
        store: SessionStore,
        telemetry: Telemetry,
        *,
        ttl: float = 24 * 3600.0,
        unanswered: Unanswered | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.dialogue = dialogue if isinstance(dialogue, Polyglot) else Polyglot({MAIN: dialogue})
        self.store = store
        self.telemetry = telemetry
        self._ttl = ttl
        self._clock = clock
        self._locks = Locks()
        self._floods = Floods()
        self._groups = Floods(burst=GROUP_BURST, per_second=GROUP_PER_SECOND)
        self._unanswered = unanswered
        self._passed_on = PassedOn(store)

    async def handle(self, arrival: Arrival, send: Send, pass_on: PassOn | None = None) -> None:
        """Answers one event unless it was answered before; a failure before the save leaves it unanswered."""
        chat, update = arrival.chat, arrival.update
        async with self._locks.alone(chat), self.store.slot(chat, update) as slot:
            if slot.answered:
                return
            began = time.perf_counter()
            turn = self._in_group(arrival) if arrival.group else self._turn(slot, arrival)
            thought = time.perf_counter() - began
            turn = await self._to_staff(chat, turn, pass_on)
            await self._send_and_save(chat, slot, update, turn, send)
            if turn.unanswered and self._unanswered:
                spoken = turn.session.language if turn.session else ""
                await self._unanswered.keep(turn.unanswered, self._clock(), spoken or MAIN)
            kind = "Group" if arrival.group else type(arrival.event).__name__
            self.telemetry.turn(chat, kind, turn, thought, time.perf_counter() - began)

    def _in_group(self, arrival: Arrival) -> Turn:
        """What comes of an event of a group: all that is kept is that it was answered."""
        turn = self.dialogue.in_group(arrival.event, arrival.language)
        if self._groups.room(arrival.chat) >= 1 or turn.alarms:
            return turn
        self.telemetry.flood()
        return Turn(None, ())

    def _turn(self, slot: Slot, arrival: Arrival) -> Turn:
        """What comes of an event; in a flood only danger signs are answered, and the first message too many."""
        session, beside = self._loaded(slot)
        session = self.dialogue.met(session, arrival.language)
        turn = self.dialogue.turn(session, arrival.event)
        room = self._floods.room(arrival.chat)
        if room < 1 and not turn.alarms:
            self.telemetry.flood()
            return Turn(session.but(asked=""), (self.dialogue.of(session).slow_down,) if room >= 0 else ())
        if turn.session and turn.replies and arrival.age is not None:
            session, away = self.dialogue.of(turn.session).late(turn.session, arrival.age)
            turn, beside = replace(turn, session=session), (*away, *beside)
        if turn.session and turn.session.asked and not self._unanswered:
            turn = replace(turn, session=turn.session.but(asked=""))
        return replace(turn, replies=(*turn.replies, *beside) if turn.alarms else (*beside, *turn.replies))

    async def _to_staff(self, chat: int, turn: Turn, pass_on: PassOn | None) -> Turn:
        """Brings to the staff what she wants to pass on; says so when that cannot be done."""
        if not turn.pass_on:
            return turn
        with suppress(StoreError):
            messages = await pass_on(turn.pass_on) if pass_on and self.store.healthy else []
            if messages:
                await self._passed_on.keep(messages, chat, self._clock())
                self.telemetry.passed_on("sent")
                return turn
        self.telemetry.passed_on("failed")
        session = turn.session or Session()
        return replace(turn, replies=(self.dialogue.of(session).not_passed_on(session),))

    async def asked_from(self, message: int) -> tuple[int, Knowledge] | None:
        """Whose question the staff read in a message: her chat, and what is known in its language; None when closed.

        Raises StoreError.
        """
        chat = await self._passed_on.chat(message, self._clock())
        if chat is None:
            return None
        async with self.store.slot(chat) as slot:
            return chat, self.dialogue.of(self._session(slot)).knowledge

    async def time_out(self, chat: int, send: Send) -> None:
        """Ends a chat's check when it was left alone for too long, and tells her once."""
        async with self._locks.alone(chat), self.store.slot(chat) as slot:
            if slot.session is None or not self._old(slot):
                return
            session = self._session(slot)
            if session.progress is not None or session.asked or session.passing:
                turn = self.dialogue.turn(session, TimedOut())
                await self._send_and_save(chat, slot, None, turn, send)

    async def sweep(self, send_to: Callable[[int], Send]) -> None:
        """Ends the checks left alone too long; forgets chats that are silent, and update ids that cannot come again."""
        side_by_side = asyncio.Semaphore(SWEPT)

        async def end(chat: int) -> None:
            try:
                async with side_by_side:
                    await self.time_out(chat, send_to(chat))
            except Exception:
                LOG.warning("a time-out could not be sent", exc_info=True)

        async with asyncio.TaskGroup() as group:
            for chat in await self.store.idle(self._clock() - self._ttl):
                group.create_task(end(chat))
        now = self._clock()
        await self.store.purge(now - REPEATS, chats_before=now - FORGOTTEN)
        await self._passed_on.purge(now)
        await Unanswered(self.store).purge(now)  # also what was kept before this was switched off

    def _loaded(self, slot: Slot) -> tuple[Session, tuple[Reply, ...]]:
        """The session as it stands, after the time-out of a check that was left alone."""
        session = self._session(slot)
        if abs(self._clock() - slot.saved_at) > DOUBLE:  # also when the clock was put back
            session = session.but(tapped="")
        if not (session.progress or session.passing) or not self._old(slot):
            return session, ()
        turn = self.dialogue.turn(session, TimedOut())
        return turn.session or Session(), turn.replies

    def _session(self, slot: Slot) -> Session:
        if slot.session is None:
            # Runs of a new session begin at the clock, so that no button of a forgotten one fits again.
            return Session(run=int(self._clock()))
        try:
            return from_json(slot.session)
        except ValueError:
            LOG.error("a stored session could not be read; it starts over")
            return Session(run=int(self._clock()))

    def _old(self, slot: Slot) -> bool:
        return self._clock() - slot.saved_at > self._ttl

    async def _send_and_save(self, chat: int, slot: Slot, update_id: int | None, turn: Turn, send: Send) -> None:
        session = turn.session
        try:
            numbers = [await send(reply) for reply in turn.replies]
        except UnreachableError:
            session = None
        else:
            session = session.replied(numbers[-1] if numbers else None) if session else None
        if session is None and slot.session is not None:
            with suppress(StoreError):
                await self._passed_on.forget(chat)
        state = to_json(session) if session else None
        await slot.save(state, update_id, self._clock())
