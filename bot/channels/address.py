"""Where a server listens. It stands alone: what serves there is loaded only by those who serve."""

import socket
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen."""

    host: str
    port: int


class ListenError(Exception):
    """Nobody can listen at an address; the message says why and what to do."""


def listening(at: Address) -> socket.socket:
    """A socket that listens; raises ListenError when the address cannot be had."""
    opened = None
    try:
        family, *_, address = socket.getaddrinfo(at.host, at.port, type=socket.SOCK_STREAM)[0]
        # With the protocol named, asyncio turns off the delay of small packets.
        opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
        opened.listen()  # of two that start at once, both may bind
    except (OSError, UnicodeError) as error:
        if opened:
            opened.close()
        why = getattr(error, "strerror", None) or "no such host"
        says = f"cannot listen at {at.host}:{at.port} ({why}): change WEBHOOK_LISTEN or PORT"
        raise ListenError(says) from None
    return opened
