"""What a supervisor asks: does the process live, can it work, and what has it done."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.telemetry import Telemetry

Checks = dict[str, Callable[[], bool]]
"""What must hold for the bot to be ready, by name."""


def health(telemetry: Telemetry, checks: Checks) -> list[Route]:
    """The pages /healthz (it lives), /readyz (200 when all holds, or else 503) and /metrics (for Prometheus)."""

    async def healthz(_request: Request) -> Response:
        return JSONResponse({"alive": True})

    async def readyz(_request: Request) -> Response:
        holds = {name: check() for name, check in checks.items()}
        return JSONResponse(holds, 200 if all(holds.values()) else 503)

    async def metrics(_request: Request) -> Response:
        text = telemetry.metrics.text() if telemetry.metrics else b""
        return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]
