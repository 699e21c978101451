"""Patterns in which what is said of one of two nouns tells what a pronoun stands for."""

from functools import cache

from model.corpus.clauses import verb_phrase
from model.corpus.copula import be
from model.corpus.french import Agreement
from model.corpus.lexicon import Adjective, Noun, lexicon, read_table
from model.corpus.noun_phrases import agreement_of, determine, noun_phrase, subject_pronoun
from model.corpus.sentence import Phrase, Word, interlinear, mark, word
from model.corpus.situations import Draw, referable
from model.corpus.splits import ordinary

BESIDE = (("near", "près de"), ("behind", "derrière"), ("in front of", "devant"), ("next to", "à côté de"))


_TELLING = frozenset("hunger thirst fear taste freshness content difficulty depth sharpness interest clarity".split())


@cache
def telling() -> tuple[tuple[Adjective, tuple[Noun, ...], tuple[Noun, ...]], ...]:
    """Adjectives with nouns they can be said of and nouns they can hardly be said of."""
    words = lexicon()
    movable = words.select("animal vehicle furniture container vessel food clothing tool device document object")
    found: list[tuple[Adjective, tuple[Noun, ...], tuple[Noun, ...]]] = []
    for adjective in words.adjectives:
        if adjective.dimension in _TELLING or adjective.english in (
            "tired",
            "angry",
            "ill",
            "curious",
            "lazy",
            "sleepy",
        ):
            can = tuple(noun for noun in movable if noun.english in adjective.nouns)
            kinds = {noun.kind for noun in can}
            cannot = tuple(noun for noun in movable if noun.kind not in kinds)
            if can and cannot:
                found.append((adjective, can, cannot))
    return tuple(found)


def beside(draw: Draw) -> Phrase | None:
    """There was a cat near the box. It was hungry. Tom found a cup behind the dog, but it was empty."""
    adjective, can, cannot = draw.one(telling())
    side = draw.side()
    nouns = draw.duo(can, cannot, 0) if side == 0 else draw.duo(cannot, can, 1)
    if nouns is None:
        return None
    first, second = draw.two(nouns, side, False, adjective)
    if draw.chance(0.4) and not nouns[0].mass:
        first = noun_phrase(nouns[0], "a", role="distractor" if side else "antecedent")
        opening = interlinear("there:il was:avoir", "il@1 y avait@2") + first
    else:
        person = draw.person()
        verb = lexicon().verbs[draw.one(("see", "find", "leave_behind", "photograph"))]
        opening = person.phrase() + verb_phrase(verb, person.agreement, "past", first)
    opening += word(*draw.one(BESIDE)) + second
    agreement = agreement_of(nouns[side])
    said = subject_pronoun(agreement, "pronoun") + be(agreement, adjective, "past", draw.one(("", "very", "really")))
    link = draw.one((mark("."), mark("."), mark(",") + word("but", "mais"), mark(",") + word("and", "et")))
    return opening + link + said + mark(".")


COMPARISONS = (
    # comparative, its French adjective, what is compared, reasons said of the first and of the second
    ("heavier", "heavy", "bag basket box suitcase crate chest barrel", ("full", "was_full_of_sand"), ("empty",)),
    ("heavier", "heavy", "bottle cup bowl jug glass jar vase bucket", ("full", "was_full_of_sand"), ("empty",)),
    ("lighter", "light", "bag basket box suitcase crate chest", ("empty",), ("full", "was_full_of_sand")),
    ("faster", "fast", "vehicle", ("new", "modern", "light"), ("old", "heavy", "had_broken_down")),
    ("slower", "slow", "vehicle", ("old", "heavy"), ("new", "modern")),
    ("cheaper", "cheap", "furniture clothing device", ("old", "damaged", "ugly"), ("new", "elegant", "modern")),
    ("darker", "dark", "cellar attic forest cave room bedroom", ("narrow", "deep"), ("wide", "bright")),
    ("more comfortable", "comfortable", "bed sofa armchair chair mattress", ("new", "soft"), ("hard", "broken")),
    (
        "more dangerous",
        "dangerous",
        "street road avenue path bridge track",
        ("slippery", "busy", "icy"),
        ("quiet", "safe"),
    ),
    (
        "more expensive",
        "expensive",
        "furniture device clothing",
        ("new", "elegant", "modern"),
        ("old", "broken", "torn"),
    ),
    ("more interesting", "interesting", "book novel story film show game", ("funny", "strange"), ("boring", "long")),
)


def compared(draw: Draw) -> Phrase | None:
    """The box is heavier than the bag because it is full."""
    english, name, selector, *reasons = draw.one(COMPARISONS)
    words, side = lexicon(), draw.side()
    reason = words.reasons[draw.one(reasons[side])]
    nouns = words.select(selector)
    fitting = tuple(noun for noun in nouns if noun.english in reason.nouns)
    chosen = draw.duo(fitting, nouns, 0) if side == 0 else draw.duo(nouns, fitting, 1)
    if chosen is None:
        return None
    adjective = words.adjective(name)
    subject, agreement = agreement_of(chosen[0]), agreement_of(chosen[side])
    first, second = (
        noun_phrase(noun, draw.one(("the", "the", "this", "my")), role="antecedent" if slot == side else "distractor")
        for slot, noun in enumerate(chosen)
    )
    tense = "present" if isinstance(reason, Adjective) and draw.chance(0.5) else "past"
    copula = word("is", "est", "être") if tense == "present" else word("was", "était", "être")
    more = Word(english, adjective.masculine)
    compared_to = Phrase((more,), (("plus", more), (adjective.agree(subject), more))) + word("than", "que")
    grounds = subject_pronoun(agreement, "pronoun") + be(agreement, reason, tense, draw.one(("", "very", "so")))
    return first + copula + compared_to + second + word("because", "parce que") + grounds + mark(".")


POURED = (
    ("oil:huile", "de@1 l'huile@1"),
    ("sauce:sauce", "de@1 la@1 sauce@1"),
    ("sand:sable", "du@1 sable@1"),
    ("rice:riz", "du@1 riz@1"),
)


def until(draw: Draw) -> Phrase | None:
    """Tom poured oil from the bottle into the glass until it was full."""
    vessels, side = lexicon().select("vessel"), draw.side()
    nouns = draw.duo(vessels, vessels, side)
    if nouns is None:
        return None
    said = lexicon().adjective("empty" if side == 0 else "full")
    first, second = draw.two(nouns, side, False, said)
    person, agreement = draw.person(), agreement_of(nouns[side])
    way = interlinear(*draw.one(POURED)) + word("from", "de") + first + word("into", "dans") + second
    poured = person.phrase() + verb_phrase(lexicon().verbs["pour"], person.agreement, "past", way)
    ending = word("until", "jusqu'à ce que") + subject_pronoun(agreement, "pronoun")
    state = word("was", "soit", "être") + word(said.english, said.agree(agreement), said.masculine, "predicate")
    return poured + ending + state + mark(".")


@cache
def parts() -> tuple[tuple[Noun, tuple[bool, ...], tuple[Noun, ...]], ...]:
    """Each part, whether it is spoken of in the plural (False, True or either), and the nouns that have it."""
    return tuple(
        (
            Noun(
                "part",
                row["english"],
                row["english_plural"],
                row["french"],
                row["french_plural"],
                "f" if row["gender"] == "f" else "m",
                mass=False,
                held_out=False,
            ),
            {"one": (False,), "many": (True,), "any": (False, True)}[row["number"]],
            lexicon().select(row["owners"]),
        )
        for row in read_table("parts")
    )


def its(part: Noun, owner: Agreement, plural: bool) -> Phrase:
    """ "its tail", *sa queue*: the possessive agrees with what is possessed."""
    agreement = agreement_of(part, plural)
    form = part.french_plural if plural else part.french
    possessive, translation = determine("their" if owner.plural else "its", agreement, form)
    thing = Word(part.english_plural if plural else part.english, part.french)
    return Phrase((possessive, thing), ((translation, possessive), (form, thing)))


def possession(draw: Draw) -> Phrase | None:
    """Tom saw the car near the church and admired its wheels. (Not annotated: *son* agrees with what is possessed.)"""
    part, numbers, owners = draw.one(parts())
    candidates = referable(owners, draw.split)
    if not candidates:
        return None
    owner = draw.one(candidates)
    other = draw.third(ordinary(lexicon().select("building place tree car fence bench")), owner)
    if other is None:
        return None
    person, plural = draw.person(), draw.one(numbers)
    scene = noun_phrase(owner, draw.determiner(owner), adjective=draw.attribute(owner))
    scene += word(*draw.one(BESIDE)) + noun_phrase(other)
    seen = verb_phrase(lexicon().verbs[draw.one(("see", "find", "photograph"))], person.agreement, "past", scene)
    opening, thing = person.phrase() + seen, its(part, agreement_of(owner), plural)
    if draw.chance(0.5):
        act = lexicon().verbs[draw.one(("describe", "admire", "forget", "observe"))]
        return opening + word("and", "et") + verb_phrase(act, person.agreement, "past", thing) + mark(".")
    adjective = lexicon().adjective(draw.one(("strange", "beautiful", "ugly")))
    degree = draw.one(("", "very", "really"))
    said = thing + be(agreement_of(part, plural), adjective, "past", degree, marked=False)
    return (
        opening + draw.one((mark("."), word("because", "parce que"), mark(",") + word("and", "et"))) + said + mark(".")
    )
