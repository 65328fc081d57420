"""A bar that shows how far a long run is: on a terminal only, and never among what a command prints."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

LONG = 500
"""Messages from which a run is long enough for a bar."""


@contextmanager
def progress(label: str, count: int) -> Iterator[Callable[[int], object]]:
    """Gives what to call with the number of messages that were done since the last call."""
    if count <= LONG or not sys.stderr.isatty():
        yield lambda done: None
        return
    with click.progressbar(length=count, label=label, file=sys.stderr) as bar:
        yield bar.update


def waiting(words: str) -> None:
    """Says what takes a while before the first bar can be shown."""
    if sys.stderr.isatty():
        click.echo(words, err=True)
