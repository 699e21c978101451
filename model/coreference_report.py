"""What the `coreference` command says of a sentence, as data for JSON and as lines for people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from model.coreference import AttendingStack, NounAttention, Resolution, Roles, find_roles, resolve, word_codes
from model.errors import InputError, ModelError
from model.interventions.place import head_name
from model.tokens import Tokens
from model.translator import Translation, Translator

_STRONGEST = 5
_STACKS: Mapping[AttendingStack, str] = {"encoder": "encoder", "cross": "cross attention"}


@dataclass(frozen=True)
class HeadWeights:
    """A head, counted from 0, and the attention weight that it gives to each noun."""

    kind: AttendingStack
    layer: int
    head: int
    antecedent: float
    distractor: float

    @property
    def contrast(self) -> float:
        return self.antecedent - self.distractor

    def as_dict(self) -> dict[str, Any]:
        return {**vars(self), "contrast": self.contrast, "name": head_name(self.layer, self.head)}


@dataclass(frozen=True)
class CoreferenceReport:
    """One sentence: its translation, the pronouns of both languages, the nouns, and every head's weights."""

    translation: Translation
    resolution: Resolution
    nouns_were_guessed: bool

    @property
    def heads(self) -> list[HeadWeights]:
        """All heads that look from a pronoun to the nouns, those that prefer the antecedent first."""
        found = [
            *_head_weights("encoder", self.resolution.encoder),
            *_head_weights("cross", self.resolution.cross),
        ]
        return sorted(found, key=lambda head: -head.contrast)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON. Layers and heads count from 0, as in the names of sites."""
        choice, roles = self.resolution.choice, self.resolution.roles
        return {
            "model": self.translation.translator.name,
            "sentence": self.resolution.source.text,
            "translation": self.translation.text,
            "complete": self.translation.complete,
            "pronoun": self._word(roles.pronoun),
            "antecedent": self._word(roles.antecedent),
            "distractor": self._word(roles.distractor),
            "nouns_were_guessed": self.nouns_were_guessed,
            "choice": choice
            and {
                "written": choice.written,
                "probability": choice.probability,
                "counterpart": choice.other,
                "counterpart_probability": choice.other_probability,
            },
            "heads": [head.as_dict() for head in self.heads],
        }

    def to_text(self) -> str:
        """The translation, then a line for the pronoun, one for the nouns and one for each of the strongest heads."""
        return "\n".join((self.translation.text, *(f"  {line}" for line in (self._choice(), *self._attention()))))

    def _choice(self) -> str:
        choice = self.resolution.choice
        if choice is None:
            return "no il, elle, ils or elles was written"
        other = choice.other_probability
        counterpart = f"{choice.other} {other:.1%}" if other is not None else f"{choice.other} is no single piece"
        return f"{choice.written} {choice.probability:.1%}, {counterpart}"

    def _attention(self) -> Sequence[str]:
        roles = self.resolution.roles
        pronoun, antecedent, distractor = map(self._word, (roles.pronoun, roles.antecedent, roles.distractor))
        if antecedent is None or distractor is None:
            return ["two nouns to compare were not found; name them with --antecedent and --distractor"]
        guessed = ", guessed from their order" if self.nouns_were_guessed else ""
        lines = [f'"{pronoun}": antecedent "{antecedent}", distractor "{distractor}"{guessed}'] if pronoun else []
        return lines + [
            f"{head_name(head.layer, head.head)} {_STACKS[head.kind]}: "
            f"{antecedent} {head.antecedent:.2f}, {distractor} {head.distractor:.2f}"
            for head in self.heads[:_STRONGEST]
        ]

    def _word(self, index: int | None) -> str | None:
        return None if index is None else self.resolution.source.words[index]


def coreference_report(
    translator: Translator, sentence: str, antecedent: str | None = None, distractor: str | None = None
) -> CoreferenceReport:
    """Translate a sentence greedily and see who looks at which noun. Nouns not named are guessed: see `find_roles`.

    Raises InputError for a sentence that cannot be read (see `Translator.read`) or a noun that is not in it
    (`no_such_word`), and ModelError (`not_english_to_french`) for another model.
    """
    require_english_to_french(translator)
    translation = translator.translate(sentence)
    trace = translation.trace
    assert trace.source is not None  # it is no language model
    resolution = resolve(trace, translator.tokenizer, _named_roles(trace.source, antecedent, distractor))
    return CoreferenceReport(translation, resolution, antecedent is None or distractor is None)


def reads_english_writes_french(translator: Translator) -> bool:
    """Whether "it" has to become il or elle."""
    return (translator.config.source_language, translator.config.target_language) == ("en", "fr")


def require_english_to_french(translator: Translator) -> None:
    """Raises ModelError (`not_english_to_french`) for a model that never has to choose between il and elle."""
    if not reads_english_writes_french(translator):
        source, target = translator.config.source_language, translator.config.target_language
        does = f"translates from {source} to {target}" if source else f"is a language model of {target}"
        raise ModelError(
            "not_english_to_french",
            f"Coreference needs a model from English to French, where it is il or elle; {translator.name} {does}.",
            name=translator.name,
        )


def _named_roles(source: Tokens, antecedent: str | None, distractor: str | None) -> Roles:
    guess = find_roles(source)
    if antecedent is None and distractor is None:
        return guess
    named = [None if name is None else _word_named(source, name) for name in (antecedent, distractor)]
    # A guess must not be the noun that was named for the other role.
    free = [word for word in (guess.antecedent, guess.distractor) if word not in named]
    one, other = (word if word is not None else next(iter(free), None) for word in named)
    return Roles(guess.pronoun, one, other)


def _word_named(source: Tokens, name: str) -> int:
    codes = word_codes(source)
    if name.casefold() not in codes:
        raise InputError("no_such_word", f'The sentence has no word "{name}"; it has {", ".join(codes)}.', word=name)
    return codes[name.casefold()]


def _head_weights(kind: AttendingStack, nouns: NounAttention | None) -> list[HeadWeights]:
    if nouns is None:
        return []
    layers, heads = nouns.antecedent.shape
    return [
        HeadWeights(kind, layer, head, float(nouns.antecedent[layer, head]), float(nouns.distractor[layer, head]))
        for layer, head in product(range(layers), range(heads))
    ]
