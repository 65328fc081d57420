"""Several languages in one folder: English must be sound; another is offered when it is, and says the same."""

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.content.languages import all_findings, errors, languages_in, load_all
from bot.content.library import read_parts
from bot.content.problems import ContentError
from bot.core.session import Session
from tests.content.folder import INTENTS, small, write

FLOW, FLAGS, REPLIES = "es/flows/symptom_check.yaml", "es/red_flags.yaml", "es/replies.yaml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small English folder with a Spanish one beside it."""
    monkeypatch.setenv("BOT_CACHE_DIR", str(tmp_path / "cache"))
    folder = small(tmp_path / "intents")
    shutil.copytree(folder / "en", folder / "es")
    for name in (FLAGS, REPLIES, FLOW):
        shutil.copy(INTENTS / name, folder / name)
    return folder


def changed(folder: Path, name: str, old: str, new: str) -> None:
    """Replaces some words of a file, which must be there."""
    text = (folder / name).read_text("utf-8")
    assert old in text
    write(folder, name, text.replace(old, new, 1))


def test_all_that_are_sound_are_offered(folder: Path) -> None:
    """English comes first; LANGUAGES leaves others out."""
    (folder / "schemas").mkdir()
    (folder / "fr").mkdir()
    assert languages_in(folder) == ("en", "es")
    assert list(load_all(folder).known) == ["en", "es"]
    assert list(load_all(folder, ("en",)).known) == ["en"]
    loaded = load_all(folder, ("es", "pt"))
    assert list(loaded.known) == ["en", "es"]
    assert "LANGUAGES asks for 'pt'" in loaded.refused["pt"][0].says


@pytest.mark.parametrize("name", [FLAGS, REPLIES, FLOW, "es/reports.yaml"])
def test_a_broken_language_is_refused_and_english_goes_on(folder: Path, name: str) -> None:
    """A mistake in another language's danger signs, replies or check refuses that language alone, and is named."""
    write(folder, name, "broken: [")
    loaded = load_all(folder)
    assert list(loaded.known) == ["en"]
    assert any(problem.file.endswith(name) for problem in loaded.refused["es"])
    assert list(errors(folder)) == ["es"]


def test_a_user_without_a_home_keeps_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no folder for what was learnt, the content is learnt anew at each start, and nothing fails."""
    for name in ("HOME", "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "XDG_CACHE_HOME", "BOT_CACHE_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 2**31 - 7, raising=False)
    assert list(load_all(folder, ("en",)).known) == ["en"]


def test_broken_english_stops_the_start(folder: Path) -> None:
    """Without English the bot talks to nobody, however sound another language is."""
    write(folder, "en/red_flags.yaml", "broken: [")
    with pytest.raises(ContentError):
        load_all(folder)


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        (FLOW, "level: emergency", "level: urgent", "should have the `level:` that it has in English"),
        (FLOW, "raises: true", "raises: false", "should have the `raises:`"),
        (FLOW, "id: pressure", "id: presion", "the choices of 'signs' should be those in English"),
        (FLOW, "id: since", "id: desde", "the steps should be those in English"),
        (FLAGS, "id: fever", "id: fiebre", "the flag 'fever' is in English and not here"),
        (FLAGS, "level: emergency", "level: urgent", "should have the `level:`, `card:` and `feared:`"),
        (REPLIES, "\nurgent:", "\nurgente:", "unknown key 'urgente'"),
    ],
)
def test_no_language_gives_gentler_advice(folder: Path, name: str, old: str, new: str, says: str) -> None:
    """Questions, levels and danger signs must be those in English: a language in which they differ is not offered."""
    changed(folder, name, old, new)
    assert any(says in str(problem) for problem in errors(folder)["es"])
    assert list(load_all(folder).known) == ["en"]


def test_words_around_a_sign_are_asked_for(folder: Path) -> None:
    """A list of words around a mention that English has and the language lacks is warned of."""
    text = (folder / FLAGS).read_text("utf-8")
    begin = text.index("\n  carries:")
    write(folder, FLAGS, text[:begin] + text[text.index("\n", begin + 1) :])
    warned = [str(problem) for problem in read_parts(folder, "es").problems()]
    assert any("'carries:' is empty or missing, and English has such words" in line for line in warned)
    assert "es" in load_all(folder).known


def test_a_missing_reply_is_said_in_english(folder: Path) -> None:
    """A reply that a language lacks is taken from the English ones, with a warning; a danger card never is."""
    text = (folder / REPLIES).read_text("utf-8")
    begin = text.index("\nslow_down:")
    write(folder, REPLIES, text[:begin] + text[text.index("\nif_now:") :])
    known = load_all(folder).known
    assert known["es"].replies.slow_down.says.startswith(known["en"].replies.slow_down.says[:40])
    warned = [str(problem) for problem in read_parts(folder, "es").problems()]
    assert any("the key 'slow_down' is missing, so patients read it in English" in line for line in warned)


def test_a_missing_danger_card_refuses_the_language(folder: Path) -> None:
    """Nobody in danger reads another language's card."""
    text = (folder / REPLIES).read_text("utf-8")
    begin = text.index("\nself_harm:")
    end = text.index("\n", text.index("says:", begin))
    write(folder, REPLIES, text[:begin] + text[end:])
    assert any("the card 'self_harm' is missing" in str(problem) for problem in errors(folder)["es"])


def test_topics_without_a_translation_are_warned_of(folder: Path) -> None:
    """`check` names the intents that a language lacks."""
    (folder / "es" / "causes.yaml").unlink()
    (folder / "es" / "symptom_check.yaml").unlink()
    says = "2 files of en/ have no translation, so their topics are not known: causes, symptom_check"
    assert any(says in problem.says for problem in all_findings(folder, date.today()))


def test_whom_to_call_may_have_names_of_its_own(folder: Path) -> None:
    """A language's own clinic.yaml and sources.yaml stand before the shared ones, line by line."""
    write(folder, "clinic.yaml", 'emergency_number: "112"\nmaternity_unit: the maternity unit\n')
    write(folder, "es/clinic.yaml", "maternity_unit: la maternidad\n")
    write(folder, "es/sources.yaml", "leaflet:\n  name: el folleto\n  detail: El folleto.\n")
    known = load_all(folder).known
    assert "la maternidad" in known["es"].replies.urgent.says
    assert "112" in known["es"].replies.emergency.says
    assert "the maternity unit" in known["en"].replies.urgent.says
    assert (known["es"].sources["leaflet"], known["es"].sources["nice"]) == ("el folleto", known["en"].sources["nice"])


def test_a_reload_keeps_the_last_good_language(folder: Path) -> None:
    """A language that is refused by a reload goes on as it was, and English is renewed."""
    before = load_all(folder).speaking()
    write(folder, FLAGS, "broken: [")
    after = load_all(folder).speaking(before=before)
    assert after.languages["es"] is before.languages["es"]
    assert after.languages["en"] is not before.languages["en"]
    assert after.of(Session(language="es")).knowledge is before.languages["es"]


def test_broken_strangers_hang_nothing(folder: Path) -> None:
    """A mistake in languages.yaml is named, and the bot starts without those lines."""
    write(folder, "languages.yaml", "pl:\n  name: polski\n")
    assert load_all(folder).strangers.known == {}
    assert any(problem.file.endswith("languages.yaml") for problem in errors(folder)["en"])
