"""Knowledge made of the sound parts of the content; what was learnt from the same before is taken from the cache."""

from functools import lru_cache
from pathlib import Path

from bot.content import cache
from bot.content.sound import Sound
from bot.core.intents import OTHER, Intent, refuses
from bot.core.knowledge import Knowledge
from bot.core.languages import language_of
from bot.core.languages.english import ENGLISH
from bot.core.languages.language import Language
from bot.core.matching.matcher import QUIET, Matcher
from bot.core.routing import Router
from bot.core.safety.alarm import DENIAL
from bot.core.safety.format import MILD, RedFlags, Reports
from bot.core.safety.watch import Watch


def knowledge(usable: Sound, revision: str, language: str = "en") -> Knowledge:
    """What the sound parts of the content know together."""
    known = common_words(language)
    senses = _senses(usable.red_flags, usable.reports)
    rules = language_of(language)
    return Knowledge(
        intents=usable.intents,
        flow=usable.flow,
        replies=usable.replies,
        sources=usable.sources,
        router=Router(
            usable.intents,
            _matcher(usable.intents, senses, usable.synonyms, known, rules),
            Watch(usable.red_flags, known, rules),
            rules,
        ),
        revision=revision,
        language=rules,
        known=known,
        contact=usable.clinic.contact,
        hours=usable.clinic.opening_hours.strip(),
    )


def _senses(flags: RedFlags, reports: Reports) -> dict[str, tuple[str, ...]]:
    """The examples that teach the watch: reports by the card they deserve, denials, and what reports nothing at all."""
    card_of = {flag.id: flag.card or flag.level for flag in flags.flags}
    told: dict[str, tuple[str, ...]] = {}
    for name, examples in reports.reports.items():
        told[card_of[name]] = told.get(card_of[name], ()) + examples
    quiet = tuple(text for examples in reports.quiet.values() for text in examples)
    return told | {DENIAL: reports.denials, QUIET: quiet}


def _matcher(
    intents: dict[str, Intent],
    senses: dict[str, tuple[str, ...]],
    synonyms: dict[str, tuple[str, ...]],
    known: frozenset[str],
    language: Language,
) -> Matcher:
    """The matcher, from what an earlier start learnt when the content is the same."""
    examples = {name: intent.examples for name, intent in intents.items()}
    groups = {name: OTHER for name in intents if refuses(name)}
    sense_of = {name: MILD for name, intent in intents.items() if intent.starts}
    # Names are in English: of other languages the titles tell what an intent is about.
    titles = {name: intent.title for name, intent in intents.items()} if language is not ENGLISH else {}
    name = cache.key(language, examples, groups, senses, sense_of, synonyms, titles)
    found = cache.kept(name)
    matcher = Matcher(
        examples,
        groups=groups,
        senses=senses,
        sense_of=sense_of,
        synonyms=synonyms,
        known=known,
        titles=titles,
        language=language,
        kept=found,
    )
    if found is None:
        cache.keep(name, matcher.learnt)
    return matcher


@lru_cache
def common_words(language: str) -> frozenset[str]:
    """Words in common use in a language, which are never repaired into others; empty for an unknown language."""
    path = Path(__file__).parent / "wordlists" / f"{language}.txt"
    if not path.exists():
        return frozenset()
    return frozenset(line for line in path.read_text(encoding="utf-8").split("\n") if line and line[0] != "#")
