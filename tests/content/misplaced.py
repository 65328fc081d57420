"""Damage to the name or the place of a file of the content."""

import os
from collections.abc import Callable
from pathlib import Path


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _dangling(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parent / "nowhere")


def _circle(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _locked(path: Path) -> None:
    if os.geteuid() == 0:  # root may read everything but the memory of nobody
        path.unlink()
        path.symlink_to("/proc/self/mem")
    else:
        path.chmod(0)


def _named(name: str) -> Callable[[Path], None]:
    def do(path: Path) -> None:
        path.rename(path.parent / name)

    return do


PLACES: list[tuple[str, Callable[[Path], None], str, str]] = [
    ("a folder", _folder, "", "rename it"),
    ("a dangling link", _dangling, "", "cannot be read"),
    ("a link to itself", _circle, "", "cannot be read"),
    ("a pipe", _pipe, "", "no file that can be read"),
    ("locked", _locked, "", "check its name and permissions"),
    ("named .txt", _named("thanks.yaml.txt"), "thanks.yaml.txt", "rename it to thanks.yaml"),
    ("named .YAML", _named("thanks.YAML"), "thanks.YAML", "rename it to thanks.yaml"),
    ("named .json", _named("thanks.json"), "thanks.json", "should end in .yaml"),
    ("beside the language", _named("../thanks.yaml"), "../thanks.yaml", "move it into"),
    ("name with a space", _named("my thanks.yaml"), "my thanks.yaml", "no name for an intent"),
    (
        "name that is no UTF-8",
        _named(os.fsdecode(b"th\xe4nks.yaml")),
        os.fsdecode(b"th\xe4nks.yaml"),
        "no name for an intent",
    ),
]
"""Damage to a file's name or place: what is done, under which name it is told, and words of the message."""
