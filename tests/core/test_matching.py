"""The matcher finds the intent that a message asks for, and a start from what was kept answers as the first did."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import cache
from bot.core.matching.centres import Centres
from bot.core.matching.examples import ENOUGH, Examples
from bot.core.matching.matcher import Matcher

SHOP = {
    "hours": [f"{ask} {place} open" for ask, place in product(("when do you", "what time do you"), ("all", "doors"))],
    "price": [f"how much does {thing} {end}" for thing, end in product(("a cake", "bread"), ("cost", "come to"))],
    "other_cars": ["my car is broken", "who mends a flat tyre", "the engine makes a noise", "car insurance"],
    "other_pets": ["my dog is ill", "what do cats eat", "the hamster bites", "vet near me"],
    "other_trips": ["cheap flights to rome", "is my passport valid", "hotel by the sea", "train to paris"],
    "other_music": ["who sang this song", "guitar lessons", "concert tickets", "turn the music down"],
}
GROUPS = {name: "other" for name in SHOP if name.startswith("other_")}
ASKED = ("when do you open", "how much is a caek", "my dog eats cats", "flights and a hotel", "zzz", "")


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(SHOP, groups=GROUPS, known=frozenset({"cake", "sea"}))


def test_kept(matcher: Matcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was kept on disk gives the same matches as what was just learnt, number by number."""
    monkeypatch.setenv("BOT_CACHE_DIR", str(tmp_path))
    cache.keep("shop", matcher.learnt)
    kept = cache.kept("shop")
    assert kept is not None
    again = Matcher(SHOP, groups=GROUPS, known=frozenset({"cake", "sea"}), kept=kept)
    assert [again.match(text) for text in ASKED] == [matcher.match(text) for text in ASKED]


def test_same(matcher: Matcher) -> None:
    """Learning twice from the same examples gives the same matches."""
    again = Matcher(SHOP, groups=GROUPS, known=frozenset({"cake", "sea"}))
    assert [again.match(text) for text in ASKED] == [matcher.match(text) for text in ASKED]


def test_finds(matcher: Matcher) -> None:
    """The best candidate is the intent whose words a message uses, misspelt ones too, with its likest example."""
    best = [matcher.match(text).candidates[0] for text in ASKED[:4]]
    assert [one.intent for one in best] == ["hours", "price", "other_pets", "other_trips"]
    assert best[0].example == "when do you all open"


@given(st.text(max_size=300))
def test_any_text(matcher: Matcher, text: str) -> None:
    """Any text gets a match with a score from 0 to 1, its candidates from the best down."""
    found = matcher.match(text)
    scores = [candidate.score for candidate in found.candidates]
    assert 0 <= found.score <= 1
    assert scores == sorted(scores, reverse=True)


def test_likest_of_many() -> None:
    """Of more examples than are compared, the one that shares the message's rare stems is found."""
    texts = [f"do for how number{i} pain the what" for i in range(5 * ENOUGH)]
    texts[77] = "do for how pain swim the what"
    assert Examples(range(len(texts)), texts).likest("do how pain swim the what")[1] == 77


def test_likest_without_shared_stems() -> None:
    """A message that shares no stem with any of many examples is still compared, by its letters."""
    texts = [f"number{i:03}" for i in range(5 * ENOUGH)]
    likeness, number = Examples(range(len(texts)), texts).likest("numbre123")
    assert likeness > 0.7
    assert "123" in texts[number]


def test_centres() -> None:
    """A message's nearness to each centre is what the full table of centres gives."""
    chance = np.random.default_rng(1)
    width, count, examples = 50, 4, 12
    held = [np.unique(chance.integers(0, width, 9)).astype(np.int32) for _ in range(examples)]
    made = [(columns, chance.random(len(columns)).astype(np.float32)) for columns in held]
    intents = [i % count for i in range(examples)]
    centres = Centres.of(made, intents, np.ones(width, np.float32), count)
    full = np.zeros((width, count))
    for (columns, values), intent in zip(made, intents, strict=True):
        full[columns, intent] += values
    full /= np.linalg.norm(full, axis=0)
    for columns, values in made:
        assert centres.near((columns, values), count) == pytest.approx(values @ full[columns], rel=1e-2)
    nothing = np.zeros(0, np.int32), np.zeros(0, np.float32)
    assert centres.near(nothing, count).tolist() == [0.0] * count
