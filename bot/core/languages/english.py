"""English."""

import re
from functools import lru_cache

from bot.core.languages.language import Age, Language, Naming, Plainness, listed

SHORT_FORMS = {
    "i'm": "i am", "im": "i am", "it's": "it is", "what's": "what is", "whats": "what is", "wats": "what is",
    "that's": "that is", "thats": "that is", "there's": "there is", "theres": "there is", "who's": "who is",
    "how's": "how is", "hows": "how is", "where's": "where is", "here's": "here is", "she's": "she is",
    "he's": "he is", "i've": "i have", "ive": "i have", "you've": "you have", "we've": "we have",
    "they've": "they have", "i'll": "i will", "you'll": "you will", "it'll": "it will", "they'll": "they will",
    "she'll": "she will", "i'd": "i would", "you're": "you are", "youre": "you are", "we're": "we are",
    "they're": "they are", "theyre": "they are", "can't": "can not", "cant": "can not", "cannot": "can not",
    "won't": "will not", "wont": "will not", "don't": "do not", "dont": "do not", "doesn't": "does not",
    "doesnt": "does not", "didn't": "did not", "didnt": "did not", "isn't": "is not", "isnt": "is not",
    "aren't": "are not", "arent": "are not", "wasn't": "was not", "wasnt": "was not", "haven't": "have not",
    "havent": "have not", "hasn't": "has not", "hasnt": "has not", "hadn't": "had not", "couldn't": "could not",
    "couldnt": "could not", "shouldn't": "should not", "shouldnt": "should not", "wouldn't": "would not",
    "wouldnt": "would not", "ain't": "is not", "aint": "is not", "havnt": "have not", "hasn": "has not",
    "dnt": "do not", "nvr": "never", "let's": "let us",
    "u": "you", "ur": "your", "r": "are", "y": "why", "wat": "what", "wot": "what", "wht": "what", "wen": "when",
    "wy": "why", "hw": "how", "hv": "have", "hav": "have", "thx": "thanks", "thanx": "thanks", "tnx": "thanks",
    "ty": "thank you", "pls": "please", "plz": "please", "plse": "please", "cuz": "because", "coz": "because",
    "cos": "because", "bcoz": "because", "bc": "because", "b4": "before", "rn": "right now", "dr": "doctor",
    "doc": "doctor", "docs": "doctors", "preg": "pregnant", "prego": "pregnant", "preggo": "pregnant",
    "preggers": "pregnant", "wk": "week", "wks": "weeks", "mths": "months", "abt": "about", "gonna": "going to",
    "wanna": "want to", "gotta": "got to", "dunno": "do not know", "idk": "i do not know", "kinda": "kind of",
    "ob": "obstetrician", "obgyn": "obstetrician", "gyno": "obstetrician", "hosp": "hospital", "tho": "though",
    "thru": "through", "w": "with", "msg": "message", "info": "information", "hpn": "happen", "2nite": "tonight",
    "tmrw": "tomorrow", "smth": "something", "sth": "something", "ppl": "people", "bby": "baby", "cud": "could",
    "shud": "should", "wud": "would", "dis": "this", "dat": "that", "da": "the", "dey": "they", "cn": "can",
}  # fmt: skip

_ENDINGS = ("ings", "ing", "ed", "es", "s", "ly")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word without its common endings: "bleeding" and "bleeds" are "bleed"."""
    if len(word) <= 3:
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            base = word[: -len(ending)]
            if ending in ("ing", "ings", "ed") and len(base) > 3 and base[-1] == base[-2] and base[-1] not in "ls":
                base = base[:-1]
            return base.rstrip("e") if len(base) > 3 else base
    return word.rstrip("e") if len(word) > 4 else word


NUMBERS = {
    word: number
    for number, word in enumerate(
        listed(
            "one two three four five six seven eight nine ten",
            "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty",
        ),
        1,
    )
} | {"thirty": 30, "forty": 40}
AGE = Age(
    numbers=NUMBERS,
    exact=re.compile(r"(?<![\w-])(\d{1,4})\s*(?:\+\s*(\d)(?!\d)|w\w*\s*(?:and\s*)?\+?\s*(\d)\s*(?:d\w*|/\s*7|$))"),
    weeks=re.compile(r"(-?\d{1,4})(?:\.\d)?\s*(?:w\b|wks?\b|weeks?\b|week\b|weeks?\b)|\bweeks?\s*(-?\d{1,4})\b"),
    months=re.compile(r"(-?\d{1,4})(?:\.5|\s+and a half)?\s*(?:months?|mths?|mos?)\b"),
    due=re.compile(r"\b(?:due|edd)\b"),
    month_names=("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    other=re.compile(
        r"\b(?:days?|hours?|hrs?|years?|yrs?|yo|old|kids?|child|children|times|jan|january|feb|february|mar|march|apr"
        r"|april|may|june?|july?|aug|august|sept?|september|oct|october|nov|november|dec|december)\b"
    ),
    units=("week", "weeks", "days", "month", "months", "due"),
)

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?(?!\s?(?:w|wks?|weeks?|d|days?|h|hours?|hrs?|months?|pads?)\b)"
_YEAR = r"(?:'\d{2}|\d{4}|\d{2}(?!\w))"
_LINKS = frozenset(
    listed(
        "and or but from so i im i'm am is are was have has had how what when where why who which can could do does",
        "did will would should at in on with my me the a an not it this that please because if since about",
    )
)
_NAMES_TOO = frozenset(
    listed(
        "amber angel blessing bliss bob candy carol charity chastity cherry comfort crystal daisy dawn destiny dolly",
        "earl eve faith favor favour fern flora frank gift ginger glen grace harry hazel heather holly honey hope",
        "iris ivy jack jade joy kitty liberty lily maria mark martin melody mercy nick norm olive patience peace",
        "pearl penny peter precious prudence rob robin rose rosemary ruby sandy sue trinity victory violet",
    )
)
NAMING = Naming(
    given=(r"my (?:first |last |full |own )?name(?:'?s| is|:| -)?|name'?s|name is|name:|call me|(?:i am|i'?m) called"),
    own=r"i am|i'?m|iam",
    pointing=r"this is|it'?s",
    titles=frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sister", "nurse"}),
    links=_LINKS,
    words_too=_NAMES_TOO,
    dates=(
        re.compile(
            rf"(?<!\w)(?:\d{{4}}[\s.,/-]*)?{_DAY}[\s.,/-]*(?:of\s)?{_MONTH}(?![a-z])\.?(?:[\s.,/-]*{_YEAR})?", re.I
        ),
        re.compile(rf"\b(?:\d{{4}}[\s.,/-]*)?{_MONTH}\.?[\s/-]*(?:the\s)?{_DAY}(?!\w)(?:[\s.,/-]+{_YEAR})?", re.I),
        re.compile(rf"\b{_MONTH}\.?[\s,./-]*\d{{4}}(?!\w)", re.I),
    ),
)

_SOOTHES = "it soothes, and nobody has looked: say what she can do instead"
_JUDGES = "it judges or blames: say what is, without a verdict"
BANNED = {
    r"\bdo(?:n[’']?t| not) (?:you )?worry": _SOOTHES,
    r"\bno(?:thing)? (?:need )?to worry": _SOOTHES,
    r"\b(?:ab)?normal": _SOOTHES,
    r"\bfine\b": _SOOTHES,
    r"\bsafe\b": _SOOTHES,
    r"\bharmless\b": _SOOTHES,
    r"\bcalm down\b": _JUDGES,
    r"\bjust relax\b": _JUDGES,
    r"(?<!not )(?<!not make it )\byour fault\b": _JUDGES,
    r"\bshould(?:n[’']t| not)? have\b": _JUDGES,
    r"\bfail(?:ed|ure)\b": _JUDGES,
    r"diagnos": "the bot names no illness of hers: say what doctors look for, and whom to ask",
    r"\bodds\b": "the bot gives no chances: say whom to ask about them",
}
_SILENT = re.compile(r"(?:(?<![scxzg])(?<![cs]h)(?<!l)es|(?<![td])ed|(?<!l)e)$")


@lru_cache(maxsize=4096)
def syllables(word: str) -> int:
    """Syllables of a word: its groups of vowels but for silent endings."""
    spoken = _SILENT.sub("", re.sub(r"[^a-z]", "", word.lower()))
    return max(1, len(re.findall(r"[aeiouy]+", spoken)))


def grade(words_a_sentence: float, syllables_a_word: float) -> float:
    """US school grade by Flesch and Kincaid's formula (Kincaid et al. 1975)."""
    return 0.39 * words_a_sentence + 11.8 * syllables_a_word - 15.59


_ASKED = "how|what|when|why|is|are|can|does|do|will"
ENGLISH = Language(
    code="en",
    short_forms=SHORT_FORMS,
    stem=stem,
    possessive="'s",
    no=frozenset({"no", "not"}),
    links=frozenset({"and", "the", "for", "but", "you", "are", "was", "has", "yes", "not", "with", "this", "that"}),
    pointers=frozenset({"it", "that", "this", "they", "them", "those", "these", "then", "one"}),
    requests=frozenset({"check", "checked", "symptom", "symptoms", "questions"}),
    asking=frozenset(
        {"what", "when", "where", "which", "who", "why", "how"}
        | {"is", "are", "can", "could", "do", "does", "will", "would", "should"}
    ),
    asking_not=frozenset({"not"}),
    question=re.compile(rf"^\W*(?:(?:and|so|also|but)\s+)?(?:{_ASKED}|wat|which|could|did)\b", re.IGNORECASE),
    questions=re.compile(rf"[?!.\n]+\s*|,?\s+(?:and|also|plus)\s+(?=(?:{_ASKED})\b)", re.IGNORECASE),
    figure_unit=r"%|per ?cent|(?:week|year|month|day|hour|minute)s?\b|(?:mm|cm|ml)\b",
    figure_range="to|or|and",
    figure_units={"percent": "%"} | {f"{unit}s": unit for unit in ("week", "year", "month", "day", "hour", "minute")},
    age=AGE,
    naming=NAMING,
    plainness=Plainness(
        syllables=syllables,
        hardness=grade,
        most=7.0,
        says=lambda grade: f"it reads at school grade {grade:.1f} and 7 is the most",
        banned=BANNED,
    ),
)
