"""A bot as a process: its CPU time, its memory, its end."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_OURS = ("TELEGRAM_", "DATABASE_", "WEBHOOK_", "INTENTS_", "SESSION_", "STAFF_", "LOG_", "PORT")
"""The settings of our bot, which must not come from whoever runs the benchmark."""


class Process:
    """One run of a program; what it writes to standard error is added to a file. Linux only: it reads /proc."""

    def __init__(self, command: Sequence[str], settings: dict[str, str], room: Path, log: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        self.began = time.time()
        self._log = log
        with log.open("ab") as errors:
            self._popen = subprocess.Popen(
                list(command), cwd=room, env=kept | settings, stdout=subprocess.DEVNULL, stderr=errors
            )

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._popen.poll() is None

    @property
    def cpu(self) -> float:
        """Seconds of CPU so far, all threads."""
        fields = self._read("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    @property
    def memory(self) -> float:
        """MiB of memory at its peak."""
        [line] = [line for line in self._read("status").splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) / 1024

    @property
    def last_words(self) -> str:
        """The end of what it wrote to standard error."""
        return self._log.read_text("utf-8", errors="replace")[-1000:]

    def kill(self) -> None:
        """Ends it as a power cut would."""
        self._popen.send_signal(signal.SIGKILL)
        self._popen.wait()

    def stop(self, seconds: float = 12.0) -> float:
        """Asks it to end, and kills it when it does not; gives the seconds that it took."""
        began = time.monotonic()
        self._popen.terminate()
        try:
            self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
        return time.monotonic() - began

    def _read(self, name: str) -> str:
        return Path(f"/proc/{self._popen.pid}/{name}").read_text()
