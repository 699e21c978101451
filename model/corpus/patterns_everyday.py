"""Plain sentences about persons, the weather and everyday life; "it" is expletive here."""

from functools import cache

from model.corpus.clauses import question, verb_phrase
from model.corpus.french import ETAIT, ETRE, Agreement
from model.corpus.lexicon import Noun, Verb, lexicon
from model.corpus.noun_phrases import agreement_of, noun_phrase
from model.corpus.sentence import Phrase, interlinear, mark, word
from model.corpus.situations import Draw

OBJECTS = (
    ("buy", "vehicle furniture clothing device object vessel tool food document plant building"),
    ("sell", "vehicle furniture clothing device object house"),
    ("see", "animal vehicle building plant object place"),
    ("find", "animal clothing object document tool vessel"),
    ("lose", "clothing object document tool"),
    ("paint", "furniture building barrier boat"),
    ("clean", "furniture vessel room kitchen vehicle window clothing"),
    ("repair", "vehicle device furniture clock window door tool"),
    ("meet", "person"),
    ("photograph", "person animal weather building plant way"),
    (
        "hear",
        "weather bell radio alarm song singer speech argument story noise violin flute piano drum accordion guitar",
    ),
    ("describe", "abstract person place weather"),
    ("cross", "way"),
    ("water", "plant"),
    ("study", "document abstract"),
    ("forget", "clothing document tool object song answer mystery"),
    ("explain", "plan problem dream game idea question answer lesson theory decision"),
    ("eat", "food"),
    ("drink", "drink"),
    ("read", "document"),
    ("write", "letter poem novel article book speech song story"),
    ("like", "food drink animal place building film game song show"),
    ("choose", "clothing document furniture game film song"),
    ("wear", "clothing"),
    ("visit", "place building"),
)


@cache
def _uses() -> dict[Noun, tuple[Verb, ...]]:
    """Each noun with the verbs whose object it can be."""
    words = lexicon()
    selected = [(words.verbs[key], frozenset(noun.english for noun in words.select(nouns))) for key, nouns in OBJECTS]
    uses = {noun: tuple(verb for verb, names in selected if noun.english in names) for noun in words.nouns}
    return {noun: verbs for noun, verbs in uses.items() if verbs}


@cache
def _used() -> tuple[Noun, ...]:
    return tuple(_uses())


def person_object(draw: Draw) -> Phrase:
    """My brother bought a red car. Tom can't find his scarf."""
    noun = draw.plain(_used())
    verb, person, plural = draw.one(_uses()[noun]), draw.person(), draw.plural(noun)
    determiner = draw.one(("the", "a", "this", "my")) if not plural and not noun.mass else "the"
    thing = draw.described(noun, plural, determiner)
    forms = ["past", "past", "past", "can", "could", "will", "want", "have", "pluperfect"]
    if person.agreement.person == 3:
        forms.append("present")
    form = draw.one(forms)
    negative = form not in ("have", "pluperfect") and draw.chance(0.25)
    clause = verb_phrase(verb, person.agreement, form, thing, negative=negative, contracted=draw.chance(0.6))
    return person.phrase() + clause + mark(".")


WEATHER = (
    ("it:il is:pleuvoir raining:pleuvoir", "il@1 pleut@3"),
    ("it:il was:pleuvoir raining:pleuvoir", "il@1 pleuvait@3"),
    ("it:il is:neiger snowing:neiger", "il@1 neige@3"),
    ("it:il was:neiger snowing:neiger", "il@1 neigeait@3"),
    ("it:il is:faire cold:froid", "il@1 fait@2 froid@3"),
    ("it:il was:faire cold:froid", "il@1 faisait@2 froid@3"),
    ("it:il is:faire very:très hot:chaud", "il@1 fait@2 très@3 chaud@4"),
    ("it:il was:faire hot:chaud", "il@1 faisait@2 chaud@3"),
    ("it:il was:faire dark:noir", "il@1 faisait@2 noir@3"),
    ("it:il is:être late:tard", "il@1 est@2 tard@3"),
    ("it:il was:être too:trop late:tard", "il@1 était@2 trop@3 tard@4"),
    ("it:il was:être midnight:minuit", "il@1 était@2 minuit@3"),
    ("it:il was:faire windy:vent", "il@1 y avait@2 du@3 vent@3"),
)


TIMES = (
    ("today:aujourd'hui", "aujourd'hui@1"),
    ("this:ce morning:matin", "ce@1 matin@2"),
    ("in:dans Paris:Paris", "à@1 Paris@2"),
    ("here:ici", "ici@1"),
    ("tonight:soir", "ce@1 soir@1"),
)


def expletive(draw: Draw) -> Phrase:
    """It is raining. It was too late."""
    english, translation = draw.one(WEATHER)
    if draw.chance(0.5):
        english = english.replace("it:il is:", "it:il 's:")
    phrase = interlinear(english, translation)
    if draw.chance(0.5):
        phrase += interlinear(*draw.one(TIMES))
    return phrase + mark(".")


_OUTSIDE = frozenset("clean paint repair visit buy wear water cross photograph".split())


_SHELTER = frozenset("sleep enter return stay hide_away leave come_out cross explore climb run".split())


def _weather_then(draw: Draw) -> Phrase:
    """ "because it was raining"."""
    past = [entry for entry in WEATHER if " was:" in entry[0] and "midnight" not in entry[0]]
    return word("because", "parce que") + interlinear(*draw.one(past))


def expletive_reason(draw: Draw) -> Phrase:
    """Tom didn't clean the car because it was raining."""
    key, selector = draw.one([use for use in OBJECTS if use[0] in _OUTSIDE])
    verb, noun, person = lexicon().verbs[key], draw.one(lexicon().select(selector)), draw.person()
    clause = verb_phrase(verb, person.agreement, "past", noun_phrase(noun, "the"), negative=draw.chance(0.7))
    return person.phrase() + clause + _weather_then(draw) + mark(".")


def animal_expletive(draw: Draw) -> Phrase | None:
    """The cow left the meadow because it was raining."""
    frame = draw.one([f for f in lexicon().frames if f.verb.key in _SHELTER and f.slots[0][0].kind == "animal"])
    first = draw.one(frame.slots[0])
    second = draw.third(frame.slots[1], first)
    if second is None:
        return None
    complement = noun_phrase(second, draw.determiner(second))
    if frame.preposition:
        complement = word(*frame.preposition) + complement
    clause = verb_phrase(frame.verb, agreement_of(first), "past", complement, negative=draw.chance(0.4))
    return noun_phrase(first, draw.determiner(first)) + clause + _weather_then(draw) + mark(".")


@cache
def _placed() -> tuple[Noun, ...]:
    return tuple(noun for noun in lexicon().nouns if noun.kind not in ("abstract", "weather"))


def plain_question(draw: Draw) -> Phrase:
    """Where is the key? Did you see my umbrella?"""
    noun = draw.plain(_placed())
    if draw.chance(0.5):
        plural = draw.plural(noun)
        verb = interlinear("is/are:être", "est/sont@1", agreement_of(noun, plural))
        thing = noun_phrase(noun, draw.one(("the", "my", "your", "our")), plural=plural)
        return interlinear("where:où", "où@1") + verb + thing + mark("?")
    key, selector = draw.one(OBJECTS)
    verb, noun, person = lexicon().verbs[key], draw.one(lexicon().select(selector)), draw.person()
    return question(verb, person.phrase(), person.agreement, draw.described(noun, False)) + mark("?")


_PERSONAL = frozenset("I you he she we they".split())
_BE = ("am", "are", "is", "are", "are", "are")
_CONTRACTED = ("'m", "'re", "'s", "'re", "'re", "'re")


def person_adjective(draw: Draw) -> Phrase:
    """She was very tired. I'm too tired."""
    person = draw.person()
    choices = draw.fitting(lexicon().noun("girl" if person.agreement.gender == "f" else "boy"))
    said = draw.one(tuple(c for c in choices if c.gradable and c.dimension not in ("age", "looks", "sight", "hearing")))
    agreement: Agreement = person.agreement
    english, finite = "were" if agreement.plural else "was", agreement.conjugate(ETAIT)
    if draw.chance(0.5):
        contracted = person.english[0] in _PERSONAL and draw.chance(0.6)
        english, finite = agreement.conjugate(_CONTRACTED if contracted else _BE), agreement.conjugate(ETRE)
    degree = word(*draw.one((("very", "très"), ("too", "trop"), ("really", "vraiment"))))
    return (
        person.phrase()
        + word(english, finite, "être")
        + degree
        + word(said.english, said.agree(agreement), said.masculine)
        + mark(".")
    )
