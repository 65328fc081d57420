"""Languages on Telegram: the app's language picks one, /language changes it, danger signs are read in all of them."""

import pytest

from bot.app import Bot
from bot.core.knowledge import Knowledge
from bot.core.polyglot import Polyglot
from bot.core.session import from_json
from bot.storage.memory import MemoryStore
from bot.telemetry import Telemetry
from bot.unanswered import Unanswered
from tests.botapi import BotAPI, User
from tests.conftest import running, talking, until


@pytest.fixture
def spanish(polyglot: Polyglot) -> Knowledge:
    """What the bot knows in Spanish."""
    return polyglot.languages["es"]


@pytest.fixture
def english(polyglot: Polyglot) -> Knowledge:
    """What the bot knows in English."""
    return polyglot.languages["en"]


@pytest.mark.parametrize("code", ["es", "es-MX", "ES"])
async def test_the_apps_language_picks_the_chats(
    server: BotAPI, polyglot: Polyglot, spanish: Knowledge, code: str
) -> None:
    """Somebody whose Telegram is in Spanish is greeted, answered and asked in Spanish from the first message on."""
    ana = server.user(first_name="Ana", language_code=code)
    async with talking(server, polyglot):
        await ana.says("/start")
        assert (await ana.reply()).text.startswith(spanish.replies.start.title or "-")
        await ana.says("¿Qué es la insuficiencia cervical?")
        assert (await ana.reply()).text.startswith(spanish.intents["what_is"].title)
        await ana.says("/check")
        assert spanish.flow.steps[0].ask in (await ana.reply()).text


@pytest.mark.parametrize("code", ["en", "en-GB", None])
async def test_english_is_for_everyone_else(
    server: BotAPI, polyglot: Polyglot, english: Knowledge, code: str | None
) -> None:
    """Somebody whose app is in English, or tells no language, is spoken to in English."""
    ann = server.user(first_name="Ann", language_code=code)
    async with talking(server, polyglot):
        await ann.says("/start")
        assert (await ann.reply()).text == f"{english.replies.start.title}\n\n{english.replies.start.says}"


async def test_a_language_that_it_has_not_is_greeted_in_it(server: BotAPI, polyglot: Polyglot) -> None:
    """Somebody whose app is in Polish gets the English greeting and the Polish line, with when to call for help."""
    ala = server.user(first_name="Ala", language_code="pl")
    async with talking(server, polyglot):
        await ala.says("/start")
        await ala.reply()
        line = (await ala.reply()).text
        assert "po polsku" in line
        assert "numer alarmowy" in line


async def test_language_is_chosen_and_kept(
    server: BotAPI, polyglot: Polyglot, spanish: Knowledge, english: Knowledge
) -> None:
    """/language offers each language by its own name; the choice is kept, told by /mydata and forgotten by /delete."""
    ann = server.user(first_name="Ann", language_code="en")
    async with talking(server, polyglot) as store:
        await ann.says("/language")
        asked = await ann.reply()
        assert asked.labels[:2] == ["English", "Español"]
        await ann.taps("Español", asked)
        assert spanish.replies.language_changed.says in (await ann.reply()).text
        await ann.says("/mydata")
        assert f"{spanish.replies.my_data.language} Español" in (await ann.reply()).text
        await server.acknowledged()
        assert _language(store, ann) == "es"
        await ann.says("/delete")
        sure = await ann.reply()
        await ann.taps(sure.labels[0], sure)
        assert spanish.replies.deleted.says in (await ann.reply()).text
        await server.acknowledged()
        assert ann.id not in store.sessions
        await ann.says("/start")
        assert english.replies.start.says in (await ann.reply()).text


async def test_an_open_check_goes_on_in_the_other_language(
    server: BotAPI, polyglot: Polyglot, spanish: Knowledge, english: Knowledge
) -> None:
    """A change of language in the middle of a check asks the same question again, and its answers stay."""
    ann = server.user(first_name="Ann", language_code="en")
    async with talking(server, polyglot):
        await ann.says("/check")
        first = await ann.reply()
        await ann.taps(english.flow.steps[0].choices[1].label, first)
        assert english.flow.steps[1].ask in (await ann.reply()).text
        await ann.says("/language")
        await ann.taps("Español", await ann.reply())
        again = await ann.reply()
        assert spanish.flow.steps[1].ask in again.text
        await ann.taps(spanish.flow.steps[1].choices[1].label, again)
        assert spanish.flow.steps[2].ask in (await ann.reply()).text


@pytest.mark.parametrize(
    ("code", "text", "level"),
    [
        ("en", "Estoy sangrando mucho y no para", "emergency"),
        ("en", "se me rompió la fuente", "urgent"),
        ("es", "I am bleeding heavily, it will not stop", "emergency"),
        ("es", "my waters broke", "urgent"),
    ],
)
async def test_danger_in_the_other_language(
    server: BotAPI, polyglot: Polyglot, code: str, text: str, level: str
) -> None:
    """A danger sign in another language than the chat's gets its card in both: one of them she can read."""
    user = server.user(first_name="Ann", language_code=code)
    async with talking(server, polyglot):
        await user.says(text)
        for language in (code, "es" if code == "en" else "en"):
            card = getattr(polyglot.languages[language].replies, level)
            assert (await user.reply()).text == f"{card.title}\n\n{card.says}"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ich bin in der 20. Woche und blute stark, was soll ich tun?", "Deutsch"),
        ("أنا حامل وعندي نزيف", "العربية"),
        ("我怀孕了，正在流血", "中文"),
        ("у меня идёт кровь", "по-русски"),
    ],
)
async def test_a_language_that_it_cannot_read(server: BotAPI, polyglot: Polyglot, text: str, name: str) -> None:
    """A message in a language that the bot has not gets one line in it: danger words bring the way to help first."""
    user = server.user(language_code="en")
    async with talking(server, polyglot):
        await user.says(text)
        while name not in (line := (await user.reply()).text):
            pass  # a card for the danger sign may stand before it
        assert name in line.split("\n\n")[1]


def _language(store: MemoryStore, user: User) -> str:
    state = store.sessions[user.id][0]
    assert state
    return from_json(state).language


async def test_telegram_shows_the_bot_in_each_language(
    server: BotAPI, polyglot: Polyglot, spanish: Knowledge, english: Knowledge
) -> None:
    """Commands and descriptions are set in each language; those without one are for everyone else."""
    async with talking(server, polyglot):
        await until(lambda: ("short_description", "es") in server.profile)
        for code, known in (("", english), ("es", spanish)):
            assert server.profile["description", code] == known.replies.description
            assert server.profile["short_description", code] == known.replies.short_description
        listed = [call.params for call in server.calls("setMyCommands") if call.params.get("language_code") == "es"]
        assert any(spanish.replies.commands["language"] in str(params["commands"]) for params in listed)


async def test_staff_read_what_was_asked_in_each_language(server: BotAPI, polyglot: Polyglot) -> None:
    """/version names the languages and what awaits review; /unanswered lists what was asked in each on its own."""
    group = server.group()
    store = MemoryStore()
    bot = Bot(polyglot, store, Telemetry(b"key"), unanswered=Unanswered(store))
    async with running(server, bot, staff=group.id):
        ana, sam = server.user(first_name="Ana", language_code="es"), server.user(first_name="Sam")
        await ana.says("zzqx wvut")
        await ana.reply()
        await sam.says("/version", chat=group)
        assert "English, Español (a translation that awaits clinical review)" in (await group.reply()).text
        await sam.says("/unanswered", chat=group)
        told = (await group.reply()).text
        assert told.startswith("0 questions in 0 groups")
        assert "Español: 1 questions in 1 groups\n1x zzqx wvut" in told
