"""The choices made for one sentence, with a record of its content words; noun phrases made of them."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from model.corpus_zh import english
from model.corpus_zh.clause import OWN, Doing, Pair, Subject, Thing, acting, activity, outing
from model.corpus_zh.english import spaced, with_s
from model.corpus_zh.lexicon import Activity, Adjective, Entry, Lexicon, Noun, Person, Time, lexicon
from model.corpus_zh.numbers import counting

_OBJECT = {"I": "me", "you": "you", "he": "him", "she": "her", "we": "us", "they": "them"}
OWNED = "clothing vehicle device small furniture pet building instrument"
"""Classes of nouns that one has."""


_Item = TypeVar("_Item")
_Entry = TypeVar("_Entry", bound=Entry)


class Draw:
    """Random choices. `pick` notes the word that it takes as a content word of the sentence, `one` does not.

    What is noted and then not said is passed over when the sentence is written.
    """

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.words: set[str] = set()
        self.lexicon: Lexicon = lexicon()

    def one(self, items: Sequence[_Item]) -> _Item:
        return items[int(self.rng.random() * len(items))]

    def pick(self, entries: Sequence[_Entry]) -> _Entry:
        entry = self.one(entries)
        self.words.add(entry.chinese)
        return entry

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    # --- who

    def pronoun(self, *names: str) -> Subject:
        """I, you, he, she, we, they, or one of the pronouns named in Chinese."""
        return subject_of(self.one([p for p in self.lexicon.told("pronoun") if not names or p.chinese in names]))

    def asked(self) -> Subject:
        """Anyone whom a question can be about: neither I nor we."""
        while (subject := self.subject()).chinese in ("我", "我们"):
            pass
        return subject

    def asks(self, probability: float, subject: Subject) -> bool:
        """Whether to make it a question; about me or us, never."""
        return self.chance(probability) and subject.chinese not in ("我", "我们")

    def subject(self, *, single: bool = False, third: bool = False) -> Subject:
        """Anyone. `single`: not several people; `third`: neither I nor you."""
        while True:
            kind = self.rng.random()
            if kind < 0.52:
                found = self.pronoun()
            elif kind < 0.7:
                found = subject_of(self.one(self.lexicon.told("name")))
            elif kind < 0.88:
                found = self.relative()
            elif kind < 0.95:
                found = self.professional()
            else:
                found = subject_of(self.pick(self.lexicon.told("group")))
            several = found.agreement == "plural" and found.chinese != "你"
            if not ((single and several) or (third and found.chinese in ("我", "你"))):
                return found

    def relative(self) -> Subject:
        """我妈妈, my mother."""
        person = self.pick(self.lexicon.told("family"))
        owner = self.owner_of(person)
        name = Pair(owner.chinese + person.chinese, f"{owner.owner.english} {person.english}")
        return _third(name, self.gender(person), bool(person.gender))

    def owner_of(self, person: Person) -> Subject:
        """Whose relative it is: I, you, he, she."""
        owners = {"丈夫": ("我", "你", "她"), "妻子": ("我", "你", "他")}.get(person.chinese, ("我", "你", "他", "她"))
        return self.pronoun(*owners)

    def professional(self) -> Subject:
        """那个医生, that doctor."""
        person = self.pick(self.lexicon.told("profession"))
        return _third(Pair("那个" + person.chinese, "that " + person.english), self.gender(person), known=False)

    def gender(self, person: Person) -> str:
        return person.gender or self.one("mf")

    def other(self, subject: Subject) -> Subject:
        """Somebody else than the subject."""
        while True:
            other = self.subject()
            both = {other.pronoun.chinese, subject.pronoun.chinese}
            if len(both) == 2 and both != {"我", "我们"} and other.chinese != subject.pronoun.chinese:
                return other

    # --- what

    def noun(self, classes: str) -> Noun:
        return self.pick(self.lexicon.select(classes))

    def attribute(self, noun: Noun, lasting: bool = False) -> Adjective | None:
        """An adjective that may stand before the noun, most of the time none."""
        fitting = [a for a in self.lexicon.adjectives if a.attribute and noun in a.things]
        fitting = [a for a in fitting if a.lasting == "yes"] if lasting else fitting
        return self.pick(fitting) if fitting else None

    def indefinite(self, noun: Noun, described: float = 0.2) -> Thing:
        """一本新书, a new book; 一杯咖啡, a cup of coffee."""
        return self.counted(noun, 1, described)

    def counted(self, noun: Noun, many: int, described: float = 0.0) -> Thing:
        """三本书, three books."""
        adjective = self.attribute(noun) if self.chance(described) else None
        chinese = f"{counting(many)}{noun.classifier}{adjective.attributive if adjective else ''}{noun.chinese}"
        quality = adjective.english if adjective else ""
        unit = spaced(quality, noun.english) if noun.countable else noun.portion
        if many > 1:
            unit = spaced(quality, noun.bare) if noun.countable else with_s(unit)
        if not noun.countable:
            unit = f"{unit} of {spaced(quality, noun.english)}"
        return Thing(chinese, english.a(unit) if many == 1 else f"{english.number(many)} {unit}", _number(many > 1))

    def bare(self, noun: Noun) -> Thing:
        """苹果, apples."""
        return Thing(noun.chinese, noun.bare, _number(noun.plural != "mass"))

    def this(self, noun: Noun, described: float = 0.0) -> Thing:
        """这本书, this book; 那双鞋, those shoes."""
        near = self.chance(0.6)
        adjective = self.attribute(noun) if self.chance(described) else None
        chinese = f"{'这' if near else '那'}{noun.classifier}{adjective.attributive if adjective else ''}{noun.chinese}"
        named = spaced(adjective.english if adjective else "", noun.english)
        if noun.portion == "pair":
            return Thing(chinese, f"{'these' if near else 'those'} {named}", "plural")
        if noun.portion:
            named = f"{noun.portion} of {named}"
        return Thing(chinese, f"{'this' if near else 'that'} {named}")

    def mine(self, noun: Noun, owner: Subject | None = None) -> Thing:
        """我的书, my book."""
        chinese, possessive = possessor(owner or self.subject())
        return Thing(chinese + noun.chinese, f"{possessive} {noun.english}", _number(noun.portion == "pair"))

    def object(self, noun: Noun) -> Thing:
        """An object of any kind."""
        kind = self.rng.random()
        if noun.portion == "kind":
            return self.bare(noun)
        if kind < 0.25 and noun not in self.lexicon.select("device vehicle furniture building instrument"):
            return self.counted(noun, 2 + int(self.rng.random() * 4))
        return self.indefinite(noun) if kind < 0.7 else self.this(noun, 0.15)

    def definite(self, noun: Noun) -> Thing:
        """这本书, my book; 中文, Chinese."""
        if noun.portion == "kind":
            return self.bare(noun)
        return self.mine(noun) if noun in self.lexicon.select(OWNED) and self.chance(0.5) else self.this(noun, 0.1)

    # --- doing

    def doing(self, use: str = "", moment: str = "") -> Doing:
        """An activity with this use, at a moment of the day."""
        return activity(self.pick(self.lexicon.doing(use, moment)))

    def outing(self) -> Doing:
        """去购物, go shopping."""
        return outing(self.pick([entry for entry in self.lexicon.activities if entry.go]))

    def acting(self, use: str, subject: Subject, definite: bool = False) -> Doing:
        """A verb with an object of its classes: 买了三本书, 等我妈妈."""
        person = self.chance(0.25) and self.lexicon.acting(use + " person")
        verb = self.pick(person or self.lexicon.acting(use))
        if person:
            return acting(verb, self.other(subject).object)
        noun = self.one(verb.nouns)
        self.words.add(noun.chinese)
        if use == "liked":
            return acting(verb, self.bare(noun), counted=False)
        definite = definite or "definite" in verb.uses.split()
        return acting(verb, self.definite(noun) if definite else self.object(noun))

    def anything(self, use: str, subject: Subject, moment: str = "") -> Doing:
        """An activity or a verb with its object. `use` is past, now or plan."""
        if self.chance(0.5):
            return self.acting(use, subject)
        if use == "now":
            return self.doing("long")
        if self.chance(0.3) and "早上" not in moment:
            return self.outing()
        return self.doing("liked" if use == "plan" else "", moment)

    def time(self, kind: str) -> Time:
        return self.pick(self.lexicon.when(kind))

    def activity(self, names: str) -> Activity:
        """One of the activities named (with verb + object)."""
        return self.pick(self.lexicon.named(names))


def subject_of(person: Person) -> Subject:
    """A pronoun, a name or a group as a subject."""
    name = Pair(person.chinese, person.english)
    if person.kind == "name":
        return _third(name, person.gender)
    if person.kind == "group":
        pronoun = Pair("他们", "they")
        return Subject(name, "plural", pronoun, OWN["they"], name)
    agreement = "I" if person.english == "I" else "third" if person.gender else "plural"
    return Subject(name, agreement, name, OWN[person.english], Pair(person.chinese, _OBJECT[person.english]))


def possessor(owner: Subject) -> Pair:
    """我的, my; 汤姆的, Tom's; 孩子们的, the children's."""
    if owner.name == owner.pronoun:
        return owner.owner
    ending = "'" if owner.english.endswith("s") else "'s"
    return Pair(owner.chinese + "的", owner.english + ending)


def _third(name: Pair, gender: str, known: bool = True) -> Subject:
    """A third person. Where the Chinese does not tell the gender, what is owned is "his" until a pronoun tells it."""
    pronoun = Pair("他", "he") if gender == "m" else Pair("她", "she")
    return Subject(name, "third", pronoun, OWN[pronoun.english if known else "he"], name)


def _number(several: bool) -> english.Agreement:
    return "plural" if several else "third"
