"""What comes in (events) and what goes out (replies), the same for every channel."""

from dataclasses import dataclass, replace

TEXT_LIMIT = 4096
"""Characters in one message, as `units` counts them: Telegram's limit."""
DATA_LIMIT = 64
"""UTF-8 bytes of data behind one button: Telegram's limit."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words a person typed; `edited` when they changed a message sent before.

    `message` is the channel's number of that message, here and below; 0 where it has none.
    """

    text: str
    edited: bool = False
    message: int = 0


@dataclass(frozen=True, slots=True)
class Tap:
    """A press on a button, by the data that the button carried; `message` is the one that it stands under."""

    data: str
    message: int = 0


@dataclass(frozen=True, slots=True)
class Command:
    """A command such as /start, without the slash, lower case."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Media:
    """Anything that is not text: a photo, a voice message, a sticker ..., with its caption.

    `album` names what was sent together with others; `edited` as for a text.
    """

    kind: str
    caption: str = ""
    edited: bool = False
    message: int = 0
    album: str = ""


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The session was left alone too long; sent by the app, since the core has no clock."""


Event = Text | Tap | Command | Media | TimedOut


@dataclass(frozen=True, slots=True)
class Button:
    """A short verb to press, and the data that comes back as a `Tap`.

    A `private` one leads to the private chat instead, where the data is what follows /start.
    """

    label: str
    data: str
    private: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone to call: a name and a phone number, to be shown as a card that can be tapped."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to the person: an optional bold title, plain text, and rows of buttons.

    With a `contact` the message is that card; a channel that has no such cards shows the text instead.
    `edit` asks the channel to change the message whose button was pressed, or its message of the number `place`,
    instead of sending a new one; a channel that cannot do so sends it anew. With `only_buttons` the words of that
    message stay as they are; a channel that cannot do so may show the text.
    """

    text: str
    title: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()
    edit: bool = False
    contact: Contact | None = None
    place: int = 0
    only_buttons: bool = False

    def adding(self, paragraph: str) -> "Reply":
        """The reply with a paragraph more, if there is one to add."""
        return replace(self, text=f"{self.text}\n\n{paragraph}") if paragraph else self


def units(text: str) -> int:
    """Characters as Telegram counts them, in UTF-16: most emojis are two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def written(event: Event) -> str:
    """The words in an event, captions included; empty when it has none."""
    match event:
        case Text(text=text) | Media(caption=text) | Command(argument=text):
            return text
        case _:
            return ""


def by_link(event: Event) -> bool:
    """Whether an event comes from a link, as a poster may show it: /start and one word, which she did not write."""
    return isinstance(event, Command) and event.name == "start" and len(event.argument.split()) == 1
