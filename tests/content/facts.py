"""What patients must be able to read, fact by fact: the intent, the source it rests on, and key words of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """One fact: all of its key words stand in one paragraph of the intent, of that source; | parts other wordings."""

    id: str
    intent: str
    source: str
    words: tuple[str, ...]


FACTS = [
    Fact("W1", "what_is", "leaflet", ("cervix", "lowest|bottom", "uterus|womb", "vagina")),
    Fact("W2", "what_is", "leaflet", ("open", "dilate", "thin", "efface", "baby|fetus", "womb|uterus")),
    Fact("W3", "what_is", "leaflet", ("main cause|leading cause", "too early|premature", "miscarriage")),
    Fact("W4", "what_is", "leaflet", ("fewer than 1|less than 1|under 1", "100|%", "pregnanc")),
    Fact("W5", "what_is", "leaflet", ("thought|believed", "25", "second trimester|middle", "miscarriage")),
    Fact("C1", "causes", "leaflet", ("not everyone",)),
    Fact("C2", "causes", "leaflet", ("operation|surgery", "coning", "cone biopsy", "d&c", "several")),
    Fact("C3", "causes", "leaflet", ("damage", "earlier birth|earlier delivery")),
    Fact("C4", "causes", "leaflet", ("formed|malform", "mothers", "des", "while pregnant")),
    Fact("C5", "causes", "leaflet", ("most often|most common", "no reason", "idiopathic")),
    Fact("C6", "causes", "leaflet", ("found only|only found", "trouble", "after a miscarriage")),
    Fact("S1", "symptoms", "leaflet", ("16", "17", "grow", "baby|fetus", "water|fluid", "press")),
    Fact("S2", "symptoms", "leaflet", ("main difference", "no pain", "contractions", "cramps")),
    Fact("S3", "symptoms", "leaflet", ("bleeding", "spotting")),
    Fact("S4", "symptoms", "leaflet", ("discharge", "mucus", "blood", "mucus plug")),
    Fact("S5", "symptoms", "leaflet", ("pressure", "low", "belly|abdomen", "without contractions")),
    Fact("S6", "symptoms", "leaflet", ("tell your obstetrician", "miscarriage before|earlier miscarriage")),
    Fact("T1", "treatment", "leaflet", ("once it is found", "protect", "this pregnancy", "later|future|next")),
    Fact("T2", "treatment", "leaflet", ("cerclage", "stitch", "closed|shut")),
    Fact("T3", "treatment", "leaflet", ("after you are pregnant|after conception", "12", "16", "due date")),
    Fact("T4", "treatment", "leaflet", ("bed rest", "may help", "may not|or not")),
    Fact(
        "T5", "treatment", "leaflet", ("no treatment|no procedure", "promise|guarantee", "stitch|cerclage", "too early")
    ),
    Fact("T6", "treatment", "leaflet", ("check-ups", "ultrasound", "strongly advised|highly", "pregnancy")),
]
CAVEATS = [
    Fact("the name", "what_is", "msd", ("cervical insufficiency", "incompetence|incompetent", "older")),
    Fact("W5 differs", "what_is", "tommys", ("different numbers|differ", "most late losses", "other causes")),
    Fact("C2 no blame", "causes", "msd", ("more likely|raise the chance", "not make it your fault|not your fault")),
    Fact("C4 rare now", "causes", "nci", ("des", "1971", "rare")),
    Fact("S1 any week", "symptoms", "mayo", ("14", "24", "none", "any week")),
    Fact("S2 pain too", "symptoms", "cuh", ("mild cramps", "backache", "no pain does not mean no problem", "call")),
    Fact("T3 today", "treatment", "rcog", ("12", "24", "36", "37", "labour starts", "waters break")),
    Fact("T4 harm", "treatment", "smfm", ("not advised|not recommended", "harm", "clots", "do not start or stop")),
    Fact("T6 ask", "treatment", "nice", ("scans", "cervix", "16", "24", "progesterone", "ask your doctor")),
]
