"""Plain sentences without a referring pronoun: the genders of nouns, agreement, word order."""

from functools import cache

from model.corpus.clauses import verb_phrase
from model.corpus.copula import be, negated_be
from model.corpus.french import AVAIT, AVOIR
from model.corpus.lexicon import Noun, VerbPhrase, lexicon
from model.corpus.noun_phrases import agreement_of, noun_phrase
from model.corpus.sentence import Phrase, interlinear, mark, word
from model.corpus.situations import Draw
from model.corpus.splits import emphasised


@cache
def _countable() -> tuple[Noun, ...]:
    return tuple(noun for noun in lexicon().nouns if not noun.mass)


def _noun(draw: Draw) -> Noun:
    return draw.plain(lexicon().nouns)


def adjective(draw: Draw) -> Phrase | None:
    """This old house is very beautiful."""
    noun = _noun(draw)
    choices = draw.fitting(noun)
    if not choices:
        return None
    plural, reason = draw.plural(noun), draw.one(choices)
    subject = noun_phrase(noun, draw.determiner(noun, plural), plural=plural, adjective=draw.attribute(noun, reason))
    agreement, tense = agreement_of(noun, plural), "past" if draw.chance(0.4) else "present"
    if draw.chance(0.25):
        return subject + negated_be(agreement, reason, tense, draw.chance(0.6)) + mark(".")
    degree = draw.one(("", "", "very", "too", "really", "quite"))
    return subject + be(agreement, reason, tense, degree) + mark(".")


@cache
def _happenings() -> dict[Noun, tuple[VerbPhrase, ...]]:
    """What verb phrases can be said of which noun."""
    words = lexicon()
    found = {noun: tuple(said for said in words.verb_phrases if noun.english in said.nouns) for noun in words.nouns}
    return {noun: phrases for noun, phrases in found.items() if phrases}


@cache
def _happening() -> tuple[Noun, ...]:
    return tuple(_happenings())


def happening(draw: Draw) -> Phrase | None:
    """These zebras had not slept. My rocket had broken down."""
    noun = draw.plain(_happening())
    said, plural = draw.one(_happenings()[noun]), draw.plural(noun)
    return draw.described(noun, plural) + be(agreement_of(noun, plural), said) + mark(".")


def this_is(draw: Draw) -> Phrase:
    """This is a beautiful tree."""
    noun = draw.plain(_countable())
    start = interlinear(*draw.one((("this:ce is:être", "ce@1 est@2"), ("that:ce was:être", "ce@1 était@2"))))
    determiner = draw.one(("a", "a", "my", "his", "our", "your"))
    return start + draw.described(noun, False, determiner) + mark(".")


def having(draw: Draw) -> Phrase:
    """We have an old flute."""
    noun, person = draw.plain(_countable()), draw.person()
    agreement = person.agreement
    present = "has" if agreement.person == 3 and not agreement.plural else "have"
    english, forms = draw.one(((present, AVOIR), (present, AVOIR), ("had", AVAIT)))
    verb = word(english, agreement.conjugate(forms), "avoir")
    return person.phrase() + verb + draw.described(noun, False, "a") + mark(".")


def there_is(draw: Draw) -> Phrase | None:
    """There is a big tree near the house."""
    noun = draw.plain(lexicon().select("animal vehicle furniture plant vessel object tool"))
    place = draw.third(emphasised(lexicon().select("place building vehicle furniture")), noun)
    if place is None:
        return None
    start = interlinear(*draw.one((("there:il is:avoir", "il@1 y a@2"), ("there:il was:avoir", "il@1 y avait@2"))))
    preposition = word(*draw.one((("near", "près de"), ("in front of", "devant"), ("behind", "derrière"))))
    there = draw.described(noun, False, "a")
    return start + there + preposition + noun_phrase(place, "the") + mark(".")


def animal_object(draw: Draw) -> Phrase | None:
    """The cat drank the cold milk. (an event of a frame, with nothing to explain)"""
    frame = draw.one([frame for frame in lexicon().frames if not frame.agent])
    first = draw.plain(frame.slots[0])
    second = draw.third(emphasised(frame.slots[1]), first)
    if second is None:
        return None
    plural = draw.plural(first)
    complement = draw.described(second, draw.plural(second))
    if frame.preposition:
        complement = word(*frame.preposition) + complement
    form = draw.one(("past", "past", "present", "could", "can", "pluperfect", "will"))
    clause = verb_phrase(
        frame.verb,
        agreement_of(first, plural),
        form,
        complement,
        negative=form != "pluperfect" and draw.chance(0.25),
        contracted=draw.chance(0.6),
    )
    return draw.described(first, plural) + clause + mark(".")


def agent_event(draw: Draw) -> Phrase | None:
    """Anna replaced the rocket with the bus. (an event of a frame in which a person acts)"""
    frame = draw.one([frame for frame in lexicon().frames if frame.agent])
    first = draw.plain(frame.slots[0])
    second = draw.third(emphasised(frame.slots[1]), first)
    if second is None or frame.preposition is None:
        return None
    person, plural = draw.person(), draw.plural(first)
    complement = draw.described(first, plural) + word(*frame.preposition) + draw.described(second, draw.plural(second))
    form = draw.one(("past", "past", "past", "could", "can", "will", "wanted", "want", "should"))
    negative = draw.chance(0.25)
    clause = verb_phrase(frame.verb, person.agreement, form, complement, negative=negative, contracted=draw.chance(0.6))
    return person.phrase() + clause + mark(".")


def relative(draw: Draw) -> Phrase | None:
    """The animal that crossed the bridge was tired."""
    frame = draw.one([frame for frame in lexicon().frames if not frame.agent and not frame.preposition])
    first = draw.plain(frame.slots[0])
    second = draw.third(emphasised(frame.slots[1]), first)
    choices = draw.fitting(first)
    if second is None or not choices:
        return None
    plural = draw.plural(first)
    agreement = agreement_of(first, plural)
    clause = verb_phrase(frame.verb, agreement, "past", noun_phrase(second, "the"), negative=draw.chance(0.15))
    subject = noun_phrase(first, "the", plural=plural) + word("that", "qui")
    return subject + clause + be(agreement, draw.one(choices), "past", draw.one(("", "very"))) + mark(".")


def too_for(draw: Draw) -> Phrase | None:
    """The river was too deep for the horse."""
    frame = draw.one([frame for frame in lexicon().frames if frame.hindrances[1] and not frame.agent])
    reason = draw.one(frame.hindrances[1])
    fitting = [noun for noun in frame.slots[1] if noun.english in reason.nouns]
    if not fitting:
        return None
    second = draw.plain(tuple(fitting))
    first = draw.third(emphasised(frame.slots[0]), second)
    if first is None:
        return None
    said = be(agreement_of(second), reason, "past" if draw.chance(0.6) else "present", "too")
    return (
        noun_phrase(second, draw.determiner(second))
        + said
        + word("for", "pour")
        + noun_phrase(first, "the")
        + mark(".")
    )


def comparison(draw: Draw) -> Phrase | None:
    """The horse is bigger than the goat: adjectives with one English comparative in "more" only."""
    first = _noun(draw)
    choices = tuple(a for a in draw.fitting(first) if a.gradable and len(a.english) > 7 and not a.english.endswith("y"))
    if not choices:
        return None
    said = draw.one(choices)
    second = draw.third(tuple(n for n in lexicon().nouns if n.english in said.nouns and n.kind == first.kind), first)
    if second is None:
        return None
    agreement = agreement_of(first)
    more = interlinear(*draw.one((("more:plus", "plus@1"), ("less:moins", "moins@1"))))
    said_phrase = word("is", "est", "être") + more + word(said.english, said.agree(agreement), said.masculine)
    return noun_phrase(first) + said_phrase + word("than", "que") + noun_phrase(second) + mark(".")
