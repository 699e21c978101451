"""Patterns with more around the reason: a place, a speaker, another clause about the other noun."""

from model.corpus.copula import be
from model.corpus.events import conjunction, event, event_about, grounds
from model.corpus.french import AVOIR
from model.corpus.lexicon import lexicon
from model.corpus.noun_phrases import agreement_of, noun_phrase
from model.corpus.patterns_reason import because, two_sentences
from model.corpus.sentence import Phrase, Role, Word, interlinear, mark, word
from model.corpus.situations import Draw, Situation, it
from model.corpus.splits import ordinary


def fronted_place(draw: Draw, situation: Situation) -> Phrase | None:
    """In the garden, the cat ate the fish because it was hungry."""
    inside = draw.chance(0.5)
    places = lexicon().select("place" if inside else "building river bridge fence hedge gate")
    place = draw.third(ordinary(places), *situation.nouns)
    if place is None or situation.nouns[1].kind in ("way", "place", "building", "barrier"):
        return None
    front = word("in", "dans") if inside else word("near", "près de")
    return front + noun_phrase(place) + mark(",") + because(draw, situation)


SPEECH = (
    ("said", "dire", "dit"),
    ("noticed", "remarquer", "remarqué"),
    ("explained", "expliquer", "expliqué"),
    ("understood", "comprendre", "compris"),
)


def reported(draw: Draw, situation: Situation) -> Phrase:
    """Tom said that the animal didn't cross the street because it was too tired."""
    person = draw.person()
    english, infinitive, participle = draw.one(SPEECH)
    said, that = Word(english, infinitive), word("that", "que")
    opening = Phrase((said,), ((person.agreement.conjugate(AVOIR), said), (participle, said))) + that
    return person.phrase() + opening + because(draw, situation)


TIMES = (
    ("yesterday:hier", "hier@1"),
    ("last:dernier night:nuit", "la nuit@2 dernière@1"),
    ("last:dernier week:semaine", "la semaine@2 dernière@1"),
    ("yesterday:hier evening:soir", "hier@1 soir@2"),
    ("this:ce morning:matin", "ce@1 matin@2"),
    ("in the end:finalement", "finalement@3"),
)
ASIDES = (
    ("unfortunately:malheureusement", "malheureusement@1"),
    ("of course:sûr", "bien_sûr@2"),
    ("one:un day:jour", "un@1 jour@2"),
    ("as usual:habitude", "comme_d'habitude@2"),
)
BELIEFS = (
    ("I:je think:penser that:que", "je@1 pense@2 que@3"),
    ("I:je am:être sure:sûr that:que", "je@1 suis@2 sûr@3 que@4"),
    ("we:nous know:savoir that:que", "nous@1 savons@2 que@3"),
    ("they:on say:dire that:que", "on@1 dit@2 que@3"),
    ("everybody:tout_le_monde knows:savoir that:que", "tout_le_monde@1 sait@2 que@3"),
    ("it:il turned out:avérer that:que", "il@1 s'est_avéré@3 que@4"),
    ("he:il told:dire me:me that:que", "il@1 me@3 a_dit@2 que@4"),
    ("perhaps:peut-être", "peut-être_que@1"),
)


def opened(draw: Draw, situation: Situation) -> Phrase:
    """Yesterday, the animal didn't cross … Everybody knows that the animal … because it was too tired."""
    style, told = draw.rng.random(), draw.one((because, because, two_sentences))(draw, situation)
    if style < 0.5:
        return interlinear(*draw.one(BELIEFS)) + told
    return interlinear(*draw.one((*TIMES, *ASIDES))) + mark(",") + told


def dated(draw: Draw, situation: Situation) -> Phrase:
    """The animal didn't cross the street last night because it was too tired."""
    form = "past" if situation.happens else draw.one(("past", "past", "could"))
    main = event(draw, situation, form=form) + interlinear(*draw.one(TIMES))
    return main + conjunction(draw) + grounds(draw, situation, it(situation)) + mark(".")


def _other_clause(draw: Draw, situation: Situation, role: Role | None = None) -> Phrase | None:
    """Something about the other noun, repeated by name: "the street was empty"."""
    slot = 1 - situation.side
    noun = situation.nouns[slot]
    choices = tuple(
        adjective
        for adjective in draw.fitting(noun)
        if adjective.dimension not in (situation.reason.dimension, situation.counter.dimension)
    )
    if not choices:
        return None
    agreement = agreement_of(noun, situation.plural)
    adjective = draw.one(choices)
    return noun_phrase(noun, "the", plural=situation.plural, role=role) + be(
        agreement, adjective, situation.tense, draw.one(("", "", "very", "quite")), marked=False
    )


def clause_after(draw: Draw, situation: Situation) -> Phrase | None:
    """The animal didn't cross the street because it was too tired, and the street was empty."""
    other = _other_clause(draw, situation)
    if other is None:
        return None
    link = mark(",") + word(*draw.one((("and", "et"), ("but", "mais"))))
    main = event(draw, situation, determiner="the") + conjunction(draw)
    return main + grounds(draw, situation, it(situation)) + link + other + mark(".")


def clause_before(draw: Draw, situation: Situation) -> Phrase | None:
    """The street was empty, but the animal didn't cross it because it was too tired."""
    other = _other_clause(draw, situation, "distractor")
    if other is None:
        return None
    link = mark(",") + word(*draw.one((("but", "mais"), ("and", "et"))))
    clause = event_about(draw, situation, 1 - situation.side, determiner="the")
    return other + link + clause + word("because", "parce que") + grounds(draw, situation, it(situation)) + mark(".")
