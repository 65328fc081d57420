"""The preview over HTTP: its page, who may speak to it, and the command that starts it."""

import json
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.cli import cli
from tests.preview.conftest import cache, client, folder
from tests.preview.running import Client, free_port, token

__all__ = ["cache", "client", "folder"]
ROOT = Path(__file__).parent.parent


async def test_page_is_strict_and_complete(client: Client) -> None:
    """The page and all it names come from the preview itself, under a policy that allows nothing inline or outside."""
    page = await client.http.get("/")
    names = re.findall(r'(?:src|href)="(/[^"]+)"', page.text)
    for name in (
        *names,
        "/static/dom.js",
        "/static/chat.js",
        "/static/bubbles.js",
        "/static/panels.js",
        "/static/unanswered.js",
    ):
        file = await client.http.get(name)
        assert file.status_code == 200, name
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", file.text), name
        policy = file.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert file.headers["x-content-type-options"] == "nosniff"
    assert len(names) >= 3
    assert not re.search(r"<script(?! type=\"module\" src=)|<style| style=| on\w+=", page.text)
    assert (await client.http.get("/static/page.html")).status_code == 404
    assert (await client.http.get("/static/..%2fsite.py")).status_code == 404


async def test_others_are_refused(client: Client) -> None:
    """Another name for this address, another site's page, and a wrong token get nothing and change nothing."""
    before = await client.get("chats")
    foreign: list[dict[str, Any]] = [
        {"Host": "rebound.example"},
        {"Host": "rebound.example:80", "Origin": "http://rebound.example:80"},
        {"Origin": "http://elsewhere.example"},
        {"Origin": "null"},
        {"X-Preview-Token": ""},
        {"X-Preview-Token": "guessed"},
        {"X-Preview-Token": "é".encode("latin-1")},
    ]
    for headers in foreign:
        for method, path in (("GET", "/api/chats"), ("POST", "/api/chats"), ("DELETE", "/api/chats/1")):
            answer = await client.http.request(method, path, headers=headers, json={})
            assert answer.status_code == 403, headers
            assert "Patient" not in answer.text
    assert await client.get("chats") == before


async def test_a_rebound_name_does_not_get_the_page(client: Client) -> None:
    """The page, which holds the token, goes only to the preview's own address."""
    answer = await client.http.get("/", headers={"Host": "rebound.example"})
    assert answer.status_code == 403
    assert client.http.headers["X-Preview-Token"] not in answer.text


def test_no_option_opens_it_to_others() -> None:
    """The command has a port, a folder and a language, and no address to listen at."""
    assert sorted(name for one in cli.commands["preview"].params for name in one.opts) == [
        "--intents",
        "--language",
        "--port",
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8 on its loopback")
async def test_listens_at_one_address_only(client: Client) -> None:
    """The preview listens at 127.0.0.1, and not at this machine's other addresses."""
    port = int(client.address.rstrip("/").rpartition(":")[2])
    with socket.socket() as other, pytest.raises(ConnectionRefusedError):
        other.connect(("127.0.0.2", port))


async def test_what_is_no_event_is_refused(client: Client) -> None:
    """A request that is no event is answered with what an event looks like, and changes nothing."""
    bodies = [
        b"", b"{", b"[]", b"7", b'"text"', b"{}", b'{"text": ""}', b'{"text": " \\n"}', b'{"text": 7}',
        b'{"command": ""}', b'{"command": "a b"}', b'{"tap": "none"}', b'{"tap": "none", "message": "1"}',
        b"\xff\xfe", b"[" * 50_000, json.dumps({"text": "x" * 4097}).encode(), b'{"text": "' + b"x" * 70_000 + b'"}',
    ]  # fmt: skip
    for body in bodies:
        answer = await client.http.post("/api/chats/1/events", content=body)
        assert answer.status_code == 400, body[:24]
        assert '{"text": "..."}' in answer.json()["says"]
    assert (await client.get("chats"))["chats"][0]["messages"] == []


def test_the_command(folder: Path, tmp_path: Path) -> None:
    """`preview` says where it is, learns in another process, names a port that is taken, and ends at Ctrl+C."""
    port = free_port()
    command = [sys.executable, str(ROOT / "run_bot.py"), "preview", "--port", str(port), "--intents", str(folder)]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout
            assert f"http://127.0.0.1:{port}/" in running.stdout.readline()
            second = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=20, check=False)
            assert second.returncode == 1
            assert second.stderr == f"Error: port {port} is taken: choose another, for example --port {port + 1}\n"
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
                http.headers["X-Preview-Token"] = token(http.get("/").text)
                while http.get("/api/state").json()["stage"] != "live":
                    time.sleep(0.05)
        finally:
            running.send_signal(signal.SIGINT)
            try:
                _, told = running.communicate(timeout=30)
            finally:
                running.kill()
        assert (running.returncode, told) == (0, "")
