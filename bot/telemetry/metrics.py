"""Counters for Prometheus: numbers of things that happened, never who wrote or what."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.core.routing import Route
from bot.core.turn import Rating

_TURN = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5)
_REPLY = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 60)
_AGE = (1, 2, 5, 10, 30, 60, 300, 900, 3600, 86400)


class Metrics:
    """All counters of one process; `revision` is the hash of its content."""

    def __init__(self, revision: str) -> None:
        registry = self._registry = CollectorRegistry()
        self.turns = Counter("bot_turns", "Events answered, by where they went", ["kind"], registry=registry)
        self.refusals = Counter("bot_refusals", "Questions that were not answered", registry=registry)
        self.red_flags = Counter("bot_red_flags", "Danger signs reported, by level", ["level"], registry=registry)
        self.turn_seconds = Histogram("bot_turn_seconds", "Deciding what to say", buckets=_TURN, registry=registry)
        self.reply_seconds = Histogram(
            "bot_reply_seconds", "From taking up to saved", buckets=_REPLY, registry=registry
        )
        self.retries = Counter("bot_telegram_retries", "Calls to Telegram made again", registry=registry)
        self.age = Histogram(
            "bot_update_age_seconds", "Age of an update when it is taken up", buckets=_AGE, registry=registry
        )
        self.in_work = Gauge("bot_updates_in_work", "Updates under way", registry=registry)
        self.waiting = Gauge("bot_updates_waiting", "Updates that wait at Telegram, as it last said", registry=registry)
        self.skipped = Counter("bot_updates_skipped", "Updates stepped over", ["why"], registry=registry)
        self.floods = Counter("bot_floods", "Messages of a flood left unanswered", registry=registry)
        self.passed_on = Counter("bot_passed_on", "Questions to the staff", ["what"], registry=registry)
        self.ratings = Counter(
            "bot_ratings", "Answers that helped, or did not", ["intent", "helped", "revision"], registry=registry
        )
        self.store_healthy = Gauge("bot_store_healthy", "Whether the database works", registry=registry)
        self.content = Gauge("bot_content_info", "The content in use", ["revision"], registry=registry)
        self.content_refused = Counter("bot_content_refused", "Changed content that was not used", registry=registry)
        self.store_healthy.set(1)
        self.live(revision)

    def live(self, revision: str) -> None:
        """Notes which content is in use."""
        self._revision = revision
        self.content.clear()
        self.content.labels(revision).set(1)

    def rated(self, rating: Rating) -> None:
        """Counts whether an answer of the content in use helped."""
        self.ratings.labels(rating.intent, "yes" if rating.helped else "no", self._revision).inc()

    def turn(self, event: str, route: Route | None, thought: float, whole: float) -> None:
        """Counts one turn: an event's kind, or where its words went, and the seconds it took."""
        self.turns.labels(route.kind if route else event).inc()
        if route and route.kind == "lost":
            self.refusals.inc()
        if route and route.kind == "red_flag" and route.level:
            self.red_flags.labels(route.level).inc()
        self.turn_seconds.observe(thought)
        self.reply_seconds.observe(whole)

    def counted(self) -> Iterator[tuple[str, float]]:
        """Each count by its name and label, for people."""
        counters = (self.turns, self.red_flags, self.refusals, self.skipped, self.floods, self.retries, self.passed_on)
        for counter in (*counters, self.ratings):
            for metric in counter.collect():
                for sample in metric.samples:
                    if sample.name.endswith("_total"):
                        label = "".join(f" {value}" for value in sample.labels.values())
                        yield sample.name.removeprefix("bot_").removesuffix("_total") + label, sample.value

    def text(self) -> bytes:
        """All of it as Prometheus reads it."""
        return generate_latest(self._registry)
