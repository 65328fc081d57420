"""What operators see: one log line per turn, and counters; nothing that tells who wrote, or what."""

from bot.telemetry.logs import LOG, set_up_logging
from bot.telemetry.turns import Telemetry

__all__ = ["LOG", "Telemetry", "set_up_logging"]
