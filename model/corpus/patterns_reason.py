"""Patterns in which the meaning of a reason tells what a pronoun stands for. Each takes a draw and a situation."""

from model.corpus import clauses
from model.corpus.clauses import passive
from model.corpus.copula import be
from model.corpus.events import CONJUNCTIONS, event, grounds, scene
from model.corpus.noun_phrases import agreement_of
from model.corpus.sentence import Phrase, interlinear, mark, word
from model.corpus.situations import Draw, Situation, it


def because(draw: Draw, situation: Situation) -> Phrase:
    """The animal didn't cross the street because it was too tired."""
    return event(draw, situation) + word(*draw.one(CONJUNCTIONS)) + grounds(draw, situation, it(situation)) + mark(".")


def fronted_reason(draw: Draw, situation: Situation) -> Phrase:
    """Because it was too tired, the animal didn't cross the street."""
    conjunction = word(*draw.one((("because", "parce que"), ("since", "comme"), ("as", "comme"))))
    return conjunction + grounds(draw, situation, it(situation)) + mark(",") + event(draw, situation) + mark(".")


def two_sentences(draw: Draw, situation: Situation) -> Phrase:
    """The animal didn't cross the street. It was too tired."""
    return event(draw, situation) + mark(".") + grounds(draw, situation, it(situation)) + mark(".")


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
    return clause + word(*draw.one(CONJUNCTIONS)) + grounds(draw, situation, it(situation)) + mark(".")


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
    conjunction = interlinear("although:même_si", "même_si@1")
    if draw.chance(0.4):
        conjunction = interlinear("even:même though:si", "même@1 si@2")
    reason = it(situation) + be(situation.agreement, situation.reason, situation.tense, degree)
    clause = event(draw, situation, happens=not situation.happens)
    if draw.chance(0.3):
        return conjunction + reason + mark(",") + clause + mark(".")
    return clause + conjunction + reason + mark(".")


# Dimensions of what passes, so that "when it was …" makes sense.
_PASSING = frozenset(
    "energy hunger thirst fear mood temperature content freshness open health sound wetness cleanness crowd".split()
)


def when(draw: Draw, situation: Situation) -> Phrase | None:
    """The cat drank the milk when it was still warm."""
    if situation.reason.dimension not in _PASSING:
        return None
    conjunction = word(*draw.one((("when", "quand"), ("while", "alors que"))))
    adverb = draw.one(("", "", "still"))
    reason = it(situation) + be(situation.agreement, situation.reason, situation.tense, adverb=adverb)
    if draw.chance(0.25):
        return conjunction + reason + mark(",") + event(draw, situation, form="past") + mark(".")
    return event(draw, situation, form="past") + conjunction + reason + mark(".")


def if_clause(draw: Draw, situation: Situation) -> Phrase:
    """The animal won't cross the street if it is too wide."""
    degree = "too" if not situation.happens else ""
    reason = it(situation) + be(situation.agreement, situation.reason, "present", degree)
    conjunction = word("if", "si")
    form = draw.one(("will", "can"))
    if draw.chance(0.35):
        return conjunction + reason + mark(",") + event(draw, situation, form=form) + mark(".")
    return event(draw, situation, form=form) + conjunction + reason + mark(".")


def why(draw: Draw, situation: Situation) -> Phrase:
    """Why didn't the animal cross the street? Because it was too tired."""
    asked = clauses.question(situation.frame.verb, *scene(draw, situation), negative=not situation.happens)
    answer = word("because", "parce que") + grounds(draw, situation, it(situation))
    return word("why", "pourquoi") + asked + mark("?") + answer + mark(".")


def question(draw: Draw, situation: Situation) -> Phrase:
    """Did the cat eat the fish because it was hungry?"""
    asked = clauses.question(situation.frame.verb, *scene(draw, situation))
    return asked + word("because", "parce que") + grounds(draw, situation, it(situation)) + mark("?")
