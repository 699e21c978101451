"""Clauses in both languages: who does what, when, in which aspect.

A text without its final mark is built in each language by itself; a `Pair` carries both.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

from model.corpus_zh.english import Agreement, Form, Verb, being, spaced, statement
from model.corpus_zh.lexicon import Activity, Governor, ObjectVerb


class Pair(NamedTuple):
    """The same in Chinese and in English."""

    chinese: str
    english: str


class Sentence(NamedTuple):
    """A sentence without its final mark, which is one of ``.?!``."""

    chinese: str
    english: str
    mark: str = "."


OWN = {
    "I": Pair("我的", "my"),
    "you": Pair("你的", "your"),
    "he": Pair("他的", "his"),
    "she": Pair("她的", "her"),
    "we": Pair("我们的", "our"),
    "they": Pair("他们的", "their"),
}


@dataclass(frozen=True)
class Subject:
    """Who a clause is about. `pronoun` is how the next clause refers to them; `owner` is 我的, my."""

    name: Pair
    agreement: Agreement
    pronoun: Pair
    owner: Pair
    object: Pair

    @property
    def chinese(self) -> str:
        return self.name.chinese

    @property
    def english(self) -> str:
        return self.name.english

    def again(self) -> "Subject":
        """The subject as a pronoun."""
        return replace(self, name=self.pronoun, owner=OWN[self.pronoun.english])

    def implied(self) -> "Subject":
        """The subject as a pronoun where Chinese says none: "he" unless the noun tells otherwise."""
        if self.agreement != "third":
            return self.again()
        pronoun = Pair("她", "she") if self.owner.english == "her" else Pair("他", "he")
        return replace(self, name=pronoun, pronoun=pronoun)


def is_(subject: Subject, rest: str, negative: bool = False, past: bool = False) -> str:
    """The English sentence that the subject is something."""
    return being(subject.english, subject.agreement, rest, negative, past)


class Thing(NamedTuple):
    """A noun phrase."""

    chinese: str
    english: str
    agreement: Agreement = "third"


@dataclass(frozen=True)
class Doing:
    """A verb with all that follows it: 打 + 篮球, play + basketball.

    `counted`: the object is counted or definite, so that 了 follows the verb (买了一本书), not the object (打篮球了).
    `form` is the English form for the Chinese present: "can" after 会.
    """

    verb: str
    object: str
    english: Verb
    rest: str
    counted: bool = False
    form: Form = "present"

    @property
    def chinese(self) -> str:
        return self.verb + self.object

    @property
    def done(self) -> str:
        return f"{self.verb}了{self.object}" if self.counted else f"{self.chinese}了"

    def base(self, subject: Subject) -> str:
        """ "wash my hands" """
        return spaced(self.english.base, self.after(subject))

    def gerund(self, subject: Subject, general: bool = False) -> str:
        """ "riding a horse", or in general "riding horses" """
        return spaced(self.english.gerund, self.after(subject, general))

    def after(self, subject: Subject, general: bool = False) -> str:
        """What follows the English verb, for this subject."""
        once, _, always = self.rest.partition("/")
        several = subject.owner.english in ("our", "their")
        rest = always if always and (general or (several and self.english.base == "ride")) else once
        if several:
            rest = rest.replace("{his} face", "{his} faces")
        return rest.replace("{his}", subject.owner.english)


def activity(entry: Activity) -> Doing:
    return Doing(entry.verb, entry.object, Verb.parse(entry.english), entry.rest)


def outing(entry: Activity) -> Doing:
    """去购物, go shopping."""
    return Doing("去" + entry.chinese, "", Verb.parse("go went gone"), entry.go)


def acting(verb: ObjectVerb, thing: Thing | Pair, counted: bool = True) -> Doing:
    return Doing(verb.chinese, thing.chinese, Verb.parse(verb.english), spaced(verb.rest, thing.english), counted)


def governed(governor: Governor, subject: Subject, doing: Doing, negative: bool = False) -> Doing:
    """想购物 (want to go shopping), 不会游泳 (can swim), 喜欢看书 (like reading)."""
    chinese = governor.negative if negative else governor.chinese
    verb = Verb.parse(governor.english)
    match governor.complement:
        case "to":
            rest = f"to {doing.base(subject)}"
        case "gerund":
            rest = doing.gerund(subject, general=True)
        case "bare":
            form: Form = governor.english  # type: ignore[assignment]
            return replace(doing, verb=chinese + doing.verb, form=form)
        case adjective:
            rest = f"{adjective} {doing.base(subject)}"
    return Doing(chinese + doing.chinese, "", verb, rest)


def predicate(subject: Subject, doing: Doing, form: Form | None = None, negative: bool = False, often: str = "") -> str:
    """The English sentence, with an adverb of frequency before the verb."""
    auxiliary, verb = doing.english.finite(subject.agreement, form or doing.form, negative)
    return statement(subject.english, auxiliary, often, verb, doing.after(subject))


def question(subject: Subject, doing: Doing, form: Form | None = None, ever: str = "") -> str:
    """The English question without its capital: "does he eat an apple", "have you ever seen a panda"."""
    auxiliary, verb = doing.english.finite(subject.agreement, form or doing.form, asked=True)
    return spaced(auxiliary, subject.english, ever, verb, doing.after(subject))


_BEFORE: dict[tuple[Form, bool], str] = {
    ("past", True): "没",
    ("perfect", True): "没",
    ("present", True): "不",
    ("progressive", False): "正在",
    ("progressive", True): "没在",
    ("can", True): "不能",
    ("will", False): "会",
    ("will", True): "不会",
}


def aspect(doing: Doing, form: Form = "present", negative: bool = False) -> str:
    """The Chinese verb phrase: 不吃苹果, 吃了苹果, 没吃过苹果, 正在吃苹果."""
    before = _BEFORE.get((form, negative), "")
    if form == "past" and not negative:
        return doing.done
    if form == "perfect":
        return f"{before}{doing.verb}过{doing.object}"
    return before + doing.chinese


def clause(subject: Subject, doing: Doing, form: Form = "present", negative: bool = False) -> Pair:
    """A plain clause in both languages."""
    return Pair(subject.chinese + aspect(doing, form, negative), predicate(subject, doing, form, negative))


def governed_clause(governor: Governor, subject: Subject, doing: Doing, negative: bool = False) -> Pair:
    """我想购物, 他不会游泳: a clause with one verb before another."""
    whole = governed(governor, subject, doing, negative)
    return Pair(subject.chinese + whole.chinese, predicate(subject, whole, negative=negative))
