"""Languages that the bot cannot read are told by their script or by their commonest words, and seldom wrongly."""

import json
from pathlib import Path

import pytest

from bot.content.languages import load_all
from bot.core.strangers import Stranger, Strangers

ROOT = Path(__file__).parents[2]
SAID = {
    "ar": "مرحبا، عندي سؤال",
    "fa": "سلام من باردار هستم",
    "ur": "مجھے بہت درد ہے",
    "zh": "你好，我怀孕二十周了",
    "ja": "こんにちは、妊娠しています",
    "ko": "안녕하세요 임신 중이에요",
    "hi": "मैं गर्भवती हूँ",
    "bn": "আমি গর্ভবতী",
    "pa": "ਮੈਂ ਗਰਭਵਤੀ ਹਾਂ",
    "ta": "நான் கர்ப்பமாக இருக்கிறேன்",
    "ti": "ጥንስቲ እየ",
    "el": "είμαι έγκυος",
    "ru": "здравствуйте, я беременна и это вы",
    "uk": "добрий день, я вагітна і мені погано",
    "pl": "dzień dobry, jestem w ciąży",
    "pt": "olá, estou grávida de 20 semanas e tenho uma pergunta",
    "fr": "bonjour, je suis enceinte de vingt semaines",
    "ro": "bună ziua, sunt însărcinată",
    "tr": "merhaba, hamileyim",
    "de": "guten Tag, ich bin schwanger",
    "it": "buongiorno, sono incinta di venti settimane",
    "nl": "hallo, ik ben zwanger",
    "vi": "xin chào, tôi đang có thai",
    "so": "waan ka walaacsanahay uurka",
    "sq": "përshëndetje, jam shtatzënë",
    "tl": "kumusta po, buntis ako",
}


@pytest.fixture(scope="module")
def strangers() -> Strangers:
    """Those that ship."""
    return load_all(ROOT / "intents").strangers


@pytest.mark.parametrize("code", SAID)
def test_each_is_told(strangers: Strangers, code: str) -> None:
    """A plain sentence in each language is told to be in it."""
    assert strangers.told(SAID[code]) == code


def test_each_has_a_sentence_here(strangers: Strangers) -> None:
    """No shipped language is left untried; Spanish is there for when it is left out."""
    assert set(strangers.known) == {*SAID, "es"}


def test_english_is_none_of_them(strangers: Strangers, knowledge_words: frozenset[str]) -> None:
    """No message of the English development sets is taken for another language."""
    for name in ("routing_dev", "red_flags_dev"):
        for line in (ROOT / "tests" / "data" / f"{name}.jsonl").read_text("utf-8").splitlines():
            assert strangers.told(json.loads(line)["text"], knowledge_words) == ""


@pytest.fixture(scope="module")
def knowledge_words() -> frozenset[str]:
    """English words in common use."""
    return load_all(ROOT / "intents").known["en"].known


@pytest.mark.parametrize("text", ["", "👍", "123", "?!", "servix", "hello there"])
def test_what_tells_nothing(strangers: Strangers, knowledge_words: frozenset[str], text: str) -> None:
    """Signs, numbers and slips are no language."""
    assert strangers.told(text, knowledge_words) == ""


def test_the_way_to_help_comes_first_for_danger() -> None:
    """With a danger word the line begins with when to call, and with the clinic's number when there is one."""
    stranger = Stranger(
        name="x", danger=("krew",), says="I cannot read.", help="Call {emergency_number}.", emergency_number="help"
    )
    for number, told in (("", "Call help."), ("112", "Call 112.")):
        line = Strangers({"xx": stranger}, number).line("xx", "mam krew!")
        assert line
        assert line.text == f"{told}\n\nI cannot read."
    calm = Strangers({"xx": stranger}).line("xx", "dzień dobry")
    assert calm
    assert calm.text.startswith("I cannot read.")
    assert Strangers({"xx": stranger}).line("yy") is None
