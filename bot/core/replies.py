"""What the bot says around the answers: the format of replies.yaml, and the replies made from it."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from pydantic import Field

from bot.core.clinic import Unnamed
from bot.core.intents import Intent, Line, Model, Name, Paragraph, Says, Title, covers
from bot.core.languages.english import ENGLISH
from bot.core.languages.language import Language
from bot.core.messages import TEXT_LIMIT, Button, Reply
from bot.core.words import words

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


class Labels(Model):
    """The words on the bot's own buttons."""

    more: Title
    privacy: Title
    none_of_these: Title
    go_on: Title
    private: Title = Field(description="Leads from a group to the private chat.")
    sources: Title = Field(description="Stands before the sources under an answer.")


class Replies(Model):
    """Everything the bot says that is no answer and no question of a flow."""

    description: str = Field(min_length=1, max_length=512, description="Shown by Telegram before the first message.")
    short_description: str = Field(min_length=1, max_length=120, description="Shown by Telegram in the bot's profile.")
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
    empty: Card
    media: Card
    unknown_command: Card
    privacy: Card
    deleted: Card
    cancelled: Card
    nothing_to_cancel: Card
    stale: Card
    timed_out: Card
    content_changed: Card
    back_to_check: Card
    contact: Card
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


def said(card: Card, buttons: tuple[Row, ...] = (), *, edit: bool = False) -> Reply:
    """A card as a reply."""
    return Reply(card.says, card.title or "", buttons, edit)


def ask_button(name: str, intent: Intent) -> Button:
    """The button that asks an intent's question."""
    return Button(intent.title, f"ask:{name}")


def topic_rows(intents: Mapping[str, Intent], menu: Iterable[str]) -> tuple[Row, ...]:
    """A button for every topic that patients may ask, as far as a message holds: the menu's first, then by name."""
    names = [name for name in dict.fromkeys([*menu, *sorted(intents)]) if name in intents and covers(name)]
    return tuple((ask_button(name, intents[name]),) for name in names[:TOPICS])


def answered(
    name: str,
    intents: Mapping[str, Intent],
    sources: Mapping[str, str],
    labels: Labels,
    question: str = "",
    language: Language = ENGLISH,
) -> Reply:
    """An intent's answer: the paragraphs the question asks for when it names some, or the first screen."""
    intent = intents[name]
    asked = _asked_for(intent, question, language)
    shown = asked or intent.answer
    rest = bool(intent.more) or len(shown) < len(intent.answer)
    rows = ((Button(labels.more, f"more:{name}"),),) if rest else ()
    return Reply(_text(shown, sources, labels), intent.title, (*rows, *_suggested(intent, intents)))


def rest_of(name: str, intents: Mapping[str, Intent], sources: Mapping[str, str], labels: Labels) -> Reply:
    """All of an answer, for "More"."""
    intent = intents[name]
    return Reply(
        _text((*intent.answer, *intent.more), sources, labels), intent.title, _suggested(intent, intents), edit=True
    )


def _suggested(intent: Intent, intents: Mapping[str, Intent]) -> tuple[Row, ...]:
    return tuple((ask_button(name, intents[name]),) for name in intent.suggest if name in intents)


def _asked_for(intent: Intent, question: str, language: Language) -> tuple[Paragraph, ...]:
    """The paragraphs whose `about` words the question names; none when it names most of them anyway."""
    said_words = _spaced(question, language)
    hits = tuple(
        paragraph
        for paragraph in (*intent.answer, *intent.more)
        if any(_about(line, language) in said_words for line in paragraph.about)
    )
    return hits if len(hits) < len(intent.answer) else ()


def _spaced(text: str, language: Language) -> str:
    """The words of a text with a space around each."""
    return f" {' '.join(words(text, language))} "


_about = lru_cache(maxsize=4096)(_spaced)
"""The same for the content's own lines, which come again at every question."""


def _text(paragraphs: Iterable[Paragraph], sources: Mapping[str, str], labels: Labels) -> str:
    """Paragraphs with one line of their sources below, within one message."""
    told = list(paragraphs)
    named = dict.fromkeys(sources[p.source] for p in told if p.source in sources and p.source != "project")
    text = "\n\n".join(paragraph.says for paragraph in told)
    line = f"\n\n{labels.sources}: {', '.join(named)}" if named else ""
    return text + line if len(text) + len(line) <= TEXT_LIMIT else text[:TEXT_LIMIT]
