"""Message text: Telegram's HTML parsed into plain text and entities, with Telegram's complaints.

Offsets and lengths of entities are UTF-16 code units, offsets in complaints are UTF-8 bytes, as in the Bot API.
"""

import html
import re
from dataclasses import dataclass

from tests.botapi.errors import APIError, bad_request
from tests.botapi.params import JSON

TEXT_LIMIT = 4096  # UTF-16 code units, core.telegram.org/bots/api#sendmessage

_TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "span": "spoiler",
    "tg-spoiler": "spoiler", "tg-emoji": "custom_emoji", "a": "text_link", "code": "code", "pre": "pre",
    "blockquote": "blockquote",
}  # fmt: skip
_SPECIAL = re.compile(r"[<&]")
_REFERENCE = re.compile(r"&(?:(lt|gt|amp|quot)|#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7})));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_START = re.compile(r"<([^\s>]*)")
_END = re.compile(r"</([^\s>]*)\s*(>?)")
_ATTRIBUTE = re.compile(r"""\s*([^\s=>/"']*)(?:\s*=\s*("[^"]*"|'[^']*'|[\w.-]+))?""")


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    offset: int  # UTF-16, in the plain text
    chunk: int  # index of the first chunk inside


def utf16(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def plain_to_html(text: str) -> str:
    """Plain text as Telegram HTML."""
    return html.escape(text, quote=False)


def parse_html(text: str) -> tuple[str, list[JSON]]:
    """Plain text and entities of Telegram HTML; APIError 400 "can't parse entities: ..."."""
    if not _SPECIAL.search(text):
        return text, []
    return _Parser(text).run()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.chunks: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[JSON] = []

    def run(self) -> tuple[str, list[JSON]]:
        at = 0
        while found := _SPECIAL.search(self.source, at):
            self._add(self.source[at : found.start()])
            at = found.start()
            if found[0] == "&":
                at = self._reference(at)
            elif self.source.startswith("</", at):
                at = self._close(at)
            else:
                at = self._start(at)
        self._add(self.source[at:])
        if self.open:
            raise bad_request(
                f"can't parse entities: Can't find end tag corresponding to start tag \"{self.open[-1].tag}\""
            )
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.chunks), self.entities

    def _add(self, text: str) -> None:
        if text:
            self.chunks.append(text)
            self.offset += utf16(text)

    def _reference(self, at: int) -> int:
        found = _REFERENCE.match(self.source, at)
        if found is None or not (char := _referenced(found)):
            self._add("&")  # Telegram keeps what it does not know as it stands
            return at + 1
        self._add(char)
        return found.end()

    def _start(self, at: int) -> int:
        found = _START.match(self.source, at)
        assert found is not None
        tag, place = found[1].lower(), found.end()
        if place == len(self.source):
            raise self._complaint("Unclosed start tag", at)
        if tag not in _TYPES:
            raise self._complaint(f'Unsupported start tag "{tag}"', at)
        argument = ""
        while True:
            while self.source[place : place + 1].isspace():
                place += 1
            if place >= len(self.source):
                raise self._complaint("Unclosed start tag", at)
            if self.source[place] == ">":
                break
            name, value, place = self._attribute(tag, place, at)
            argument = _argument(tag, name, value) or argument
        if tag == "span" and argument != "spoiler":
            raise self._complaint('Tag "span" must have class "tg-spoiler"', at)
        self.open.append(_Open(tag, argument, self.offset, len(self.chunks)))
        return place + 1

    def _attribute(self, tag: str, place: int, at: int) -> tuple[str, str, int]:
        found = _ATTRIBUTE.match(self.source, place)
        assert found is not None
        if not found[1]:
            raise self._complaint(f'Empty attribute name in the tag "{tag}"', at)
        value = found[2] or ""
        if value[:1] in ('"', "'"):
            value = _REFERENCE.sub(lambda match: _referenced(match) or match[0], value[1:-1])
        if self.source[found.end() : found.end() + 1] in ("=", '"', "'"):
            raise self._complaint("Unclosed start tag", at)
        return found[1].lower(), value, found.end()

    def _close(self, at: int) -> int:
        if not self.open:
            raise self._complaint("Unexpected end tag", at)
        found = _END.match(self.source, at)
        assert found is not None
        if not found[2]:
            raise self._complaint("Unclosed end tag", at)
        opened, name = self.open[-1], found[1].lower()
        if name and name != opened.tag:
            where = len(self.source[:at].encode())
            raise bad_request(
                f"can't parse entities: Unmatched end tag at byte offset {where}, "
                f'expected "</{opened.tag}>", found "</{name}>"'
            )
        self.open.pop()
        self._entity(opened)
        return found.end()

    def _entity(self, opened: _Open) -> None:
        length = self.offset - opened.offset
        if not length:
            return
        entity: JSON = {"type": _TYPES[opened.tag], "offset": opened.offset, "length": length}
        if opened.tag == "a":
            entity["url"] = opened.argument or "".join(self.chunks[opened.chunk :])
        elif opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.argument
        elif opened.tag == "blockquote" and opened.argument:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "pre" and self.entities and self._same_code(entity):
            entity["language"] = self.entities.pop()["language"]
        elif opened.tag == "code" and opened.argument and self.open and self.open[-1].tag == "pre":
            entity["language"] = opened.argument
        self.entities.append(entity)

    def _same_code(self, pre: JSON) -> bool:
        last = self.entities[-1]
        return "language" in last and (last["offset"], last["length"]) == (pre["offset"], pre["length"])

    def _complaint(self, what: str, at: int) -> APIError:
        return bad_request(f"can't parse entities: {what} at byte offset {len(self.source[:at].encode())}")


def _referenced(found: re.Match[str]) -> str:
    if found[1]:
        return _NAMED[found[1]]
    code = int(found[2], 16) if found[2] else int(found[3])
    return chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else ""


def _argument(tag: str, name: str, value: str) -> str:
    match tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id"):
            return value
        case "code", "class":
            return value.removeprefix("language-") if value.startswith("language-") else ""
        case "span", "class":
            return value.removeprefix("tg-") if value.startswith("tg-") else ""
        case "blockquote", "expandable":
            return "1"
    return ""
