"""Patterns in which the verb tells what a pronoun stands for: one of two things is fed, read, worn or repaired."""

from functools import cache

from model.corpus.clauses import Clitic, verb_phrase
from model.corpus.french import unmarked
from model.corpus.lexicon import Noun, Verb, lexicon
from model.corpus.noun_phrases import agreement_of, noun_phrase, object_pronoun, subject_pronoun
from model.corpus.patterns_reference import BESIDE
from model.corpus.people import narrators
from model.corpus.sentence import Phrase, Word, interlinear, mark, word
from model.corpus.situations import Draw

ACTS = (
    # what is done, to what, and things beside it to which it can hardly be done
    ("feed stroke", "animal", "vehicle furniture building vessel container tool device document barrier"),
    ("water", "plant", "vehicle furniture building tool device document clothing"),
    (
        "read translate",
        "book newspaper poem novel letter article magazine contract recipe invitation",
        "animal vehicle furniture vessel food clothing tool plant barrier",
    ),
    ("eat taste", "food", "vehicle furniture vessel container clothing tool device document building object barrier"),
    ("repair", "vehicle device", "animal food plant drink document"),
    ("wear iron", "shirt dress skirt jacket suit coat uniform apron", "animal furniture vessel food tool document"),
    ("drive", "car truck bus van tractor taxi", "animal furniture food plant building barrier clothing"),
    ("lock", "door gate drawer chest suitcase cupboard", "animal food plant clothing document tool"),
    ("sign", "contract letter bill", "animal furniture vessel food clothing tool"),
    ("visit", "building", "vehicle furniture tool device clothing animal plant"),
)


@cache
def acts() -> tuple[tuple[tuple[Verb, ...], tuple[Noun, ...], tuple[Noun, ...]], ...]:
    words = lexicon()
    return tuple(
        (tuple(words.verbs[key] for key in verbs.split()), words.select(fitting), words.select(others))
        for verbs, fitting, others in ACTS
    )


def acted_on(draw: Draw) -> Phrase | None:
    """Tom saw the dog near the bicycle. He had to feed it. There was a car behind the tree. It had to be repaired."""
    verbs, fitting, others = draw.one(acts())
    side, verb = draw.side(), draw.one(verbs)
    nouns = draw.duo(fitting, others, 0) if side == 0 else draw.duo(others, fitting, 1)
    if nouns is None:
        return None
    plural = draw.chance(0.12) and not any(noun.mass for noun in nouns)
    agreement = agreement_of(nouns[side], plural)
    first, second = draw.two(nouns, side, plural)
    person = draw.one(narrators())
    if draw.chance(0.3) and not nouns[0].mass and not plural:
        first = noun_phrase(nouns[0], "a", role="distractor" if side else "antecedent")
        opening = interlinear("there:il was:avoir", "il@1 y avait@2") + first
        again = person.phrase()
    else:
        seen = lexicon().verbs[draw.one(("see", "find", "notice", "leave_behind"))]
        opening = person.phrase() + verb_phrase(seen, person.agreement, "past", first)
        again = person.pronoun()
    opening += word(*draw.one(BESIDE)) + second
    pronoun = Clitic(agreement, "pronoun")

    def acting(form: str, negative: bool = False) -> Phrase:
        return again + verb_phrase(verb, person.agreement, form, negative=negative, clitic=pronoun)

    style = draw.rng.random()
    if style < 0.3 and verb.key not in ("drive", "visit", "wear"):
        following = mark(".") + _had_to_be(verb, pronoun)
    elif style < 0.5:
        following = mark(",") + word("but", "mais") + acting(draw.one(("past", "could", "wanted")), negative=True)
    elif style < 0.6:
        following = mark(",") + word("but", "mais") + acting("forgot")
    elif style < 0.7:
        following = mark(",") + word("so", "alors") + acting(draw.one(("past", "decided")))
    elif style < 0.8:
        following = mark(".") + word("then", "ensuite") + acting(draw.one(("past", "decided")))
    elif style < 0.9:
        following = mark(",") + word("and", "et") + acting(draw.one(("past", "wanted")))
    else:
        following = mark(".") + _somebody_had_to(verb, pronoun)
    return opening + following + mark(".")


def _had_to_be(verb: Verb, pronoun: Clitic) -> Phrase:
    """ "It had to be repaired", *elle devait être réparée*."""
    obliged = interlinear("had:devoir to be:être", "devait/devaient@1 être@3", pronoun.agreement)
    return (
        subject_pronoun(*pronoun)
        + obliged
        + word(verb.past_participle, verb.agree(pronoun.agreement), verb.participle, "predicate")
    )


def _somebody_had_to(verb: Verb, pronoun: Clitic) -> Phrase:
    """ "Somebody had to feed it", *quelqu'un devait le nourrir*."""
    opening = interlinear("somebody:quelqu'un had:devoir to", "quelqu'un@1 devait@2")
    content, it = Word(verb.english, unmarked(verb.infinitive), "predicate"), object_pronoun(*pronoun)
    return opening + Phrase((content, *it.english), (*it.french, (verb.infinitive, content)))
