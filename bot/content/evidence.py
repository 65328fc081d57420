"""The pieces of evidence in a message, in words that a person can read."""

from collections.abc import Sequence

from bot.core.languages.english import ENGLISH
from bot.core.languages.language import Language


def readable(key: str, tokens: Sequence[str], language: Language = ENGLISH) -> str:
    """A piece of evidence by its key (see `features`), with the message's own words in place of their stems."""
    said = {language.stem(token): token for token in reversed(tokens)}
    kind, _, rest = key.partition(" ")
    parts = [part if part.endswith("*") else said.get(part, part) for part in rest.split(" ")]
    if kind == "k":
        return f"a word for '{rest}'"
    if kind == "l":
        return " then ".join(f"a word for '{part[:-1]}'" if part.endswith("*") else f'"{part}"' for part in parts)
    if kind == "s":
        return f'"{" ... ".join(parts)}"'
    if parts[0] == "^":
        return f'"{parts[-1]}" at the beginning'
    if parts[-1] == "$":
        return f'"{parts[0]}" at the end'
    return f'"{" ".join(parts)}"'
