"""What operators are given fits the bot: the page, the image, the compose file, the unit and the alerts."""

import configparser
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.hostile import ALLOCATOR
from bot.channels.telegram.webhook import PATH
from bot.cli import cli
from bot.settings import Settings
from bot.telemetry.metrics import Metrics
from tests.test_docs import blocks

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
SERVICES = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
SETTINGS = {name.upper() for name in Settings.model_fields}
PROMISED = (
    "bot_turns_total{kind}", "bot_refusals_total", "bot_red_flags_total{level}", "bot_turn_seconds",
    "bot_reply_seconds", "bot_telegram_retries_total", "bot_update_age_seconds", "bot_updates_in_work",
    "bot_store_healthy", "bot_updates_skipped_total{why}", "bot_content_info{revision}", "bot_floods_total",
)  # fmt: skip


def steps(keyword: str) -> list[str]:
    """What follows a keyword in the Dockerfile, in its last stage."""
    last = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
    return [words.strip() for words in re.findall(rf"^{keyword} (.*)$", last, re.MULTILINE)]


def image() -> dict[str, str]:
    """The environment that the image sets."""
    return dict(pair.split("=", 1) for step in steps("ENV") for pair in step.split())


def exported() -> set[str]:
    """The names of the metrics, as Prometheus is told of them."""
    found = re.findall(r"^# TYPE (\w+) ", Metrics("revision").text().decode(), re.MULTILINE)
    return {name for name in found if not name.endswith("_created")}


def rules() -> list[dict[str, Any]]:
    """The alerts of the page."""
    (group,) = yaml.safe_load(next(block for block in blocks(PAGE, "yaml") if block.startswith("groups:")))["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


def test_page_explains_every_setting() -> None:
    """The page's table of settings has one row for each setting that exists."""
    table = PAGE[PAGE.index("\n## Settings\n") : PAGE.index("\n## Questions to the staff\n")]
    told = re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)
    assert set(told) >= SETTINGS
    assert sorted(told) == sorted(set(told))


def test_page_explains_every_metric() -> None:
    """The page's table of metrics has a row for each metric that exists, and for each that was promised."""
    told = set(re.findall(r"^\| `(bot_[a-z_{},]+)` \|", PAGE, re.MULTILINE))
    assert told >= set(PROMISED)
    assert {name.split("{")[0] for name in told} == exported()


def test_alerts_ask_for_metrics_that_exist() -> None:
    """Each alert says what to do, and each metric it asks for is exported."""
    names = exported()
    for rule in rules():
        assert rule["annotations"]["do"]
        assert rule["labels"]["severity"] in {"page", "ticket"}
        for asked in re.findall(r"\bbot_\w+", rule["expr"]):
            assert re.sub(r"(?<=_seconds)_(bucket|sum|count)$", "", asked) in names, rule["alert"]


def test_troubleshooting_quotes_what_the_bot_says() -> None:
    """Each message in the table of troubles stands in the bot's code."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py"))
    quoted = re.findall(r"^\| `([a-zA-Z][^`/_]{14,}(?:_TOKEN|_BOT_TOKEN)?)` \|", PAGE, re.MULTILINE)
    assert len(quoted) > 7
    assert [words for words in quoted if words not in code] == []


def test_proxies_lead_to_the_webhook() -> None:
    """The proxies on the page and in deploy/ let through just the path that the bot listens to."""
    caddyfile = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    for text in (caddyfile, *blocks(PAGE, "caddyfile")):
        assert re.findall(r"^\t+path (.*)$", text, re.MULTILINE) == [PATH]
    for text in blocks(PAGE, "nginx"):
        assert re.findall(r"location (.*) {$", text, re.MULTILINE) == [f"= {PATH}"]


def test_image_runs_without_rights() -> None:
    """The image's last user is a number other than root's, which is what orchestrators can check."""
    user, group = steps("USER")[-1].split(":")
    assert int(user) > 0
    assert int(group) > 0


def test_image_starts_and_stops_the_bot_itself() -> None:
    """The bot is the container's first process, started without a shell, so SIGTERM reaches it."""
    (entry,), (command,), (signal,) = steps("ENTRYPOINT"), steps("CMD"), steps("STOPSIGNAL")
    assert json.loads(entry) == ["cervix-leaflet-bot"]
    assert json.loads(command)[0] in cli.commands
    assert signal == "SIGTERM"


def test_image_writes_to_its_volume_only() -> None:
    """The database and what is learnt lie in the image's volume, so the rest can be read-only."""
    (volume,) = steps("VOLUME")
    given = image()
    assert given["DATABASE_URL"].startswith(f"sqlite:///{volume}/")
    assert given["BOT_CACHE_DIR"].startswith(f"{volume}/")
    assert given["PYTHONDONTWRITEBYTECODE"] == "1"


def test_image_and_unit_give_memory_back() -> None:
    """Both set what the trial with hostile updates was measured with."""
    unit = (ROOT / "deploy" / "bot.service").read_text(encoding="utf-8")
    for name, value in ALLOCATOR.items():
        assert image()[name] == value
        assert f"{name}={value}" in unit
        assert f"{name}={value}" in PAGE


def test_image_holds_only_what_is_named() -> None:
    """Everything is kept out of the image but named files and folders, none of them a secret."""
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    assert lines[0] == "*"
    allowed = [line[1:] for line in lines if line[0] == "!"]
    assert all((ROOT / name).exists() and not name.startswith(".") for name in allowed)
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE)
    assert sorted(" ".join(copied).split()) == sorted(allowed)


class _Answers(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        """Answers /healthz as told."""
        self.send_response(self.status if self.path == "/healthz" else 404)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def healthy(port: str) -> bool:
    """Whether the image's health check finds the bot healthy."""
    (check,) = steps("HEALTHCHECK")
    command = json.loads(check[check.index("[") :])
    assert command.pop(0) == "python"
    environment = {**os.environ, "PORT": port, "http_proxy": "http://127.0.0.1:9"}
    return subprocess.run([sys.executable, *command], env=environment, capture_output=True, check=False).returncode == 0


def test_health_check_tells_a_living_bot_from_a_dead_one(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The image is healthy while /healthz is 200, whatever proxy the environment names, or when nothing listens."""
    assert healthy(str(port))
    assert healthy("")
    monkeypatch.setattr(_Answers, "status", 503)
    assert not healthy(str(port))
    assert not healthy("1")


@pytest.mark.parametrize("name", SERVICES)
def test_compose_hardens_every_service(name: str) -> None:
    """Each service has a read-only root file system, no rights to gain, no core dumps, and time to end."""
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["tmpfs"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["ulimits"] == {"core": 0}
    assert service["stop_grace_period"] in {"15s", "1m"}
    assert "privileged" not in service


def twice(node: yaml.Node | None) -> list[str]:
    """The keys that a mapping, or one in it, has more than once."""
    if not isinstance(node, yaml.MappingNode):
        return []
    keys = [key.value for key, _ in node.value]
    return [key for key in keys if keys.count(key) > 1] + [key for _, below in node.value for key in twice(below)]


def test_compose_names_nothing_twice() -> None:
    """No mapping of compose.yaml has a key twice: Compose refuses such a file as a whole."""
    assert twice(yaml.compose((ROOT / "compose.yaml").read_text(encoding="utf-8"))) == []


def test_compose_gives_the_bot_every_setting() -> None:
    """Each setting comes from .env or from the image, and secrets stand in no file but .env."""
    environment = SERVICES["bot"]["environment"]
    assert set(environment) | set(image()) >= SETTINGS
    assert not set(environment) & {"INTENTS_DIR", "PORT", "WEBHOOK_LISTEN", "BOT_CACHE_DIR"}
    for name in ("TELEGRAM_BOT_TOKEN", "WEBHOOK_SECRET"):
        assert environment[name].startswith(f"${{{name}:")
    assert SERVICES["postgres"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")


def test_compose_keeps_the_database_inside() -> None:
    """The bot waits for a healthy database, which no port leads to."""
    assert SERVICES["bot"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert SERVICES["postgres"]["healthcheck"]["test"]
    assert "ports" not in SERVICES["postgres"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["bot"]["ports"])


def test_unit_starts_the_bot_and_gives_it_no_rights() -> None:
    """The systemd unit runs a command that exists, starts it again for ever, and takes away all it does not need."""
    parser = configparser.RawConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[method-assign,assignment]
    parser.read(ROOT / "deploy" / "bot.service", encoding="utf-8")
    unit = parser["Service"]
    _python, script, command = unit["ExecStart"].split()
    assert (ROOT / Path(script).name).exists()
    assert command in cli.commands
    assert (unit["Restart"], unit["TimeoutStopSec"], parser["Unit"]["StartLimitIntervalSec"]) == ("always", "15", "0")
    for name in ("DynamicUser", "NoNewPrivileges", "MemoryDenyWriteExecute", "PrivateDevices", "ProtectHome"):
        assert unit[name] == "yes"
    assert unit["ProtectSystem"] == "strict"
    assert unit["CapabilityBoundingSet"] == ""
    assert unit["StateDirectory"] == Path(unit["WorkingDirectory"]).name
