"""Spanish, of Spain and of Latin America. Accents are often left out when typing, so nothing here depends on them."""

import re
from functools import lru_cache

from bot.core.languages.language import Age, Language, Naming, Plainness, listed

SHORT_FORMS = {
    "q": "que", "k": "que", "qe": "que", "ke": "que", "xq": "por que", "xk": "por que", "pq": "por que",
    "xque": "porque", "porq": "por que", "x": "por", "xfa": "por favor", "xfavor": "por favor", "porfa": "por favor",
    "porfis": "por favor", "d": "de", "dl": "del", "tb": "tambien", "tbn": "tambien", "tmb": "tambien",
    "tmbn": "tambien", "bn": "bien", "sta": "esta", "stoy": "estoy", "toy": "estoy", "tngo": "tengo", "pa": "para",
    "xa": "para", "pal": "para el", "xo": "pero", "m": "me", "t": "te", "ns": "no se", "nc": "no se", "nose": "no se",
    "aki": "aqui", "kiero": "quiero", "aora": "ahora", "ahorita": "ahora", "ahoritita": "ahora", "orita": "ahora",
    "bb": "bebe", "bbe": "bebe", "bby": "bebe", "dr": "doctor", "dra": "doctora", "doc": "doctor",
    "gine": "ginecologa", "gineco": "ginecologa", "eco": "ecografia", "usg": "ultrasonido", "sem": "semana",
    "sems": "semanas", "sdg": "semanas", "hrs": "horas", "min": "minutos", "mins": "minutos", "msj": "mensaje",
    "grax": "gracias", "grcs": "gracias", "vdd": "verdad", "mija": "mi hija", "ntp": "no te preocupes",
    "fpp": "fecha de parto",
}  # fmt: skip

_ENDINGS = listed(
    "amientos imientos amiento imiento aciones acion mente iendo yendo ando aron ieron aremos aban aba",
    "adas ados idas idos ada ado ida ido itos itas ito ita ar er ir as es os an en a o e s",
)
_WHOLE = {word: word.removesuffix("s") for word in ("bebe", "bebes", "parto", "partos", "cosa", "cosas")} | {
    "bebito": "bebe", "bebita": "bebe"
}  # fmt: skip
"""Words that would fall together with others: baby and drink, birth and part, thing and sew."""


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word without its common endings: "sangrado", "sangrando" and "sangra" are "sangr"."""
    if len(word) <= 3:
        return word
    if word in _WHOLE:
        return _WHOLE[word]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


_ONES = {
    "un": 1, "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8,
    "nueve": 9,
}  # fmt: skip
NUMBERS = _ONES | {
    "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15, "dieciseis": 16, "dieciséis": 16,
    "diecisiete": 17, "dieciocho": 18, "diecinueve": 19, "veinte": 20, "veintiun": 21, "veintiún": 21,
    "veintiuno": 21, "veintiuna": 21, "veintidos": 22, "veintidós": 22, "ventidos": 22, "veintitres": 23,
    "veintitrés": 23, "ventitres": 23, "veinticuatro": 24, "veinticinco": 25, "veintiseis": 26, "veintiséis": 26,
    "veintisiete": 27, "veintiocho": 28, "veintinueve": 29, "treinta": 30, "cuarenta": 40,
}  # fmt: skip
NUMBERS |= {
    f"{tens}i{one}": 10 * ten + n for tens, ten in (("treinta", 3), ("cuarenta", 4)) for one, n in _ONES.items()
}
AGE = Age(
    numbers=NUMBERS,
    joins=frozenset({"y"}),
    exact=re.compile(
        r"(?<![\w-])(\d{1,4})\s*(?:\+\s*(\d)(?!\d)|s\w*\s*(?:y\s*|con\s*)?\+?\s*(\d)\s*(?:d[ií]?a?s?\b|/\s*7|$))"
    ),
    weeks=re.compile(
        r"(-?\d{1,4})(?:[.,]\d)?\s*(?:y media\s*)?(?:s\b|sems?\b|sdg\b|smn\w*|semanas?\b|w\b|wks?\b|weeks?\b)"
        r"|\bsem(?:ana)?\s*(-?\d{1,4})\b"
    ),
    months=re.compile(r"(-?\d{1,4})(?:[.,]5|\s+y medio)?\s*(?:mes(?:es)?|mese?ci?tos)\b"),
    due=re.compile(
        r"\b(?:fecha (?:(?:probable|prevista|estimada) )?(?:de |del )?parto|fecha (?:probable|prevista|estimada)|fpp"
        r"|sal(?:go|e) de cuentas|nace(?:r[aá])? el|due)\b"
    ),
    month_names=("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "set", "oct", "nov", "dic"),
    other=re.compile(
        r"\b(?:d[ií]as?|horas?|hrs?|minutos?|min|a[ñn]os?|veces|vez|hij[oa]s?|ni[ñn][oa]s?|embarazos?|p[eé]rdidas?"
        r"|abortos?|kilos?|kg|mm|cm|ml|grados|gotas|toallas|compresas|enero|febrero|marzo|abril|mayo|junio|julio|agosto"
        r"|sep?tiembre|octubre|noviembre|diciembre)\b"
    ),
    units=("semana", "semanas", "días", "mes", "meses", "fecha de parto:"),
)

_MONTH = (
    r"(?:ene(?:ro)?|febr?(?:ero)?|mar(?:zo)?|abr(?:il)?|mayo?|jun(?:io)?|jul(?:io)?|ago(?:sto)?|sep?t?(?:iembre)?"
    r"|oct(?:ubre)?|nov(?:iembre)?|dic(?:iembre)?)"
)
NAMING = Naming(
    given=(
        r"(?:mi )?nombre(?: completo)?(?: es|:)|me llamo|me llaman|ll[aá]me(?:me|nme)|ll[aá]mame"
        r"|mis? apellidos? (?:es|son)"
    ),
    own=r"soy",
    pointing=r"l?e habla|te habla|l?e escribe|te escribe|de parte de",
    titles=frozenset(listed("sr sra srta dr dra don dona doña doctor doctora enfermera")),
    links=frozenset(
        listed(
            "y o pero que por para porque con sin en a al un una el yo me mi no si es estoy tengo como cuando donde",
            "quien cual cuanto se le lo ya muy mas desde hace",
        )
    ),
    words_too=frozenset(
        listed(
            "alba alegria alma amparo angel angeles aurora bella belen blanca candela caridad carmen celeste clara",
            "concepcion consuelo cruz dolores dulce esperanza estrella fe flor gloria guadalupe iris jesus jazmin leon",
            "linda lourdes luna luz mar margarita maria martin mercedes milagros nieves paloma paz perla pilar piedad",
            "remedios reyes rocio rosa rosario salvador santos socorro sol soledad victoria violeta virginia",
        )
    ),
    dates=(
        re.compile(rf"(?<!\w)\d{{1,2}}\s(?:de\s)?{_MONTH}(?![^\W\d_])\.?(?:\s(?:de\s|del\s)?\d{{2,4}}(?!\w))?", re.I),
        re.compile(rf"\b{_MONTH}(?![^\W\d_])\.?\s(?:de\s|del\s)?\d{{4}}(?!\w)", re.I),
    ),
)

_SOOTHES = "it soothes, and nobody has looked: say what she can do instead"
_JUDGES = "it judges or blames: say what is, without a verdict"
BANNED = {
    r"\bno (?:se|te) preocup": _SOOTHES,
    r"\bpreocuparse\b": _SOOTHES,
    r"\b(?:a)?normal": _SOOTHES,
    r"\bsegur[oa]s?\b(?! de )": _SOOTHES,
    r"\binofensiv": _SOOTHES,
    r"\bno (?:pasa|es) nada\b": _SOOTHES,
    r"\btodo (?:va|est[aá]|ir[aá]|saldr[aá]) bien\b": _SOOTHES,
    r"\btranquil": _JUDGES,
    r"\bc[aá]lmese\b|\brel[aá]jese\b": _JUDGES,
    r"(?<!no es )(?<!no fue )(?<!no hace que sea )(?<!no tiene la )\bculpa": _JUDGES,
    r"\bdebi[oó]\b|\bdeber[ií]a haber\b|\bten[ií]a que haber\b": _JUDGES,
    r"\bfracas|\bfall(?:ó|aste|ido)\b": _JUDGES,
    r"diagn[oó]s": "the bot names no illness of hers: say what doctors look for, and whom to ask",
    r"\bprobabilidad": "the bot gives no chances: say whom to ask about them",
}
_VOWELS = re.compile(r"[aeiouáéíóúü]+")
_APART = re.compile(r"[aeoáéó](?=[aeoáéóíú])|[íú](?=[aeoáéó])")
_SILENT = re.compile(r"(?<=q)u|(?<=g)u(?=[eiéí])")


@lru_cache(maxsize=4096)
def syllables(word: str) -> int:
    """Syllables of a word: its groups of vowels, strong ones and accented weak ones apart ("ca-er", "dí-a")."""
    spoken = _SILENT.sub("", re.sub(r"y(?![aeiouáéíóú])", "i", word.lower()))
    return max(1, sum(1 + len(_APART.findall(group)) for group in _VOWELS.findall(spoken)))


def hardness(words_a_sentence: float, syllables_a_word: float) -> float:
    """The ease of reading by Szigriszt Pazos' formula (1993), below zero, so that hard texts are higher."""
    return words_a_sentence + 62.3 * syllables_a_word - 206.835


_ASKED = r"qu[eé]|cu[aá]l(?:es)?|cu[aá]ndo|cu[aá]nt[oa]s?|d[oó]nde|qui[eé]n|c[oó]mo|por qu[eé]|xq|puedo|se puede"
SPANISH = Language(
    code="es",
    short_forms=SHORT_FORMS,
    stem=stem,
    no=frozenset({"no", "ninguno", "ninguna"}),
    links=frozenset(listed("que con por los las una del mas muy pero sin tal son eso esa ese hay sus les nos porque")),
    pointers=frozenset(listed("eso esto ese esa esos esas ello aquello lo")),
    requests=frozenset(listed("revisar revision revise sintoma sintomas senales preguntas cuestionario chequeo test")),
    asking=frozenset(
        listed("que cual cuales cuando cuanto cuanta cuantos cuantas donde quien puedo puede debo podria deberia")
    ),
    question=re.compile(
        rf"^\W*(?:(?:y|pero|tambi[eé]n|o sea)\s+)?(?:{_ASKED}|q|es|son|puede[ns]?|hay|debo)\b", re.IGNORECASE
    ),
    questions=re.compile(rf"[¿?¡!.\n]+\s*|,?\s+(?:y|e|adem[aá]s|tambi[eé]n)\s+(?=(?:{_ASKED})\b)", re.IGNORECASE),
    figure_unit=r"%|por ?ciento|(?:semana|d[ií]a|hora|minuto|a[ñn]o)s?\b|mes(?:es)?\b|(?:mm|cm|ml)\b",
    figure_range="a|o|y|hasta",
    figure_units={"porciento": "%", "semana": "week", "semanas": "week", "mes": "month", "meses": "month"}
    | {word + s: unit for word, unit in (("día", "day"), ("dia", "day"), ("hora", "hour")) for s in ("", "s")}
    | {word + s: unit for word, unit in (("minuto", "minute"), ("año", "year"), ("ano", "year")) for s in ("", "s")},
    age=AGE,
    naming=NAMING,
    plainness=Plainness(
        syllables=syllables,
        hardness=hardness,
        most=-65.0,  # from there a text is "quite easy" on the INFLESZ scale, made for health texts (Barrio 2008)
        says=lambda found: f"its ease of reading (Szigriszt Pazos) is {-found:.0f} and 65 is the least",
        banned=BANNED,
    ),
)
