"""Faults on order: what goes wrong with which calls, by count or by a seeded chance."""

import json
import random
from dataclasses import dataclass
from typing import Literal

from tests.botapi.params import JSON, integer

Kind = Literal[
    "400", "401", "403", "404", "409", "429", "500", "502", "503", "504",
    "reset", "hang", "delay", "no_result", "not_json",
]  # fmt: skip

_JSON_STATUS = {
    "400": "Bad Request",
    "401": "Unauthorized",
    "403": "Forbidden",
    "404": "Not Found",
    "409": "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
}
_PAGE = "<html>\r\n<head><title>{0}</title></head>\r\n<body><center><h1>{0}</h1></center></body>\r\n</html>\r\n"
_NAMES = {
    "500": "500 Internal Server Error",
    "502": "502 Bad Gateway",
    "503": "503 Service Unavailable",
    "504": "504 Gateway Time-out",
}


@dataclass(slots=True)
class Fault:
    """One order: calls of method (any when "*"), in chat when given, meet kind until left is used up.

    accepted: the call is carried out first and only its answer is spoilt. retry_after is for "429" (s),
    seconds for "delay". hits counts the calls that met it.
    """

    method: str
    kind: Kind
    left: int | None
    chance: float
    accepted: bool
    chat: int | None
    retry_after: int
    seconds: float
    hits: int = 0

    def answer(self) -> tuple[int, bytes, bytes]:
        """Status, content type and body of the spoilt answer; not for "reset", "hang" and "delay"."""
        if self.kind == "429":
            return 429, b"application/json", _error(429, f"Too Many Requests: retry after {self.retry_after}", self)
        if self.kind in _JSON_STATUS:
            return int(self.kind), b"application/json", _error(int(self.kind), _JSON_STATUS[self.kind])
        if self.kind == "no_result":
            return 200, b"application/json", b'{"ok":true}'
        if self.kind == "not_json":
            return 200, b"text/html", _PAGE.format("It works!").encode()
        return int(self.kind), b"text/html", _PAGE.format(_NAMES[self.kind]).encode()


def _error(status: int, description: str, flood: Fault | None = None) -> bytes:
    body: JSON = {"ok": False, "error_code": status, "description": description}
    if flood:
        body["parameters"] = {"retry_after": flood.retry_after}
    return json.dumps(body).encode()


class Faults:
    """All orders in force, oldest first."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._orders: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Put an order in force."""
        self._orders.append(fault)
        return fault

    def clear(self) -> None:
        """All is well again."""
        self._orders.clear()

    def next(self, method: str, params: JSON) -> Fault | None:
        """The fault that this call meets."""
        for fault in self._orders:
            if fault.method not in ("*", method) or fault.left == 0:
                continue
            if fault.chat is not None and integer(params, "chat_id") != fault.chat:
                continue
            if fault.chance < 1 and self._random.random() >= fault.chance:
                continue
            if fault.left is not None:
                fault.left -= 1
            fault.hits += 1
            return fault
        return None
