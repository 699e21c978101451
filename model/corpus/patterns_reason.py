"""Patterns in which the meaning of a reason tells what a pronoun stands for. Each takes a draw and a situation."""

from functools import cache

from model.corpus import clauses
from model.corpus.clauses import passive
from model.corpus.copula import be, negated_be
from model.corpus.events import conjunction, event, grounds, scene, state
from model.corpus.lexicon import Adjective, lexicon
from model.corpus.noun_phrases import agreement_of
from model.corpus.sentence import Phrase, interlinear, mark, word, word_by_word
from model.corpus.situations import Draw, Situation, it


def because(draw: Draw, situation: Situation) -> Phrase:
    """The animal didn't cross the street because it was too tired."""
    return event(draw, situation) + conjunction(draw) + grounds(draw, situation, it(situation)) + mark(".")


def fronted_reason(draw: Draw, situation: Situation) -> Phrase:
    """Because it was too tired, the animal didn't cross the street."""
    fronted = (
        ("because", "parce_que"),
        ("because", "parce_que"),
        ("since", "comme"),
        ("as", "comme"),
        ("given that", "étant_donné que"),
    )
    return (
        word_by_word(*draw.one(fronted))
        + grounds(draw, situation, it(situation))
        + mark(",")
        + event(draw, situation)
        + mark(".")
    )


def two_sentences(draw: Draw, situation: Situation) -> Phrase:
    """The animal didn't cross the street. It was too tired."""
    link = mark(".") if draw.chance(0.6) else mark(draw.one((";", ":")))
    return event(draw, situation) + link + grounds(draw, situation, it(situation)) + mark(".")


_ANNOUNCED = (
    ("the reason:raison was:être that:que", "la raison@2 était@3 que@4"),
    ("the fact:fait is:être that:que", "le fait@2 est@3 que@4"),
    ("this:ce was:être because:parce_que", "ce était@2 parce_que@3"),
    ("you see:voir", "vous@1 voyez@2"),
    ("after all:après_tout", "après_tout@2"),
)


_TROUBLE = ("the trouble:ennui was:être that:que", "l'ennui@2 était@3 que@4")


def announced(draw: Draw, situation: Situation) -> Phrase:
    """The animal didn't cross the street. The reason was that it was too tired."""
    lead, translation = draw.one(_ANNOUNCED if situation.happens else (*_ANNOUNCED, _TROUBLE))
    announcement = interlinear(lead, translation)
    if lead.split()[-1] in ("see:voir", "all:après_tout"):
        announcement += mark(",")
    told = event(draw, situation) + mark(".") + announcement
    return told + grounds(draw, situation, it(situation)) + mark(".")


_OPPOSITES = (
    "small:big weak:strong narrow:wide low:high slow:fast short:long thin:thick shallow:deep heavy:light big:small"
    " large:small high:low thick:thin dirty:clean blunt:sharp hard:soft dangerous:safe boring:interesting"
    " scared:brave cold:warm light:heavy long:short complicated:simple vague:clear fragile:solid noisy:quiet"
)


@cache
def _opposites() -> dict[str, Adjective]:
    """What is missing where an adjective is the hindrance: too small is not big enough."""
    pairs = (pair.partition(":") for pair in _OPPOSITES.split())
    return {hindrance: lexicon().adjective(missing) for hindrance, _, missing in pairs}


def enough(draw: Draw, situation: Situation) -> Phrase | None:
    """The animal didn't cross the street because it wasn't strong enough."""
    said = _opposites().get(situation.reason.name)
    if said is None or situation.antecedent.english not in said.nouns:
        return None
    reason = negated_be(situation.agreement, said, situation.tense, draw.chance(0.6), enough=True)
    if draw.chance(0.3):
        return event(draw, situation) + mark(".") + it(situation) + reason + mark(".")
    return event(draw, situation) + conjunction(draw) + it(situation) + reason + mark(".")


def passive_because(draw: Draw, situation: Situation) -> Phrase:
    """The street wasn't crossed by the animal because it was too tired."""
    verb = situation.frame.verb
    crossed = passive(
        verb,
        agreement_of(situation.nouns[1], situation.plural),
        negative=not situation.happens,
        contracted=draw.chance(0.6),
        modal=not situation.happens and draw.chance(0.3),
    )
    clause = draw.noun(situation, 1) + crossed + draw.noun(situation, 0)
    if draw.chance(0.3):
        return clause + mark(".") + grounds(draw, situation, it(situation)) + mark(".")
    return clause + conjunction(draw) + grounds(draw, situation, it(situation)) + mark(".")


def but(draw: Draw, situation: Situation) -> Phrase:
    """The animal wanted to cross the street, but it was too wide."""
    form = draw.one(("wanted", "tried")) if situation.tense == "past" else "want"
    wish = event(draw, situation, happens=True, form=form)
    return wish + mark(",") + word("but", "mais") + grounds(draw, situation, it(situation)) + mark(".")


def refusal(draw: Draw, situation: Situation) -> Phrase:
    """The animal refused to cross the street because it was too wide."""
    clause = event(draw, situation, form="refused")
    return clause + word("because", "parce que") + grounds(draw, situation, it(situation)) + mark(".")


def although(draw: Draw, situation: Situation) -> Phrase:
    """The animal crossed the street although it was very wide."""
    degree = draw.one(("", "very", "quite"))
    concession = word_by_word("even though", "même si") if draw.chance(0.4) else word_by_word("although", "même_si")
    reason = it(situation) + be(situation.agreement, situation.reason, situation.tense, degree)
    clause = event(draw, situation, happens=not situation.happens)
    if draw.chance(0.3) and not situation.named:
        return concession + reason + mark(",") + clause + mark(".")
    return clause + concession + reason + mark(".")


# Dimensions of what passes, so that "when it was …" makes sense.
_PASSING = frozenset(
    "energy hunger thirst fear mood temperature content freshness open health sound wetness cleanness crowd".split()
)


def when(draw: Draw, situation: Situation) -> Phrase | None:
    """The cat drank the milk when it was still warm."""
    if situation.reason.dimension not in _PASSING:
        return None
    moment = word_by_word(*draw.one((("when", "quand"), ("while", "alors_que"))))
    adverb = draw.one(("", "", "still"))
    reason = it(situation) + be(situation.agreement, situation.reason, situation.tense, adverb=adverb)
    if draw.chance(0.25):
        return moment + reason + mark(",") + event(draw, situation, form="past") + mark(".")
    return event(draw, situation, form="past") + moment + reason + mark(".")


def if_clause(draw: Draw, situation: Situation) -> Phrase:
    """The animal won't cross the street if it is too wide. The animal will cross it unless / even if …"""
    degree, happens, form = "" if situation.happens else "too", situation.happens, draw.one(("will", "can"))
    condition = word("if", "si")
    if draw.chance(0.2):
        condition, happens, degree = word_by_word("even if", "même si"), not happens, draw.one(("", "very"))
    elif not happens and draw.chance(0.25):
        condition, happens = word("unless", "sauf si"), True
    reason = it(situation) + state(draw, situation, "present", degree)
    main = event(draw, situation, happens=happens, form=form)
    if draw.chance(0.35):
        return condition + reason + mark(",") + main + mark(".")
    return main + condition + reason + mark(".")


def why(draw: Draw, situation: Situation) -> Phrase:
    """Why didn't the animal cross the street? Because it was too tired."""
    answer = word("because", "parce que") + grounds(draw, situation, it(situation))
    if draw.chance(0.3):
        do_you_know = interlinear("do you:vous know:savoir why:pourquoi", "savez-vous@3 pourquoi@4")
        return do_you_know + event(draw, situation, form="past") + mark("?") + answer + mark(".")
    asked = clauses.question(situation.frame.verb, *scene(draw, situation), negative=not situation.happens)
    return word("why", "pourquoi") + asked + mark("?") + answer + mark(".")


def question(draw: Draw, situation: Situation) -> Phrase:
    """Did the cat eat the fish because it was hungry?"""
    asked = clauses.question(situation.frame.verb, *scene(draw, situation))
    return asked + word("because", "parce que") + grounds(draw, situation, it(situation)) + mark("?")
