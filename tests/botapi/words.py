"""What Telegram itself marks in a text that a person typed: commands, mentions, links."""

import re

from tests.botapi.markup import utf16
from tests.botapi.params import JSON

_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>]+)"
    r"|(?P<email>(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]*\w)"
    r"|(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w@/]))"
    r"|(?P<mention>(?<!\w)@[A-Za-z][A-Za-z0-9_]{2,31}(?!\w))"
    r"|(?P<hashtag>(?<!\w)#\w*[^\W\d]\w*)"
)


def entities(text: str) -> list[JSON]:
    """The entities of a typed text; offsets and lengths in UTF-16 code units."""
    return [
        {"type": found.lastgroup, "offset": utf16(text[: found.start()]), "length": utf16(found[0])}
        for found in _FOUND.finditer(text)
    ]
