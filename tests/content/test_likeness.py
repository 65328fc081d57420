"""Examples are compared quickly, and as well as if each were compared with each."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.centres import misplaced
from bot.content.likeness import NEAR, Likeness
from bot.core.intents import refuses
from bot.core.knowledge import Knowledge

WORDS = st.sampled_from(
    ["what", "is", "the", "stitch", "ring", "pain", "bleeding", "how", "long", "does", "it", "stay"]
)
TEXTS = st.lists(st.lists(WORDS, min_size=0, max_size=6).map(" ".join), min_size=1, max_size=30)


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.data())
def test_no_near_pair_is_missed(texts: list[str], data: st.DataObject) -> None:
    """The quick search finds just the pairs that comparing all with all finds."""
    groups = data.draw(st.lists(st.integers(0, 2), min_size=len(texts), max_size=len(texts)))
    likeness = Likeness(texts)
    pairs = [(i, j) for i in range(len(texts)) for j in range(i) if groups[i] != groups[j]]
    sure = {pair for pair in pairs if likeness.like(*pair) > NEAR + 1e-9}
    assert sure <= set(likeness.near(groups)) <= {pair for pair in pairs if likeness.like(*pair) >= NEAR}


def test_likeness() -> None:
    """The same words in another order are alike, other words are not, and a text without words is like nothing."""
    likeness = Likeness(["how long does it stay", "does it stay how long", "bleeding", "!?", "👶"])
    assert likeness.like(0, 1) > 0.999
    assert likeness.same(0, 1)
    assert likeness.like(0, 2) == likeness.like(2, 3) == likeness.like(3, 4) == 0.0


def test_misplaced_examples_are_found(knowledge: Knowledge) -> None:
    """Of real examples put into a wrong file, far more are named than of the right ones, mostly with the right file."""
    chance = random.Random(0)
    names = [name for name in knowledge.intents if refuses(name)]
    rows = [(names.index(name), text) for name in names for text in knowledge.intents[name].examples]
    wrong = set(chance.sample(range(len(rows)), len(rows) // 20))
    moved = [
        (name + chance.randrange(1, len(names))) % len(names) if i in wrong else name
        for i, (name, _) in enumerate(rows)
    ]
    found = dict(misplaced(Likeness([text for _, text in rows]), moved))
    caught = wrong & found.keys()
    assert len(caught) / len(wrong) > 20 * len(found.keys() - wrong) / len(rows)
    assert sum(found[i] == rows[i][0] for i in caught) >= 0.8 * len(caught)
