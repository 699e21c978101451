"""Modal verbs, which put an infinitive into a clause."""

from dataclasses import dataclass
from typing import Literal

from model.corpus.french import AVOIR

Tense = Literal["past", "present"]


@dataclass(frozen=True)
class Modal:
    """How an infinitive is put into a clause: English auxiliary forms, French finite forms (je … ils)."""

    tense: Tense
    singular: str
    plural: str
    negative: tuple[str, ...]
    lemma: str
    french: tuple[str, ...]
    link: str = ""
    """What stands between the finite form and the infinitive: *de* in *a essayé de*; "" for nothing."""


WANTED = ("voulais", "voulais", "voulait", "voulions", "vouliez", "voulaient")
COULD = ("pouvais", "pouvais", "pouvait", "pouvions", "pouviez", "pouvaient")
MODALS: dict[str, Modal] = {
    "can": Modal(
        "present",
        "can",
        "can",
        ("can't", "cannot"),
        "pouvoir",
        ("peux", "peux", "peut", "pouvons", "pouvez", "peuvent"),
    ),
    "could": Modal("past", "could", "could", ("couldn't", "could not"), "pouvoir", COULD),
    "will": Modal(
        "present", "will", "will", ("won't", "will not"), "aller", ("vais", "vas", "va", "allons", "allez", "vont")
    ),
    "want": Modal(
        "present",
        "wants to",
        "want to",
        ("DOn't want to", "DO not want to"),
        "vouloir",
        ("veux", "veux", "veut", "voulons", "voulez", "veulent"),
    ),
    "wanted": Modal("past", "wanted to", "wanted to", ("didn't want to", "did not want to"), "vouloir", WANTED),
    "have": Modal("present", "has to", "have to", (), "devoir", ("dois", "dois", "doit", "devons", "devez", "doivent")),
    "should": Modal(
        "present",
        "should",
        "should",
        ("shouldn't", "should not"),
        "devoir",
        ("devrais", "devrais", "devrait", "devrions", "devriez", "devraient"),
    ),
    "forgot": Modal("past", "forgot to", "forgot to", (), "oublier", tuple(f"{form} oublié" for form in AVOIR), "de"),
    "decided": Modal(
        "past", "decided to", "decided to", (), "décider", tuple(f"{form} décidé" for form in AVOIR), "de"
    ),
    "tried": Modal("past", "tried to", "tried to", (), "essayer", tuple(f"{form} essayé" for form in AVOIR), "de"),
    "refused": Modal(
        "past", "refused to", "refused to", (), "refuser", tuple(f"{form} refusé" for form in AVOIR), "de"
    ),
    "managed": Modal("past", "managed to", "managed to", (), "réussir", tuple(f"{form} réussi" for form in AVOIR), "à"),
}
