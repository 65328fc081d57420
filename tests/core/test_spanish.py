"""Spanish as people type it: weeks, stems, short forms, names, and how plain a text is."""

import pytest

from bot.content.figures import unknown
from bot.content.wording import banned, hardness
from bot.core.languages import LANGUAGES, language_of
from bot.core.languages.spanish import SPANISH, stem, syllables
from bot.core.masking import masked
from bot.core.weeks import read_week
from bot.core.words import words


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("20s3d", ("20 semanas 3 días", True)),
        ("20 semanas y 3 días", ("20 semanas 3 días", True)),
        ("estoy de 20+3", ("20 semanas 3 días", True)),
        ("veintidós semanas", ("22 semanas", True)),
        ("veintidos", ("22 semanas", True)),
        ("treinta y dos semanas", ("32 semanas", True)),
        ("semana 1", ("1 semana", True)),
        ("cuatro meses y medio", ("4 meses", True)),
        ("fpp 12 de marzo", ("fecha de parto: 12 de marzo", True)),
        ("salgo de cuentas el 3 de mayo", ("fecha de parto: el 3 de mayo", True)),
        ("50 semanas", ("50 semanas", False)),
        ("hace 20 días", None),
        ("tengo 3 hijos", None),
    ],
)
def test_weeks(text: str, week: tuple[str, bool] | None) -> None:
    """A week is read in the ways that people type it, and nothing else is taken for one."""
    assert read_week(text, SPANISH) == week


def test_words_without_accents_are_the_same() -> None:
    """Accents, ñ and short forms make no difference."""
    assert words("¿Q pasó, xq me duele tb el útero?", SPANISH) == words("que paso por que me duele tambien el utero")
    assert words("años", SPANISH) == words("anos", SPANISH)


@pytest.mark.parametrize(
    "family",
    ["sangrado sangrando sangra sangro sangre", "mancha manchas manchado manchando", "puntos punto", "semana semanas"],
)
def test_stems(family: str) -> None:
    """The forms of a word fall together."""
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize("pair", ["bebe beber", "parto parte", "cosa coser"])
def test_stems_keep_apart(pair: str) -> None:
    """Words that mean different things stay apart."""
    first, second = pair.split()
    assert stem(first) != stem(second)


@pytest.mark.parametrize(
    ("word", "count"),
    [("día", 2), ("caer", 2), ("queso", 2), ("guitarra", 3), ("muy", 1), ("ciudad", 2), ("pingüino", 3), ("útero", 3)],
)
def test_syllables(word: str, count: int) -> None:
    """Syllables are counted as they are spoken."""
    assert syllables(word) == count


def test_plainness() -> None:
    """A child's sentence is below the limit and one from a journal far above; soothing and blaming words are found."""
    plain = SPANISH.plainness
    assert plain
    assert hardness("Llame al médico hoy. Dígale qué ve y cuándo.", plain) < plain.most
    assert hardness("La vigilancia ultrasonográfica transvaginal facilita intervenciones profilácticas.", plain) > 0
    for text in ("No se preocupe.", "Es normal.", "Está segura.", "Es culpa suya.", "El diagnóstico"):
        assert banned(text, plain.banned), text
    assert banned("No es culpa suya.", plain.banned) == []


def test_figures_of_sources_hold_in_spanish() -> None:
    """A source's figures, written in English, hold for the same ones in Spanish."""
    assert unknown("De la semana 12 a 16 semanas; 25 por ciento", ["12 to 16 weeks", "25%"], SPANISH) == []
    assert unknown("3 meses", ["3 weeks"], SPANISH) == ["3 meses"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("me llamo María López y sangro", "me llamo [name] y sangro"),
        ("soy Lucía, estoy de 20 semanas", "soy [name], estoy de 20 semanas"),
        ("mi parto es el 12 de marzo", "mi parto es el [date]"),
    ],
)
def test_names_are_masked_whatever_the_chats_language(said: str, kept: str) -> None:
    """Spanish names and dates are taken out of an English chat's wordings too."""
    assert masked(said, frozenset({"y", "sangro", "estoy"})) == kept


def test_a_language_without_rules() -> None:
    """A language that nobody wrote rules for is read as it stands."""
    other = language_of("qq")
    assert other not in LANGUAGES
    assert words("I'm Ähm", other) == ["im", "ahm"]
    assert read_week("20+3", other) == ("20 weeks 3 days", True)
