"""The option that chooses a language of the content."""

from pathlib import Path

import click

LANGUAGE = click.option("--language", default="en", show_default=True, help="The language, by the name of its folder.")
EACH_LANGUAGE = click.option("--language", default="", help="Only this language, by the name of its folder.")


def chosen(folder: Path, language: str) -> str:
    """A language of a folder; an unknown one is told with those that there are."""
    from bot.content.languages import languages_in

    known = languages_in(folder)
    if language not in known:
        raise click.BadParameter(f"there is no language '{language}' in {folder}: choose {' or '.join(known)}")
    return language
