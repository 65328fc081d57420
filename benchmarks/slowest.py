"""Looks for the messages of at most 4,096 characters that take the longest to route with the shipped content.

Every message meets empty caches, as the first one after a start does, and what is counted is CPU time. After messages
of all nasty kinds, a search changes the slowest ones found so far.

Example: python benchmarks/slowest.py --seconds 30
"""

import functools
import gc
import random
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from string import ascii_lowercase
from typing import NamedTuple

import click

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file, only its own folder is looked at

from benchmarks.figures import keep
from benchmarks.public_data import mistyped
from bot.content.library import load, read_parts
from bot.content.parts import Parts
from bot.core.messages import TEXT_LIMIT
from bot.core.routing import Router
from bot.core.words import words

ROOT = Path(__file__).resolve().parent.parent
BAR = 20.0
"""Milliseconds that no message may take."""
KEPT = 12
"""The slowest messages of a search, which are changed further."""
SEARCHED = "found by the search"
COLUMNS = {"slow": "messages", "worst": "ms worst", "usual": "ms median"}


class Timed(NamedTuple):
    """A message with its milliseconds."""

    ms: float
    text: str


class Clock:
    """Measures a router, each message as if it were the first."""

    def __init__(self, router: Router, tries: int) -> None:
        self._router = router
        self._tries = tries
        router.route("what is it")
        found = [one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper)]
        self._caches = [one for one in found if one.__wrapped__.__module__.startswith("bot.core")]

    def once(self, text: str) -> float:
        """The CPU milliseconds that a message takes."""
        for cache in self._caches:
            cache.cache_clear()
        began = time.process_time()
        self._router.route(text)
        return (time.process_time() - began) * 1000

    def steady(self, text: str) -> float:
        """The median of several times, which other processes and collections of garbage hardly move."""
        return median(self.once(text) for _ in range(self._tries))


class Nasty:
    """Makes messages that may be slow, the same ones for the same seed."""

    def __init__(self, parts: Parts, seed: int) -> None:
        self.chance = random.Random(seed)
        flags = parts.red_flags
        assert flags
        groups = {f"{{{name}}}": entries for name, entries in flags.words.items()}
        patterns = [pattern for flag in flags.flags for pattern in flag.phrases]
        self._slots = [[groups.get(slot, (slot,)) for slot in pattern.split() if slot != "..."] for pattern in patterns]
        examples = [text for intent in parts.intents.values() for text in intent.examples]
        self._words = sorted({word for text in examples for word in words(text)})
        self._long = sorted(self._words, key=len)[-len(self._words) // 10 :]
        self._danger = sorted({word for entries in groups.values() for entry in entries for word in words(entry)})

    def phrases(self) -> list[str]:
        """Each phrase of a danger sign, in chosen words, over and over."""
        return [_filled(f"{' '.join(self._said(slots))} ") for slots in self._slots]

    def _said(self, slots: Iterable[Iterable[str]]) -> Iterable[str]:
        for slot in slots:
            entry = self.chance.choice([one for entry in slot for one in entry.split("|")])
            yield self.chance.choice(self._danger) if entry.startswith("{") else entry.replace("_", " ")

    def kinds(self) -> dict[str, Callable[[], str]]:
        """How to make a message of each kind."""
        any_word, letter = self._any(self._words), self._any(ascii_lowercase)
        long, danger = self._any(self._long), self._any(self._danger)
        typo, number = (lambda: mistyped(any_word(), self.chance)), (lambda: str(self.chance.randrange(10**6)))
        points = {f"letters of plane {plane}": self._points(plane << 16, (plane + 1) << 16) for plane in range(4)}
        return {
            "words of the examples": self._many(any_word),
            "the same with commas": self._many(any_word, ", "),
            "the same in lines": self._many(any_word, "\n"),
            "misspelt words": self._many(typo),
            "misspelt long words": self._many(lambda: mistyped(long(), self.chance)),
            "two words run together": self._many(lambda: any_word() + any_word()),
            "words broken in two": self._many(lambda: " ".join((long()[:5], long()[5:]))),
            "strange words of 14 letters": self._many(lambda: "".join(letter() for _ in range(14))),
            "single letters": self._many(letter),
            "one strange word": self._many(letter, ""),
            "one letter": lambda: "a" * TEXT_LIMIT,
            "words of danger": self._many(danger),
            "words of danger with a slip": self._many(lambda: mistyped(danger(), self.chance)),
            "two words of danger in turn": lambda: _filled(f"{danger()} {danger()} "),
            "three words of danger in turn": lambda: _filled(f"{danger()} no {danger()} my {danger()} "),
            "many questions": lambda: _filled(f"what is {any_word()}? how {any_word()} and what {any_word()}? "),
            "questions without end": self._many(typo, " and what "),
            "long digits": lambda: _filled(str(self.chance.random())[2:]),
            "many numbers": self._many(number),
            "marks": lambda: _filled("?!.,'’ "),
            "apostrophes": self._many(letter, "'"),
            "emoji with modifiers": lambda: _filled("👩🏽‍❤️‍💋‍👩🏿"),
            "one emoji": lambda: "😭" * TEXT_LIMIT,
            "zero-width letters inside words": lambda: "\u200b".join(self._many(any_word)())[:TEXT_LIMIT],
            "right to left": lambda: _filled("\u202eعندي نزيف شديد\u202c "),
            "a ligature of 18 letters": lambda: "\ufdfa" * TEXT_LIMIT,
            "ligatures between words": self._many(any_word, " \ufdfa "),
            "combining marks": self._many(lambda: "e" + chr(self.chance.randrange(0x300, 0x370)) * 9),
            "marks on every letter": lambda: "\u0301".join(self._many(any_word)())[:TEXT_LIMIT],
            "Korean": self._points(0xAC00, 0xD7A4),
            "lone surrogates": self._points(0xD800, 0xE000),
            **points,
            "letters of all planes": self._points(0, 17 << 16),
        }

    def changed(self, text: str, other: str) -> str:
        """A message with a part taken out, doubled, mistyped or shuffled, or with a part of another."""
        tokens, others, chance = text.split(" "), other.split(" "), self.chance
        i, length = chance.randrange(len(tokens)), chance.choice((1, 2, 5, 30, 200))
        part, foreign = tokens[i : i + length], others[chance.randrange(len(others)) :][:length]
        middle = chance.choice(
            ([], part + part, foreign, [mistyped(word, chance) for word in part], chance.sample(part, len(part)))
        )
        made = " ".join(tokens[:i] + middle + tokens[i + length :])
        return _filled(f"{made} ") if made and chance.random() < 0.5 else made[:TEXT_LIMIT]

    def _any(self, among: Iterable[str]) -> Callable[[], str]:
        return functools.partial(self.chance.choice, list(among))

    def _many(self, make: Callable[[], str], between: str = " ") -> Callable[[], str]:
        return lambda: between.join(make() for _ in range(TEXT_LIMIT // (1 + len(between))))[:TEXT_LIMIT]

    def _points(self, first: int, end: int) -> Callable[[], str]:
        return self._many(lambda: chr(self.chance.randrange(first, end)), "")


def _filled(part: str) -> str:
    """A part said again and again up to the longest message."""
    return (part * (TEXT_LIMIT // len(part) + 1))[:TEXT_LIMIT]


def searched(clock: Clock, nasty: Nasty, found: Iterable[Timed], seconds: float) -> list[Timed]:
    """The slowest messages after changing the slowest ones again and again."""
    end = time.monotonic() + seconds
    best = sorted(found, reverse=True)[:KEPT]
    while time.monotonic() < end:
        one, other = nasty.chance.choice(best), nasty.chance.choice(best)
        text = nasty.changed(one.text, other.text)
        if clock.once(text) > best[-1].ms and (ms := clock.steady(text)) > best[-1].ms:
            best = sorted({*best, Timed(ms, text)}, reverse=True)[:KEPT]
    return best


def row(figures: dict[str, str | float]) -> str:
    """A line of the table, in Markdown."""
    return f"| {figures['slow']} | {figures['worst']:.1f} | {figures['usual']:.1f} |"


@click.command(help=__doc__)
@click.option("--seconds", default=60.0, help="How long to search.")
@click.option("--tries", default=5, help="Messages of a kind, and times that each is measured.")
@click.option("--seed", default=1, help="The same seed makes the same messages; the search hangs on times too.")
@click.option("--intents", type=click.Path(exists=True, file_okay=False, path_type=Path), default=ROOT / "intents")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the figures as JSON; rows of other runs stay.",
)
def main(seconds: float, tries: int, seed: int, intents: Path, out: Path | None) -> None:
    nasty, clock = Nasty(read_parts(intents), seed), Clock(load(intents).router, tries)
    rows: list[dict[str, str | float]] = []
    found: list[Timed] = []

    def told(name: str, timed: list[Timed]) -> None:
        times = [one.ms for one in timed]
        rows.append({"slow": name, "worst": max(times), "usual": median(times)})
        found.extend(timed)
        click.echo(row(rows[-1]))

    click.echo(f"| {' | '.join(COLUMNS.values())} |\n|{'---|' * len(COLUMNS)}")
    made = {name: [make() for _ in range(tries)] for name, make in nasty.kinds().items()}
    made["a phrase of a danger sign, over and over"] = [text for _ in range(tries) for text in nasty.phrases()]
    for name, texts in made.items():
        told(name, [Timed(clock.steady(text), text) for text in texts])
    if seconds:
        told(SEARCHED, searched(clock, nasty, found, seconds))
    worst = max(found)
    click.echo(f"worst {worst.ms:.1f} ms: {BAR:.0f} ms {'hold' if worst.ms <= BAR else 'do not hold'}")
    click.echo(f"it begins with {worst.text[:80]!r}")
    if out:
        keep(out, rows, ("slow",))


if __name__ == "__main__":
    main()
