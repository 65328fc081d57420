"""Updates that nobody should send: fuzzed, forged, endless, out of range. Each carries a mark that no log may show."""

import copy
import json
import random
from collections.abc import Iterator
from itertools import count
from typing import Any

MARK = "q7marker"
"""Stands in every text, name and key that is made up."""
LONG = 4_000_000
"""Characters of an endless text."""
_FIRST = 700_000_001
_EDGES = (0, -1, 2**31, -(2**31), 2**52, 2**63 - 1, 2**63, -(2**63) - 1, 2**70, -(10**40))
_ODD: tuple[Any, ...] = (
    None, True, False, 1.5, float("inf"), float("nan"), "", MARK, f"\ud800{MARK}\x00", [], {}, [[]], [{}], [MARK],
    {MARK: MARK}, {"id": MARK}, {"id": 2**70}, *_EDGES,
)  # fmt: skip
_CONTROL = (
    *map(chr, range(32)),
    "\x7f",
    "\x85",
    "\u2028",
    "\u202e",
    "\u200b",
    "\ufeff",
    "\ud800",
    "\udfff",
    "\U0010ffff",
)
_WORDS = ("what causes it", "i am bleeding", "no", "none", "20 weeks", "not", "but", "stitch", "cervix", MARK, "/check")
_DATA = (
    "check",
    "ask:",
    "run:",
    "1:2:3",
    "check:-1:0",
    "../../",
    "{}",
    "%s%n",
    "\x00",
    "☐",
    "🤰" * 40,
    "'; DROP TABLE--",
)
_ENTITIES = ("bold", "bot_command", "text_link", "text_mention", "custom_emoji", "blockquote", MARK)

Forged = dict[str, Any] | list[Any] | bytes


class Forger:
    """Makes hostile updates by a seed; `chats` are those that the bot could answer."""

    def __init__(self, seed: int, chats: list[int]) -> None:
        self._chance = random.Random(seed)
        self._chats = chats
        self._numbers = count(_FIRST)
        self._kinds = {
            self._mutated: 50, self._fuzzed: 15, self._written: 14, self._forged_press: 9, self._entities: 5,
            self._out_of_range: 4, self._nested: 2.9, self._endless: 0.1,
        }  # fmt: skip

    def updates(self, amount: int) -> Iterator[Forged]:
        """So many updates: bytes, or what is to be written as JSON."""
        makers = self._chance.choices(list(self._kinds), list(self._kinds.values()), k=amount)
        for maker in makers:
            yield maker()

    def _message(self, text: Any, **more: Any) -> dict[str, Any]:
        chat = self._chance.choice(self._chats)
        person = {"id": chat, "is_bot": False, "first_name": MARK}
        body = {
            "message_id": self._chance.randrange(10**6), "date": 1_700_000_000, "from": person, "text": text,
            "chat": {"id": chat, "type": "private", "first_name": MARK},
        }  # fmt: skip
        kind = "edited_message" if self._chance.random() < 0.1 else "message"
        return {"update_id": next(self._numbers), kind: body | more}

    def _press(self, data: Any) -> dict[str, Any]:
        shown = self._message(MARK)
        [body] = (shown[kind] for kind in shown if kind != "update_id")
        press = {"id": str(self._chance.randrange(10**9)), "from": body["from"], "chat_instance": MARK, "data": data}
        return {"update_id": shown["update_id"], "callback_query": press | {"message": body}}

    def _good(self) -> dict[str, Any]:
        """An update as it could be."""
        match self._chance.randrange(4):
            case 0:
                return self._press(self._chance.choice(_DATA))
            case 1:
                photo = {"file_id": MARK, "file_unique_id": MARK, "width": 1, "height": 1}
                return self._message(None, photo=[photo], caption=self._chance.choice(_WORDS))
            case 2:
                entity = {"type": "bot_command", "offset": 0, "length": 6}
                return self._message(f"/check {MARK}", entities=[entity])
            case _:
                return self._message(f"{self._chance.choice(_WORDS)} {MARK}")

    def _mutated(self) -> Forged:
        """One to three places hold something else, or are gone."""
        update = copy.deepcopy(self._good())
        for _ in range(self._chance.randint(1, 3)):
            place, key = self._chance.choice(list(_places(update)))
            if self._chance.random() < 0.2:
                del place[key]
            else:
                place[key] = copy.deepcopy(self._chance.choice(_ODD))
            if not update:
                break
        return update

    def _fuzzed(self) -> Forged:
        """Bytes are changed, left out or put in, and the end may be missing."""
        body = bytearray(json.dumps(self._good()).encode())
        for _ in range(self._chance.randint(1, 8)):
            at = self._chance.randrange(len(body))
            body[at : at + self._chance.randrange(3)] = self._chance.randbytes(self._chance.randrange(3))
        return bytes(body[: self._chance.randrange(len(body))] if self._chance.random() < 0.2 else body)

    def _written(self) -> Forged:
        """Words, control characters and halves of characters."""
        parts = [self._chance.choice(_CONTROL if self._chance.random() < 0.5 else _WORDS) for _ in range(self._size())]
        return self._message(self._chance.choice(("", " ")).join([MARK, *parts]))

    def _size(self) -> int:
        return int(10 ** self._chance.uniform(0, 2.8))

    def _forged_press(self) -> Forged:
        """A press of a button that was never shown."""
        return self._press("".join(self._chance.choices((*_DATA, MARK, "a", "0", ":"), k=self._chance.randint(1, 20))))

    def _entities(self) -> Forged:
        """Entities that overlap, lie outside, or nest."""
        made = []
        for _ in range(self._size()):
            offset, length = self._chance.choice((0, 1, 5, *_EDGES)), self._chance.choice((0, 1, 5, *_EDGES))
            made.append({"type": self._chance.choice(_ENTITIES), "offset": offset, "length": length, "url": MARK})
        return self._message(f"/check {MARK}", entities=made)

    def _out_of_range(self) -> Forged:
        """Numbers of chats, people, messages or updates that cannot be."""
        update = self._good()
        names = {"id", "message_id", "update_id", "date"}
        place, key = self._chance.choice([found for found in _places(update) if found[1] in names])
        place[key] = self._chance.choice(_EDGES)
        return update

    def _nested(self) -> Forged:
        """Brackets in brackets, or messages that answer messages."""
        depth = int(10 ** self._chance.uniform(1, 5))
        match self._chance.randrange(3):
            case 0:
                return b"[" * depth + MARK.encode()
            case 1:
                return b'{"message":' * depth + b"1" + b"}" * depth
            case _:
                body = json.dumps(self._message(MARK)).encode()[:-2]
                return body + b', "reply_to_message": {"message_id": 1' * (depth // 50) + b"}" * (depth // 50 + 2)

    def _endless(self) -> Forged:
        """A text of megabytes."""
        piece = self._chance.choice((MARK, "\ud800", "no ", "I am not bleeding but ", "<b>"))
        return self._message(piece * (LONG // len(piece)))


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """All places in a value, each as what it lies in and its key there."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in list(keys):
        yield value, key
        yield from _places(value[key])
