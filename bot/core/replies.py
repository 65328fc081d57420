"""What the bot says around the answers: the format of replies.yaml, and the replies made from it."""

from collections.abc import Iterable, Mapping

from pydantic import Field

from bot.core.clinic import Unnamed
from bot.core.intents import Intent, Line, Model, Name, Says, Title, covers
from bot.core.messages import Button, Reply

Row = tuple[Button, ...]
TOPICS = 60
"""Topics that are offered as buttons at a time; Telegram takes 100 buttons, and nobody reads more than a few."""


class Card(Model):
    """One message of the bot's own."""

    title: Title | None = None
    says: Says


class MyData(Model):
    """The words around what is stored about a chat."""

    title: Title
    always: Says
    topic: Line
    check: Line
    staff: Line
    language: Line = Field(description="Stands before the language's own name.")


class PassOn(Model):
    """The words around a question that is passed on to the clinic's staff."""

    ask: Title
    agree: Title
    refuse: Title
    again: Title = Field(description="Under the staff's answer.")
    consent: Card
    write: Card
    words_only: Card
    passed: Card
    failed: Card
    refused: Card
    answer_title: Title = Field(description="Stands over the staff's answer.")
    answer_note: Says = Field(description="Stands below it.")


class Unread(Model):
    """What is said to something that holds no words: what works instead, and that it was not looked at or kept."""

    photo: Card
    video: Card
    voice: Card = Field(description="Nobody listens, so it names whom to call.")
    video_note: Card = Field(description="Nobody listens, so it names whom to call.")
    sticker: Card
    location: Card
    contact: Card
    document: Card
    other: Card
    beside: Card = Field(description="Stands before the reply to the words that came with one of these.")

    def card(self, kind: str) -> Card:
        """The card for one kind of message."""
        kind = {"audio": "voice", "animation": "sticker", "venue": "location"}.get(kind, kind)
        return getattr(self, kind) if kind in type(self).model_fields else self.other


class Labels(Model):
    """The words on the bot's own buttons."""

    ask: Title = Field(description="Shows the topics.")
    check: Title = Field(description="Begins the symptom check.")
    more: Title
    back: Title
    privacy: Title
    my_data: Title = Field(description="Shows what is kept.")
    delete: Title
    keep: Title = Field(description="The other choice when she is asked whether to delete.")
    helped: Title = Field(description="Under an answer, beside the next: one word or two.")
    not_helped: Title
    thanks: Title = Field(description="Takes the place of these two.")
    none_of_these: Title
    go_on: Title
    private: Title = Field(description="Leads from a group to the private chat.")
    ask_me: Title = Field(description="The same, under an article that somebody sent to others.")
    sources: Title = Field(description="Stands before the sources under an answer.")


class Replies(Model):
    """Everything the bot says that is no answer and no question of a flow."""

    description: str = Field(min_length=1, max_length=512, description="Shown by Telegram before the first message.")
    short_description: str = Field(min_length=1, max_length=120, description="Shown by Telegram in the bot's profile.")
    language: Title = Field(description="The language's own name, on its button.")
    awaits: Line | None = Field(
        default=None, description="What operators are told at the start: what is still to be done in this language."
    )
    menu: tuple[Name, ...] = Field(description="The topics' buttons in order; other topics follow by name.")
    commands: dict[Name, Line] = Field(description="The command list that Telegram shows.")
    group_commands: dict[Name, Line] = Field(description="The command list that Telegram shows in groups.")
    unnamed: Unnamed
    labels: Labels
    start: Card
    help: Card
    topics: Card
    lost: Card
    lost_again: Card
    unsure: Card
    none_of_these: Card
    not_helped: Card = Field(description="Asks which topic was meant, after an answer that did not help.")
    empty: Card
    media: Unread
    unknown_command: Card
    privacy: Card
    delete: Card = Field(description="Asks whether to delete.")
    kept: Card = Field(description="Said when she does not want to.")
    deleted: Card
    cancelled: Card
    nothing_to_cancel: Card
    stale: Card
    late: Card = Field(description="Said first to a message of more than ten minutes ago.")
    very_late: Card = Field(description="The same after more than an hour: it begins with whom to call.")
    amended: Card = Field(description="Stands before an answer of the check that an edited message changed.")
    timed_out: Card
    content_changed: Card
    back_to_check: Card
    contact: Card
    languages: Card
    language_changed: Card
    my_data: MyData
    pass_on: PassOn
    slow_down: Card
    if_now: Card
    mild: Card
    emergency: Card
    urgent: Card
    self_harm: Card
    group_help: Card
    group_private: Card
    group_emergency: Card
    group_urgent: Card
    shared: Card
    shared_emergency: Card


def said(card: Card, buttons: tuple[Row, ...] = (), *, edit: bool = False) -> Reply:
    """A card as a reply."""
    return Reply(card.says, card.title or "", buttons, edit)


def ask_button(name: str, intent: Intent, *, short: bool = False) -> Button:
    """The button that asks an intent's question."""
    return Button((short and intent.short) or intent.title, f"ask:{name}")


def topic_rows(intents: Mapping[str, Intent], menu: Iterable[str]) -> tuple[Row, ...]:
    """A button for every topic that patients may ask, as far as a message holds: the menu's first, then by name."""
    names = [name for name in dict.fromkeys([*menu, *sorted(intents)]) if name in intents and covers(name)]
    return tuple((ask_button(name, intents[name]),) for name in names[:TOPICS])
