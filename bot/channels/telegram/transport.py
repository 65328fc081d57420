"""HTTP to Telegram, on aiohttp.

python-telegram-bot's own client, httpx, gets slower with every call under way: with 50 side by side a call costs it 3
to 9 ms of CPU, and 0.4 to 0.5 ms here. The package httpx-aiohttp lies between (0.7 to 0.9 ms), takes no proxy from the
environment, calls every reset a time-out, and its errors may show the web address, which holds the token.
"""

import json
import time
import urllib.request
from http import HTTPStatus
from typing import Any

import aiohttp
import httpx
from telegram.error import BadRequest, NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.channels.telegram.pace import Pace

READ = 10.0
"""Seconds for an answer. Longer than python-telegram-bot's 5: a message whose answer came too late is shown twice."""
CONNECT = 5.0
KEPT = 30.0
"""Seconds that an idle connection is kept."""
_ANSWERED = frozenset({400, 401, 403, 404, 409, 429})
"""The refusals that python-telegram-bot has errors for."""


def request(connections: int) -> "Transport":
    """The client for all calls of a bot, with so many connections at most."""
    return Transport(connections)


class Transport(BaseRequest):
    """Carries calls to Telegram. No error's text holds a web address or what a server wrote instead of an answer.

    `last_success` is when Telegram last answered in its own form and knew the token (time.monotonic; 0.0: not yet);
    `failures` counts the calls that brought no such answer, or the answer to wait.
    """

    def __init__(self, connections: int) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[str | None, str | None] = {}
        self._pace = Pace()
        self.last_success = 0.0
        self.failures = 0

    @property
    def read_timeout(self) -> float:
        """Seconds for an answer, where a call does not say otherwise."""
        return READ

    async def initialize(self) -> None:
        """Makes ready; again after a shutdown."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._connections,
                    keepalive_timeout=KEPT,
                    ssl=httpx.create_ssl_context(),  # trusts whom python-telegram-bot's own client trusts
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Closes all connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One call: status and body of an answer in the form of the Bot API.

        Raises TimedOut, NetworkError for all that is no such answer, and BadRequest for rare refusals.
        """
        if self._session is None:
            raise RuntimeError("the transport is not initialized")
        read = read_timeout if isinstance(read_timeout, int | float) else READ
        address = URL(url, encoded=True)
        asking = address.name.lower() == "getupdates"
        if not asking:
            await self._pace.turn()
        try:
            async with self._session.request(
                method,
                address,
                **_content(request_data),
                timeout=aiohttp.ClientTimeout(total=CONNECT + read, sock_connect=CONNECT, sock_read=read),
                proxy=self._proxy(address),
                allow_redirects=False,  # the address holds the token: it goes nowhere else
            ) as response:
                body, status = await response.read(), response.status
        except TimeoutError:
            self.failures += 1
            raise TimedOut from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            self.failures += 1
            raise NetworkError(type(error).__name__) from None
        if not asking:
            self._pace.heard(status == HTTPStatus.TOO_MANY_REQUESTS)
        if method == "POST":  # else it is a file
            self._check(status, body)
        return status, body

    def _check(self, status: int, body: bytes) -> None:
        fault = _fault(status, body)
        if fault or status == HTTPStatus.TOO_MANY_REQUESTS or status >= 500:
            self.failures += 1
        if fault:
            raise fault
        if status not in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
            self.last_success = time.monotonic()

    def _proxy(self, address: URL) -> str | None:
        """The proxy that the environment names for a host. aiohttp would look it up anew for each call, at 0.3 ms."""
        host = address.host
        if host not in self._proxies:
            named = urllib.request.getproxies()
            passed_by = host is None or urllib.request.proxy_bypass(host)
            self._proxies[host] = None if passed_by else named.get(address.scheme) or named.get("all")
        return self._proxies[host]


def _content(data: RequestData | None) -> dict[str, Any]:
    """A call's parameters as a body: JSON, or a form when there are files."""
    if data is None:
        return {}
    if not data.contains_files:
        return {"data": json.dumps(data.parameters).encode(), "headers": {"Content-Type": "application/json"}}
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return {"data": form}


def _fault(status: int, body: bytes) -> NetworkError | None:
    """What is wrong with an answer; None when it is one of Telegram's that python-telegram-bot understands."""
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or ("result" not in answer if status < 300 else "error_code" not in answer):
        # A 401 or 404 of a proxy says nothing of the token, and its page may quote the address.
        return NetworkError(f"no answer of the Bot API ({status})")
    if 400 <= status < 500 and status not in _ANSWERED:
        return BadRequest(f"refused ({status})")  # else python-telegram-bot takes it for something that passes
    return None
