"""What happened, in one log line a turn and in counters."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bot.core.turn import Turn
from bot.telemetry.logs import LOG

if TYPE_CHECKING:
    from bot.telemetry.metrics import Metrics


class Telemetry:
    """Writes down what happened in numbers; `key` hashes chat ids, so that nobody can tell who it was.

    `metrics` counts it too, where somebody may ask for the counts.
    """

    def __init__(self, key: bytes, metrics: "Metrics | None" = None) -> None:
        self._key = hashlib.blake2b(key, digest_size=32).digest()
        self.metrics = metrics

    def pseudonym(self, chat: int) -> str:
        """A chat's id, hashed with the key."""
        return hashlib.blake2b(str(chat).encode(), key=self._key, digest_size=6).hexdigest()

    def turn(self, chat: int, event: str, turn: Turn, thought: float, whole: float) -> None:
        """Notes one turn: the seconds it took to think, and those until it was saved."""
        route = turn.route
        fields: dict[str, Any] = {"chat": self.pseudonym(chat), "event_kind": event, "replies": len(turn.replies)}
        if route:
            fields |= {"kind": route.kind, "intent": route.intent or route.refused, "score": round(route.score, 2)}
            fields["danger"] = route.level  # "level" is the log line's own
        LOG.info("turn", ms=round(thought * 1000, 1), **fields)
        if self.metrics:
            self.metrics.turn(event.lower(), route, thought, whole)
            if turn.rating:
                self.metrics.rated(turn.rating)

    def flood(self) -> None:
        """Notes a message left unanswered because its chat sends too many."""
        if self.metrics:
            self.metrics.floods.inc()

    def passed_on(self, what: str) -> None:
        """Notes a question to the staff: sent, failed or answered."""
        if self.metrics:
            self.metrics.passed_on.labels(what).inc()

    def begun(self, age: float) -> None:
        """Notes that an update was taken up, so many seconds after it was sent."""
        if self.metrics:
            self.metrics.age.observe(max(age, 0.0))

    @contextmanager
    def working(self) -> Iterator[None]:
        """Counts an update as under way within the block."""
        if self.metrics is None:
            yield
            return
        with self.metrics.in_work.track_inprogress():
            yield

    def skipped(self, why: str) -> None:
        """Notes an update that nobody can answer."""
        LOG.warning("an update was stepped over", why=why)
        if self.metrics:
            self.metrics.skipped.labels(why).inc()

    def retried(self) -> None:
        """Notes a call to Telegram that has to be made again."""
        if self.metrics:
            self.metrics.retries.inc()

    def languages(self, offered: Mapping[str, str | None], refused: Mapping[str, Sequence[str]]) -> None:
        """Notes the languages that are offered, what is to be done in each, and those with mistakes, which are not."""
        LOG.info("languages", offered=", ".join(offered))
        for code, awaits in offered.items():
            if awaits:
                LOG.warning("a language is offered although something is to be done", language=code, awaits=awaits)
        for code, mistakes in refused.items():
            LOG.error(
                "a language is not offered; run `check`", language=code, mistakes=len(mistakes), first=mistakes[0]
            )

    def content(self, revision: str) -> None:
        """Notes that other content is in use."""
        LOG.info("new content is live", revision=revision)
        if self.metrics:
            self.metrics.live(revision)

    def content_refused(self, mistakes: int) -> None:
        """Notes that changed content is not used."""
        LOG.error("new content is refused; run `check`", mistakes=mistakes)
        if self.metrics:
            self.metrics.content_refused.inc()

    def store(self, down: bool, says: str) -> None:
        """Notes that the database failed, or is back."""
        if down:
            LOG.error("the database is down; answering goes on without a memory", says=says)
        else:
            LOG.warning("the database is back")
        if self.metrics:
            self.metrics.store_healthy.set(0 if down else 1)
