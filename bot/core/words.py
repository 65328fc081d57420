"""The words of a message, in the one form that all matching uses."""

import re
import unicodedata

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'"})
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")

CONTRACTIONS = {
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
"""Short forms and phone spellings, written out, so that "wats" and "what is" are one thing."""


LONGEST = 8192
"""Characters that are looked at once compatibility forms are written out: one can stand for 18 letters."""


def plain(text: str) -> str:
    """The text without accents, compatibility forms, odd apostrophes or capitals."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()
    return "".join(char for char in folded[:LONGEST] if not unicodedata.combining(char))


def words(text: str) -> list[str]:
    """The words of a message in order: lower case, short forms written out, "soooo" as "soo"."""
    found: list[str] = []
    for word in _WORD.findall(_STRETCHED.sub(r"\1\1", plain(text))):
        long = CONTRACTIONS.get(word)
        if long is not None:
            found += long.split(" ")
        elif "'" in word:
            found.append(word.removesuffix("'s").replace("'", ""))
        else:
            found.append(word)
    return found
