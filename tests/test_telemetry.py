"""Operators see numbers: no line and no count tells who wrote or what, and no secret is in any form of it."""

import asyncio
import gc
import json
import logging
from contextlib import suppress
from typing import Literal

import pytest

from bot.core.matching.match import Candidate
from bot.core.messages import Reply
from bot.core.routing import Kind, Route
from bot.core.session import Session
from bot.core.turn import Turn
from bot.telemetry import LOG, Telemetry
from bot.telemetry.metrics import Metrics
from tests.logged import logged

FORMS: list[Literal["console", "json"]] = ["console", "json"]
CHAT = 7_000_000_001
SECRETS = ("123456:a-token", 'pass"wörd\\', "it's")


def turn(kind: Kind = "answer", level: Literal["emergency", "urgent"] | None = None) -> Turn:
    """A turn that went somewhere."""
    route = Route(kind, "causes", level=level, score=0.987, candidates=(Candidate("causes", 0.987, "zebra"),))
    return Turn(Session(), (Reply("zebra"),), route)


def counts(metrics: Metrics) -> dict[str, float]:
    """All counters by name and labels."""
    rows = [line.rsplit(" ", 1) for line in metrics.text().decode().splitlines() if not line.startswith("#")]
    return {name.replace('"', ""): float(value) for name, value in rows}


def test_one_line_a_turn() -> None:
    """A turn is one line of JSON: a hashed chat, where it went, how long it took, and no word."""
    with logged() as log:
        Telemetry(b"key").turn(CHAT, "Text", turn("red_flag", "emergency"), 0.0123, 0.2)
    [line] = [json.loads(line) for line in log.getvalue().splitlines()]
    assert {"event", "level", "timestamp", "chat", "kind", "intent", "score", "ms", "replies"} <= line.keys()
    assert (line["event"], line["kind"], line["intent"], line["ms"]) == ("turn", "red_flag", "causes", 12.3)
    assert "zebra" not in log.getvalue()
    assert str(CHAT) not in log.getvalue()


def test_pseudonyms() -> None:
    """A chat has one pseudonym, another chat and another key give others, and a key of any length will do."""
    one = Telemetry(b"key")
    assert one.pseudonym(CHAT) == Telemetry(b"key").pseudonym(CHAT)
    others = {Telemetry(key).pseudonym(chat) for key in (b"key", b"k", b"", b"k" * 500) for chat in (CHAT, -CHAT, 0)}
    assert len(others) == 12


@pytest.mark.parametrize("form", FORMS)
def test_secrets_in_any_form(form: Literal["console", "json"]) -> None:
    """Token and password are taken out of every line, also as quoted by JSON or Python."""
    with logged("DEBUG", form, SECRETS) as log:
        for secret in SECRETS:
            LOG.error("failed", says=f"at {secret}", all=[secret])
            logging.getLogger("somewhere").error("at %s or %r", secret, secret)
    assert log.getvalue().count("<secret>") >= 3 * len(SECRETS)
    for part in ("a-token", "wörd", "w\\u00f6rd", "t's"):
        assert part not in log.getvalue()


@pytest.mark.parametrize("form", FORMS)
async def test_what_libraries_log(form: Literal["console", "json"]) -> None:
    """A library's failure is told by type and place; words in its exception are not, nor is chatter below a warning."""

    async def fails() -> None:
        raise ValueError("zebra")

    with logged("DEBUG", form) as log:
        failing = asyncio.create_task(fails())
        await asyncio.wait((failing,))
        del failing
        gc.collect()
        try:
            await fails()
        except ValueError:
            logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
            LOG.error("a turn failed", exc_info=True)
        for name in ("httpx", "aiohttp.client", "telegram.ext.Application", "uvicorn.access", "asyncio"):
            logging.getLogger(name).info("zebra")
    lines = log.getvalue().splitlines()
    assert len(lines) == 3
    assert all("ValueError" in line and f"{__name__}:" in line for line in lines)
    assert "zebra" not in log.getvalue()
    assert "Traceback" not in log.getvalue()


def test_counting() -> None:
    """Each thing that happens is counted under its own name, a turn by where it went."""
    metrics = Metrics("abc")
    telemetry = Telemetry(b"key", metrics)
    with logged("CRITICAL"):
        telemetry.turn(CHAT, "Text", turn("red_flag", "urgent"), 0.0004, 0.02)
        telemetry.turn(CHAT, "Text", turn("lost"), 0.003, 2)
        telemetry.turn(CHAT, "Tap", Turn(Session(), ()), 0.7, 100)
        telemetry.flood()
        telemetry.begun(-5)
        telemetry.begun(7)
        telemetry.skipped("no JSON")
        telemetry.retried()
        telemetry.store(True, "gone")
        with suppress(KeyError), telemetry.working():
            assert counts(metrics)["bot_updates_in_work"] == 1
            raise KeyError
    found = counts(metrics)
    for name, value in {
        "bot_turns_total{kind=red_flag}": 1, "bot_turns_total{kind=lost}": 1, "bot_turns_total{kind=tap}": 1,
        "bot_refusals_total": 1, "bot_red_flags_total{level=urgent}": 1, "bot_floods_total": 1,
        "bot_turn_seconds_bucket{le=0.0005}": 1, "bot_turn_seconds_bucket{le=0.5}": 2, "bot_turn_seconds_count": 3,
        "bot_reply_seconds_bucket{le=0.03}": 1, "bot_reply_seconds_bucket{le=60.0}": 2, "bot_reply_seconds_count": 3,
        "bot_update_age_seconds_bucket{le=1.0}": 1, "bot_update_age_seconds_count": 2, "bot_updates_in_work": 0,
        "bot_updates_skipped_total{why=no JSON}": 1, "bot_telegram_retries_total": 1, "bot_store_healthy": 0,
        "bot_content_info{revision=abc}": 1,
    }.items():  # fmt: skip
        assert found[name] == value, name
    telemetry.store(False, "back")
    assert counts(metrics)["bot_store_healthy"] == 1


def test_without_counters() -> None:
    """Where nobody asks for counts, the same is only logged."""
    telemetry = Telemetry(b"key")
    with logged() as log, telemetry.working():
        telemetry.turn(CHAT, "Text", turn(), 0.1, 0.1)
        telemetry.flood()
        telemetry.begun(1)
        telemetry.skipped("no JSON")
        telemetry.retried()
        telemetry.store(True, "the disk is full")
    assert [json.loads(line)["level"] for line in log.getvalue().splitlines()] == ["info", "warning", "error"]
