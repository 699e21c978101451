"""French spelling and grammar of the generated corpus, against sentences written by hand."""

import re
from random import Random
from typing import Any

import pytest

from model.corpus import french
from model.corpus.clauses import Clitic, passive, verb_phrase
from model.corpus.copula import be, negated_be
from model.corpus.french import Agreement, Article
from model.corpus.generate import SITUATED
from model.corpus.lexicon import lexicon
from model.corpus.noun_phrases import agreement_of, noun_phrase, subject_pronoun
from model.corpus.sentence import Phrase, interlinear, realise
from model.corpus.situations import Draw, Situation, people
from tests.corpus_sample import training_examples

LEXICON = lexicon()
MAKERS = {pattern.name: pattern.make for pattern in SITUATED}


class Settled(Draw):
    """A draw that always takes the likelier or first choice."""

    def __init__(self) -> None:
        super().__init__(Random(0), "train")

    def chance(self, probability: float) -> bool:
        return probability >= 0.5

    def one(self, items: Any) -> Any:
        return items[0]

    def determiner(self, noun: Any, plural: bool = False) -> str:
        return "the"


def situation(told: str, **settings: Any) -> Situation:
    """From "verb first second", the antecedent starred, and the reasons for first and second."""
    verb, first, second, *reasons = told.split()
    side = 1 if second.startswith("*") else 0
    nouns = LEXICON.noun(first.strip("*")), LEXICON.noun(second.strip("*"))
    frame = next(f for f in LEXICON.frames if f.verb.key == verb and nouns[0] in f.slots[0] and nouns[1] in f.slots[1])
    reason, counter = (LEXICON.reasons[reasons[slot]] for slot in (side, 1 - side))
    return Situation(
        frame, nouns, side, reason, counter, **({"happens": False, "plural": False, "tense": "past"} | settings)
    )


def written(phrase: Phrase) -> tuple[str, str]:
    example = realise(phrase, "test", "train")
    return example.source, example.target


@pytest.mark.parametrize(
    ("pattern", "told", "settings", "source", "target"),
    [
        (
            "because",
            "cross *animal street tired wide",
            {},
            "The animal didn't cross the street because it was too tired.",
            "L'animal n'a pas traversé la rue parce qu'il était trop fatigué.",
        ),
        (
            "because",
            "cross animal *street tired wide",
            {},
            "The animal didn't cross the street because it was too wide.",
            "L'animal n'a pas traversé la rue parce qu'elle était trop large.",
        ),
        (
            "because",
            "cross *mouse bridge had_fallen wide",
            {"plural": True},
            "The mice didn't cross the bridges because they had fallen.",
            "Les souris n'ont pas traversé les ponts parce qu'elles étaient tombées.",
        ),
        (
            "because",
            "fit book *suitcase large small",
            {},
            "The book didn't fit into the suitcase because it was too small.",
            "Le livre ne rentrait pas dans la valise parce qu'elle était trop petite.",
        ),
        (
            "because",
            "escape *goat cage scared open",
            {"happens": True},
            "The goat escaped from the cage because it was scared.",
            "La chèvre s'est échappée de la cage parce qu'elle était effrayée.",
        ),
        (
            "because",
            "chase *wolf hen had_not_slept fast",
            {},
            "The wolf didn't chase the hen because it had not slept.",
            "Le loup n'a pas poursuivi la poule parce qu'il n'avait pas dormi.",
        ),
        (
            "because",
            "enter *bear house scared dark",
            {"plural": True},
            "The bears didn't go into the houses because they were too scared.",
            "Les ours ne sont pas entrés dans les maisons parce qu'ils étaient trop effrayés.",
        ),
        (
            "because",
            "fall *vase shelf light solid",
            {"happens": False},
            "The vase didn't fall off the shelf because it was too light.",
            "Le vase n'est pas tombé de l'étagère parce qu'il était trop léger.",
        ),
        (
            "fronted_reason",
            "eat horse *apple ill rotten",
            {},
            "Because it was too rotten, the horse didn't eat the apple.",
            "Parce qu'elle était trop pourrie, le cheval n'a pas mangé la pomme.",
        ),
        (
            "two_sentences",
            "sleep hen *barn nervous cold",
            {},
            "The hen didn't sleep in the barn. It was too cold.",
            "La poule n'a pas dormi dans la grange. Elle était trop froide.",
        ),
        (
            "passive_because",
            "cross *animal street scared wide",
            {},
            "The street wasn't crossed by the animal because it was too scared.",
            "La rue n'a pas été traversée par l'animal parce qu'il était trop effrayé.",
        ),
        (
            "but",
            "climb ant *wall tired high",
            {},
            "The ant wanted to climb the wall, but it was too high.",
            "La fourmi voulait escalader le mur, mais il était trop haut.",
        ),
        (
            "refusal",
            "drink cat *water ill salty",
            {},
            "The cat refused to drink the water because it was too salty.",
            "Le chat a refusé de boire l'eau parce qu'elle était trop salée.",
        ),
        (
            "although",
            "cross otter *lake tired deep",
            {},
            "The otter crossed the lake although it was deep.",
            "La loutre a traversé le lac même s'il était profond.",
        ),
        (
            "when",
            "drink *donkey water thirsty fresh",
            {"happens": True},
            "The donkey drank the water when it was thirsty.",
            "L'âne a bu l'eau quand il était assoiffé.",
        ),
        (
            "if_clause",
            "cross animal *street tired wide",
            {"tense": "present"},
            "The animal won't cross the street if it is too wide.",
            "L'animal ne va pas traverser la rue si elle est trop large.",
        ),
        (
            "so",
            "cross animal *street tired wide",
            {},
            "The street was too wide, so the animal didn't cross it.",
            "La rue était trop large, alors l'animal ne l'a pas traversée.",
        ),
        (
            "so",
            "cross *animal street tired wide",
            {},
            "The animal was too tired, so it didn't cross the street.",
            "L'animal était trop fatigué, alors il n'a pas traversé la rue.",
        ),
        (
            "so_that",
            "eat goat *apple ill hard",
            {},
            "The apple was so hard that the goat didn't eat it.",
            "La pomme était si dure que la chèvre ne l'a pas mangée.",
        ),
        (
            "so",
            "put *egg fridge hot full",
            {"plural": True},
            "The eggs were too hot, so I didn't put them in the fridges.",
            "Les œufs étaient trop chauds, alors je ne les ai pas mis dans les frigos.",
        ),
        (
            "why",
            "cross animal *street tired wide",
            {},
            "Why didn't the animal cross the street? Because it was too wide.",
            "Pourquoi est-ce que l'animal n'a pas traversé la rue ? Parce qu'elle était trop large.",
        ),
        (
            "question",
            "eat *dog meat had_not_eaten fresh",
            {"happens": True},
            "Did the dog eat the meat because it had not eaten?",
            "Est-ce que le chien a mangé la viande parce qu'il n'avait pas mangé ?",
        ),
        (
            "saw_and",
            "attack lion *gazelle hungry weak",
            {"happens": True},
            "The lion saw the gazelle and attacked it.",
            "Le lion a vu la gazelle et l'a attaquée.",
        ),
        (
            "reported",
            "hit *truck tree was_speeding low",
            {"happens": True},
            "I said that the truck hit the tree because it was driving too fast.",
            "J'ai dit que le camion a heurté l'arbre parce qu'il roulait trop vite.",
        ),
    ],
)
def test_patterns_translate_as_written_by_hand(
    pattern: str, told: str, settings: dict[str, Any], source: str, target: str
) -> None:
    phrase = MAKERS[pattern](Settled(), situation(told, **settings))
    assert phrase is not None
    assert written(phrase) == (source, target)


@pytest.mark.parametrize(
    ("noun", "determiner", "adjective", "plural", "source", "target"),
    [
        ("tree", "this", None, False, "This tree", "Cet arbre"),
        ("tree", "this", "old", False, "This old tree", "Ce vieil arbre"),
        ("tree", "that", "beautiful", True, "Those beautiful trees", "Ces beaux arbres"),
        ("hotel", "a", "new", False, "A new hotel", "Un nouvel hôtel"),
        ("bean", "the", None, False, "The bean", "Le haricot"),
        ("axe", "this", "old", False, "This old axe", "Cette vieille hache"),
        ("hedgehog", "a", None, False, "A hedgehog", "Un hérisson"),
        ("orange", "my", None, False, "My orange", "Mon orange"),
        ("orange", "my", "delicious", False, "My delicious orange", "Mon orange délicieuse"),
        ("axe", "her", None, False, "Her axe", "Sa hache"),
        ("school", "his", "old", False, "His old school", "Sa vieille école"),
        ("church", "a", "white", True, "A white churches", "Des églises blanches"),
        ("egg", "the", None, False, "The egg", "L'œuf"),
        ("uniform", "a", None, False, "A uniform", "Un uniforme"),
        ("animal", "the", "injured", True, "The injured animals", "Les animaux blessés"),
    ],
)
def test_noun_phrases_agree_and_elide(
    noun: str, determiner: str, adjective: str | None, plural: bool, source: str, target: str
) -> None:
    attribute = LEXICON.adjective(adjective) if adjective else None
    phrase = noun_phrase(LEXICON.noun(noun), determiner, plural=plural, adjective=attribute)
    assert written(phrase) == (source, target)


def test_contraction_spares_clitics_and_elided_articles() -> None:
    assert french.join(["près de", Article("le"), "parc"])[0] == "Près du parc"
    assert french.join(["à", Article("les"), "lacs"])[0] == "Aux lacs"
    assert french.join(["près de", Article("le"), "arbre"])[0] == "Près de l'arbre"
    assert french.join(["près de", Article("le"), "*haricot"])[0] == "Près du haricot"
    assert french.join(["oublié", "de", "le", "manger"])[0] == "Oublié de le manger"
    assert french.join(["oublié", "de", "le", "ouvrir"])[0] == "Oublié de l'ouvrir"


def test_contracted_tokens_share_their_span() -> None:
    text, spans = french.join(["près de", Article("le"), "parc", "."])
    assert [text[start:end] for start, end in spans] == ["Près du", "Près du", "parc", "."]


def test_elision_before_il_only_for_si() -> None:
    assert french.join(["même si", "il", "part"])[0] == "Même s'il part"
    assert french.join(["même si", "elle", "part"])[0] == "Même si elle part"


def test_object_pronouns_precede_verb_or_infinitive() -> None:
    she, key = Agreement("f"), Clitic(agreement_of(LEXICON.noun("key")))
    subject = subject_pronoun(she)
    opened = verb_phrase(LEXICON.verbs["open"], she, "past", negative=True, clitic=key)
    assert written(subject + opened) == ("It didn't open it", "Elle ne l'a pas ouverte")
    cut = verb_phrase(LEXICON.verbs["cut"], she, "want", negative=True, contracted=False, clitic=key)
    assert written(subject + cut) == ("It does not want to cut it", "Elle ne veut pas la couper")


def test_reflexive_verbs_agree_with_every_person() -> None:
    hide = LEXICON.verbs["hide_away"]
    sentences = [written(person.phrase() + verb_phrase(hide, person.agreement, "past"))[1] for person in people()[:6]]
    assert sentences == [
        "Je me suis caché",
        "Vous vous êtes cachés",
        "Il s'est caché",
        "Elle s'est cachée",
        "Nous nous sommes cachés",
        "Ils se sont cachés",
    ]


def test_modal_and_passive_negation() -> None:
    they, solve = Agreement("f", plural=True), LEXICON.verbs["solve"]
    subject = subject_pronoun(they)
    assert written(subject + passive(solve, they, negative=True, contracted=True, modal=True)) == (
        "They couldn't be solved by",
        "Elles ne pouvaient pas être résolues par",
    )
    assert written(subject + negated_be(they, LEXICON.adjective("dry"))) == (
        "They weren't dry",
        "Elles n'étaient pas sèches",
    )
    assert written(subject + be(they, LEXICON.adjective("new"), "present", "too")) == (
        "They are too new",
        "Elles sont trop nouvelles",
    )


def test_interlinear_notation_agrees_and_aligns() -> None:
    phrase = interlinear(
        "was/were:être lost!:perdre", "était/étaient@1 perdu/perdue/perdus/perdues@2", Agreement("f", True)
    )
    example = realise(phrase, "test", "train")
    assert (example.source, example.target) == ("Were lost", "Étaient perdues")
    assert [gloss.lemma for gloss in example.glosses] == ["être", "perdre"]


_ASPIRATED = r"(?!hache|haricot|hérisson|harpe|haie|haut|heurt|hamster|hamburger)"
_WRONG = [
    rf"\b(?:le|la|ne|que|je|me|se|puisque|jusque|de|ce) {_ASPIRATED}[aeiouhéèêâîôœ]",  # missing elision
    r"\b[ldnjsm]'(?:hache|haricot|hérisson|harpe|haie|haut|heurt|hamster|hamburger|[^aeiouyhéèêâîôœÉÂ])",  # elided
    r"\bqu'[^aeiouéêœ]",
    r"\b(?:ma|ta|sa) [aeiouéèêœ]",
    r"\b(?:un|le|ce|mon|son|notre|votre) (?:beau|nouveau|vieux) [aeiouéœ]",
    r"\bsi ils?\b|\bs'elle",
    r"\b(?:un|le|ce|du|au|beau|petit) (?:rue|maison|voiture|boîte|souris|vache|clé|porte)\b",
    r"\b(?:une|la|cette) (?:chien|camion|pont|livre|arbre|mur|lit)\b",
    r"  | [.,]|\*|_|\.\.|,\.",
]


def test_no_wrong_french_spelling_in_many_sentences() -> None:
    wrong = re.compile("|".join(_WRONG), re.IGNORECASE)
    found = [example.target for example in training_examples() if wrong.search(example.target)]
    assert found == []


def test_articles_contract_in_many_sentences() -> None:
    """*de le* and *à le* only stand before an infinitive, where le is a pronoun."""
    uncontracted = re.compile(r"\b(?:de|à) les? (\w+)")
    following = {match[1] for example in training_examples() for match in uncontracted.finditer(example.target)}
    infinitives = {verb.infinitive.strip("*") for verb in LEXICON.verbs.values()}
    assert following
    assert following <= infinitives
