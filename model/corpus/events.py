"""What happens in a situation, and why: the clauses that the patterns put together."""

from model.corpus.clauses import Clitic, verb_phrase
from model.corpus.copula import be
from model.corpus.french import Agreement
from model.corpus.modals import Tense
from model.corpus.noun_phrases import agreement_of, subject_pronoun
from model.corpus.sentence import Phrase, Role, word, word_by_word
from model.corpus.situations import Draw, Situation


def scene(draw: Draw, situation: Situation, determiner: str | None = None) -> tuple[Phrase, Agreement, Phrase]:
    """Who acts, how the verb agrees with it, and what follows the verb; all nouns with their roles."""
    frame = situation.frame
    complement = draw.noun(situation, 1, determiner)
    if frame.preposition:
        complement = word(*frame.preposition) + complement
    if frame.agent:
        person = draw.person()
        return person.phrase(), person.agreement, draw.noun(situation, 0, determiner) + complement
    return draw.noun(situation, 0, determiner), agreement_of(situation.nouns[0], situation.plural), complement


def event(
    draw: Draw,
    situation: Situation,
    *,
    happens: bool | None = None,
    form: str | None = None,
    determiner: str | None = None,
) -> Phrase:
    """The clause of the frame: "the animal didn't cross the street", "Tom put the egg in the box"."""
    occurs = situation.happens if happens is None else happens
    subject, agreement, complement = scene(draw, situation, determiner)
    chosen = form or event_form(draw, situation, occurs)
    negative = not occurs and chosen != "refused"
    verb = situation.frame.verb
    contracted = draw.chance(0.6)
    return subject + verb_phrase(verb, agreement, chosen, complement, negative=negative, contracted=contracted)


def event_about(
    draw: Draw, situation: Situation, slot: int, role: Role | None = None, determiner: str | None = None
) -> Phrase:
    """The event, with a pronoun for the noun of `slot`: "it didn't cross the street", "the animal didn't cross it".

    For frames with a direct object, and for the first noun where a person acts ("Tom didn't put it in the box").
    """
    frame, occurs = situation.frame, situation.happens
    form, contracted = event_form(draw, situation, occurs), draw.chance(0.6)
    pronoun = agreement_of(situation.nouns[slot], situation.plural)
    if slot == 0 and not frame.agent:
        complement = draw.noun(situation, 1, determiner)
        clause = verb_phrase(frame.verb, pronoun, form, complement, negative=not occurs, contracted=contracted)
        return subject_pronoun(pronoun, role) + clause
    if frame.agent:
        assert frame.preposition
        person = draw.person()
        subject, agreement = person.phrase(), person.agreement
        complement = word(*frame.preposition) + draw.noun(situation, 1, determiner)
    else:
        subject, complement = draw.noun(situation, 0, determiner), Phrase()
        agreement = agreement_of(situation.nouns[0], situation.plural)
    return subject + verb_phrase(
        frame.verb,
        agreement,
        form,
        complement,
        negative=not occurs,
        contracted=contracted,
        clitic=Clitic(pronoun, role),
    )


def event_form(draw: Draw, situation: Situation, occurs: bool) -> str:
    """The tense or modal of an event; only who acts on purpose wants and tries."""
    if situation.tense == "present":
        if situation.frame.agent:
            return draw.one(("can", "will", "want", "should", "have") if occurs else ("can", "will", "want", "should"))
        if situation.frame.verb.imperfect != "-":
            return draw.one(("present", "present", "present", "can", "will"))
        return draw.one(("can", "can", "will", "present", "want") if situation.animate else ("can", "can", "will"))
    if draw.chance(0.65):
        return "past"
    if not situation.animate:
        return "past" if occurs else "could"
    return draw.one(("wanted", "tried", "decided", "managed") if occurs else ("could", "could", "wanted"))


_CONJUNCTIONS = (
    *((("because", "parce_que"),) * 7),
    ("since", "puisque"),
    ("as", "car"),
    ("for", "car"),
    ("given that", "étant_donné que"),
    ("seeing that", "vu que"),
)
_HINDERING = (*("too",) * 9, "very", "so", "", "", "far too", "much too", "simply too", "a little too", "extremely")
_MOTIVATING = ("", "", "", "", "very", "very", "so", "really", "rather", "extremely")


def conjunction(draw: Draw) -> Phrase:
    """ "because", mostly."""
    return word_by_word(*draw.one(_CONJUNCTIONS))


def grounds(draw: Draw, situation: Situation, subject: Phrase) -> Phrase:
    """ "it was too wide", "it's too wide": mostly too for a hindrance, very or nothing for a motive."""
    degree = draw.one(_MOTIVATING if situation.happens else _HINDERING)
    return subject + state(draw, situation, situation.tense, degree)


def state(draw: Draw, situation: Situation, tense: Tense, degree: str) -> Phrase:
    """The reason without its subject, after a pronoun sometimes contracted in the present ("it's", "they're")."""
    contracted = tense == "present" and not situation.named and draw.chance(0.45)
    return be(situation.agreement, situation.reason, tense, degree, contracted=contracted)
