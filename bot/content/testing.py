"""Tries the content on itself: every test phrase against all intents, every example against its own."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.content.table import table
from bot.content.trial import Kind, Trial, tried, watched
from bot.core.knowledge import Knowledge
from bot.core.safety.format import Checks

PASSING = 0.85
"""Share of phrases that must be right: phrases are never tuned to, so a few will always miss."""
LEVELS = ("emergency", "urgent", "symptom_check", "quiet")
"""What the red flags' own phrases check."""
SHOWN = 3
"""So many of those that took an intent's phrases and examples are named in its row."""


@dataclass(frozen=True, slots=True)
class Score:
    """How many of an intent's phrases, or examples, are right, how many were asked back, and of how many."""

    right: int = 0
    asked: int = 0
    all: int = 0

    @property
    def share(self) -> float:
        """The share that is right, from 0 to 1; 1 where there is nothing to try."""
        return self.right / self.all if self.all else 1.0

    def __str__(self) -> str:
        return f"{self.right}/{self.all}" if self.all else "-"


Scores = Mapping[str, Mapping[Kind, Score]]
"""For each intent by name, and for `RED_FLAGS`: the scores of its phrases and of its examples."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that was tried."""

    trials: Sequence[Trial]

    @property
    def scores(self) -> Scores:
        """Each intent's scores."""
        own: dict[str, dict[Kind, Counter[str]]] = {}
        for trial in self.trials:
            counts = own.setdefault(trial.intent, {"phrases": Counter(), "examples": Counter()})
            counts[trial.kind][trial.verdict] += 1
        return {
            name: {kind: Score(found["right"], found["asked back"], found.total()) for kind, found in kinds.items()}
            for name, kinds in own.items()
        }

    @property
    def missed_flags(self) -> Sequence[Trial]:
        """The red flags' phrases that did not get what they should."""
        return [trial for trial in self.trials if trial.of_flags and not trial.passed]

    @property
    def stolen(self) -> Sequence[Trial]:
        """The phrases that did not get what they should, by intent, the surest mistake first."""
        missed = [trial for trial in self.trials if trial.kind == "phrases" and not trial.passed]
        return sorted(missed, key=lambda trial: (trial.intent, -trial.score, trial.text))

    @property
    def passed(self) -> bool:
        """Whether it is good enough: no red flag's phrase fails, and `PASSING` of the others' are right."""
        phrases = [trial.passed for trial in self.trials if trial.kind == "phrases" and not trial.of_flags]
        return not self.missed_flags and sum(phrases) >= PASSING * max(len(phrases), 1)

    def lines(self) -> Iterator[str]:
        """All of it for people: the scores, who stole what, and the sums."""
        yield from self._scores()
        if self.stolen:
            yield "\nWho stole it:"
            rows = [(one.intent, _went(one), f"{one.score:.2f}", one.text, one.because) for one in self.stolen]
            yield from table(("intent", "went to", "score", "phrase", "because of"), rows)
            most = Counter(trial.took for trial in self.stolen).most_common()
            yield "took the most: " + ", ".join(f"{name} {count}" for name, count in most[: 2 * SHOWN])
        yield ""
        yield from self._sums()

    def _scores(self) -> Iterator[str]:
        """A line an intent, the best first: the worst then stand next to what was stolen from them."""
        taken: dict[str, Counter[str]] = {}
        for trial in self.trials:
            if not trial.passed:
                taken.setdefault(trial.intent, Counter())[trial.took] += 1
        rows = []
        for name, score in sorted(self.scores.items(), key=_best_first):
            phrases, examples = score["phrases"], score["examples"]
            took = ", ".join(f"{one} {count}" for one, count in taken.get(name, Counter()).most_common(SHOWN))
            rows.append((name, str(phrases), str(phrases.asked or "-"), str(examples), took))
        yield from table(("intent", "phrases", "asked back", "examples", "others went to"), rows)

    def _sums(self) -> Iterator[str]:
        examples = [trial for trial in self.trials if trial.kind == "examples"]
        own = sum(trial.verdict == "right" for trial in examples)
        yield f"{own} of {len(examples)} examples reach their own intent"
        counts = Counter(trial.verdict for trial in self.trials if trial.kind == "phrases" and not trial.of_flags)
        yield ", ".join(f"{counts[verdict]} {verdict}" for verdict in ("right", "asked back", "not found", "wrong"))
        failed = counts["wrong"] + counts["not found"] + len(self.missed_flags)
        if self.missed_flags:
            yield f"{len(self.missed_flags)} phrases of the red flags fail"
        if not self.passed:
            yield "not good enough: a red flag test failed, or too many phrases did"
        yield f"phrases: {counts['right'] + counts['asked back']} passed, {failed} failed"


def run_tests(known: Knowledge, flags: Checks, progress: Callable[[int], object] = lambda done: None) -> Outcome:
    """Tries every phrase and example of every intent, and the red flags' phrases; `progress` hears of each."""
    trials = []
    for trial in _trials(known, flags):
        trials.append(trial)
        progress(1)
    return Outcome(trials)


def to_try(known: Knowledge, flags: Checks) -> int:
    """How many phrases and examples `run_tests` will try."""
    own = (intent.tests.should_match + intent.tests.should_not_match for intent in known.intents.values())
    watch = sum(len(getattr(flags, level)) for level in LEVELS)
    return watch + sum(map(len, own)) + sum(len(intent.examples) for intent in known.intents.values())


def _trials(known: Knowledge, flags: Checks) -> Iterator[Trial]:
    route = known.router.route
    for name, intent in known.intents.items():
        for text in intent.tests.should_match:
            yield tried(name, "phrases", text, route(text))
        for text in intent.tests.should_not_match:
            yield tried(name, "phrases", text, route(text), wanted=False)
        for text in intent.examples:
            yield tried(name, "examples", text, route(text))
    for level in LEVELS:
        for text in getattr(flags, level):
            yield watched(level, text, route(text))


def _went(trial: Trial) -> str:
    return f"{trial.took}, not {trial.should}" if trial.should else trial.took


def _best_first(score: tuple[str, Mapping[Kind, Score]]) -> tuple[float, float, str]:
    name, kinds = score
    return -kinds["phrases"].share, -kinds["examples"].share, name
