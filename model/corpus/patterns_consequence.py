"""Patterns in which a clause about one noun leads to an event, told with a pronoun as subject or object."""

from model.corpus.clauses import Clitic, verb_phrase
from model.corpus.copula import be
from model.corpus.events import event_about
from model.corpus.lexicon import lexicon
from model.corpus.noun_phrases import agreement_of, subject_pronoun
from model.corpus.sentence import Phrase, interlinear, mark, word
from model.corpus.situations import Draw, Situation


def so(draw: Draw, situation: Situation) -> Phrase | None:
    """The animal was too tired, so it didn't eat the cake. The cake was too hard, so the animal didn't eat it."""
    degree = "too" if not situation.happens else draw.one(("very", "", "really"))
    link = mark(",") + word("so", draw.one(("alors", "donc")))
    if draw.chance(0.25):
        link = mark(".") + interlinear("that:ce is:être why:pourquoi", "ce@1 est@2 pourquoi@3")
    return _lead_to(draw, situation, degree, link)


def so_that(draw: Draw, situation: Situation) -> Phrase | None:
    """The cake was so hard that the animal didn't eat it."""
    return _lead_to(draw, situation, "so", word("that", "que"))


def _lead_to(draw: Draw, situation: Situation, degree: str, link: Phrase) -> Phrase | None:
    """The reason, then the event with the antecedent as its pronoun subject or object, where it can be one."""
    if situation.frame.agent and situation.side == 1:
        return None
    reason = be(situation.agreement, situation.reason, situation.tense, degree)
    consequence = event_about(draw, situation, situation.side, "pronoun")
    return draw.noun(situation, situation.side) + reason + link + consequence + mark(".")


def saw_and(draw: Draw, situation: Situation) -> Phrase | None:
    """The wolf saw the goat and attacked it."""
    verb = situation.frame.verb
    if verb.key in ("see", "hear", "find", "avoid", "smell", "reach"):
        return None
    agreement = agreement_of(situation.nouns[0], situation.plural)
    first = lexicon().verbs[draw.one(("see", "find", "notice"))]
    opening = draw.noun(situation, 0) + verb_phrase(first, agreement, "past", draw.noun(situation, 1))
    link = draw.one((word("and", "et"), word("but", "mais") + subject_pronoun(agreement)))
    negative = len(link.english) > 1
    return (
        opening
        + link
        + verb_phrase(
            verb,
            agreement,
            "past" if not negative else draw.one(("past", "could", "wanted")),
            negative=negative,
            contracted=draw.chance(0.6),
            clitic=Clitic(situation.agreement, "pronoun"),
        )
        + mark(".")
    )
