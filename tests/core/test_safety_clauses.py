"""What a message says apart from what it denies and from false friends."""

from pathlib import Path

import pytest

from bot.content.knowledge import common_words
from bot.content.library import read_parts
from bot.core.safety.watch import Watch

INTENTS = Path(__file__).parent.parent.parent / "intents"


@pytest.fixture(scope="module")
def watch() -> Watch:
    """The watch with the shipped words."""
    flags = read_parts(INTENTS).red_flags
    assert flags
    return Watch(flags, common_words("en"))


@pytest.mark.parametrize(
    ("text", "denied", "rest"),
    [
        ("no fever, but my waters broke", "no fever,", "but my waters broke."),
        ("I'm not bleeding I'm leaking", "i am not bleeding", "i am leaking."),
        ("no pain no blood just tired", "no pain no blood", "just tired."),
        ("water came without any pain", "without any pain.", "water came"),
        ("bleeding? no. worried? yes", "bleeding? no.", "worried? yes."),
        ("no bleeding, cramps or leaking", "no bleeding, cramps or leaking.", ""),
        ("is it bad that i have no cramps, or is it good?", "is it bad that i have no cramps,", "or is it good?"),
    ],
)
def test_denials_are_parted_from_the_rest(watch: Watch, text: str, denied: str, rest: str) -> None:
    """A denial takes with it what it is said of and what it is listed with, and nothing more."""
    look = watch.look(text)
    assert (look.denied, look.rest, look.struck) == (denied, rest, True)


@pytest.mark.parametrize("text", ["my waters broke", "i cant stop bleeding", "no movement since noon", ""])
def test_nothing_is_parted_where_nothing_is_denied(watch: Watch, text: str) -> None:
    """Without a denial, and where the "no" is part of the sign, there is nothing to part."""
    look = watch.look(text)
    assert (look.denied, look.rest, look.struck) == ("", "", False)


def test_false_friends_are_left_out(watch: Watch) -> None:
    """What only sounds like a danger sign is no part of the rest."""
    look = watch.look("hay fever is back, when is my scan")
    assert (look.denied, look.rest, look.struck) == ("", "is back, when is my scan.", True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("what opens it, i am losing lots of blood", ("i am losing lots of blood.",)),
        ("my waters just went how is a stitch done", ("my waters just went",)),
        ("i am losing lots of blood", ()),
        ("what opens it, and why", ()),
        ("a lot of blood, is it a sign", ()),
    ],
)
def test_what_she_tells_is_parted_from_what_she_asks(watch: Watch, text: str, told: tuple[str, ...]) -> None:
    """A clause in which she reports a sign of her own is told from the question beside it; a mere mention is not."""
    assert watch.look(text).told == told


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("i have not had any bleeding since the stitch", "i since the stitch."),
        ("no pain or fever, but my waters broke", "but my waters broke."),
        ("my headache never came back", "my"),
        ("bleeding? not that i know of", ""),
        ("no bleeding, cramps or chills", ""),
        ("at no point did i bleed", ""),
        ("no pain waters went", "waters went."),
        ("no fever and contractions every 3 minutes", "and contractions every 3 minutes."),
        ("not bleeding, pouring", "pouring."),
    ],
)
def test_a_sign_right_behind_its_denial_is_struck(watch: Watch, text: str, left: str) -> None:
    """A "no" takes the sign that it surely denies with it; an "and", and what is heavy, may be there all the same."""
    look = watch.look(text)
    assert (look.left.rstrip("."), look.firm) == (left.rstrip("."), True)


@pytest.mark.parametrize(
    "text",
    [
        "it is not stopping",
        "never had pain like this",
        "never had contractions this strong",
        "no pain relief left",
        "no bleeding loads of it",
        "isn't that blood?",
        "i have not told them about the bleeding",
        "the doctor has not seen my bleeding",
        "no car and contractions every 3 minutes",
    ],
)
def test_nothing_is_struck_in_doubt(watch: Watch, text: str) -> None:
    """A "no" that denies no sign, or is taken back by what follows, strikes nothing."""
    assert not watch.look(text).firm


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("a smudge of blood", True),
        ("heavy feeling low down and a bit of pink", True),
        ("a smudge of blood, now it is pouring", False),
        ("a fever and chills", False),
    ],
)
def test_small_words_make_a_sign_minor_unless_heavy_ones_stand_beside(watch: Watch, text: str, minor: bool) -> None:
    """A spot or a smudge is minor; with anything heavy beside it, it is not."""
    assert watch.look(text).minor is minor
