"""Two things are handled together; what is done next can only be done to one of them."""

from dataclasses import dataclass
from functools import cache

from model.corpus.clauses import Clitic, verb_phrase
from model.corpus.french import unmarked
from model.corpus.lexicon import Noun, Verb, lexicon, read_table
from model.corpus.noun_phrases import agreement_of, object_pronoun
from model.corpus.sentence import Phrase, Word, mark, word
from model.corpus.situations import Draw


@dataclass(frozen=True)
class Handover:
    """A row of handovers.tsv."""

    verb: Verb
    preposition: tuple[str, str]
    slots: tuple[tuple[Noun, ...], tuple[Noun, ...]]
    verbs: tuple[tuple[Verb, ...], tuple[Verb, ...]]


@cache
def handovers() -> tuple[Handover, ...]:
    words = lexicon()
    return tuple(
        Handover(
            words.verbs[row["verb"]],
            (row["preposition"].replace("_", " "), row["french_preposition"].replace("_", " ")),
            (words.select(row["first"]), words.select(row["second"])),
            tuple(tuple(words.verbs[key] for key in row[column].split()) for column in ("verbs_first", "verbs_second")),  # type: ignore[arg-type]
        )
        for row in read_table("handovers")
    )


def handover(draw: Draw) -> Phrase | None:
    """Tom took the cake out of the box and ate it. She read the poem in the garden. Then she wanted to clean it."""
    row, side = draw.one(handovers()), draw.side()
    nouns = draw.duo(*row.slots, side)
    if nouns is None:
        return None
    plural = draw.chance(0.1) and not any(noun.mass for noun in nouns)
    first, second = draw.two(nouns, side, plural)
    person, verb = draw.person(), draw.one(row.verbs[side])
    agreement = agreement_of(nouns[side], plural)
    opening = person.phrase() + verb_phrase(row.verb, person.agreement, "past", first + word(*row.preposition) + second)

    pronoun = Clitic(agreement, "pronoun")

    def acted(form: str) -> Phrase:
        return verb_phrase(verb, person.agreement, form, clitic=pronoun)

    again = person.pronoun() if draw.chance(0.4) else Phrase()
    style = draw.rng.random()
    if style < 0.25:
        it = object_pronoun(*pronoun)
        purpose, content = Word("to", "pour"), Word(verb.english, unmarked(verb.infinitive))
        french = (("pour", purpose), *it.french, (verb.infinitive, content))
        following = Phrase((purpose, content, *it.english), french)
    elif style < 0.35:
        following = word("because", "parce que") + person.pronoun() + acted("wanted")
    elif style < 0.45:
        following = word("but", "mais") + again + acted("forgot")
    elif style < 0.65:
        then = word("then", draw.one(("puis", "ensuite")))
        following = mark(".") + then + person.pronoun() + acted(draw.one(("past", "tried")))
    else:
        following = word("and", "et") + again + acted(draw.one(("past", "past", "decided")))
    return opening + following + mark(".")
