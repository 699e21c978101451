"""One written word explained by several methods, as data for JSON and as lines for people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from model.analysis.attribution.agreement import agreement
from model.analysis.attribution.flow import MOST_TOKENS
from model.analysis.attribution.logit_lens import LogitLens, logit_lens
from model.analysis.attribution.methods import METHODS, Attribution, Method, applicable, attribute
from model.analysis.attribution.question import Question, ask, most_telling_word, places_of_words
from model.analysis.plain import plain, shown, text_table
from model.coreference import word_codes
from model.decoding.forcing import Spelling
from model.errors import InputError
from model.residual import Site
from model.translator import Translation


@dataclass(frozen=True, eq=False)
class Explanation:
    """What each method answers to one question about a translation, and when the decoder knew the answer."""

    translation: Translation
    question: Question
    attributions: tuple[Attribution, ...]
    lens: LogitLens

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON. Scores are in the unit of their method; places count from 0."""
        choice, inputs = self.question.choice, self.question.inputs
        score, nothing = self.question.scores
        agreed = agreement(self.attributions)
        return {
            "model": self.translation.translator.name,
            "sentence": self.translation.typed.text,
            "translation": self.translation.text,
            "place": choice.row,
            "piece": self._spell(choice.token),
            "against": None if choice.other is None else self._spell(choice.other),
            "score": score,
            "score_of_mean_words": nothing,
            "inputs": [
                {"text": label, "side": "source" if n < inputs.n_source else "target", "special": n in inputs.specials}
                for n, label in enumerate(inputs.labels)
            ],
            "methods": {
                one.method: {"unit": one.unit, "scores": plain(one.scores), "error": one.error}
                for one in self.attributions
            },
            "agreement": {
                "methods": list(agreed.methods),
                "words": agreed.n_words,
                "spearman": plain(agreed.spearman),
                "kendall": plain(agreed.kendall),
            },
            "logit_lens": {
                "after": [_stage(stage) for stage in self.lens.stages],
                "pieces": [self._spell(token) for token in self.lens.asked],
                "probabilities": plain(self.lens.asked_probability),
                "ranks": plain(self.lens.asked_rank),
                "top": [
                    [{"piece": self._spell(token), "probability": share} for token, share in zip(*row, strict=True)]
                    for row in zip(plain(self.lens.top), plain(self.lens.probability), strict=True)
                ],
            },
        }

    def to_text(self) -> str:
        """The question, a column of scores for each method, and how far the methods agree."""
        choice, inputs, columns = self.question.choice, self.question.inputs, range(1, len(self.attributions) + 1)
        against = "" if choice.other is None else f" - log P({self._spell(choice.other)})"
        score, nothing = self.question.scores
        why = f"log P({self._spell(choice.token)}){against} = {score:+.2f} nats; {nothing:+.2f} if all words were mean"
        names = [
            f"{n} {one.method}, {one.unit}{_error(one)}" for n, one in zip(columns, self.attributions, strict=True)
        ]
        scores = [[shown(score, ".3f") for score in plain(one.scores)] for one in self.attributions]
        labels = [label if n < inputs.n_source else f"({label})" for n, label in enumerate(inputs.labels)]
        credit = [[label, *values] for label, *values in zip(labels, *scores, strict=True)]
        header = ["word (written before)", *map(str, columns)]
        said = ["\n".join([self.translation.text, why]), "\n".join(names), text_table([header, *credit])]
        if len(self.attributions) > 1:
            agreed = agreement(self.attributions)
            rows = [
                [str(n), *(shown(value, "+.2f") for value in row)]
                for n, row in zip(columns, plain(agreed.spearman), strict=True)
            ]
            said.append(text_table([[f"rank correlation over {agreed.n_words} words", *map(str, columns)], *rows]))
        return "\n\n".join([*said, self._lens_table()])

    def _lens_table(self) -> str:
        """After each sublayer, what the decoder would write if it stopped there, and how probable the words are."""
        lens = self.lens
        rows = [["logit lens, after", "would write", *(f"P({self._spell(token)})" for token in lens.asked)]]
        for stage, best, shares in zip(lens.stages, plain(lens.top), plain(lens.asked_probability), strict=True):
            rows.append([_stage(stage), self._spell(best[0]), *(f"{share:.1%}" for share in shares)])
        return text_table(rows)

    def _spell(self, token: int) -> str:
        return Spelling(self.translation.translator.tokenizer)(token)


def explain(
    translation: Translation,
    word: str | None = None,
    methods: Sequence[str] | None = None,
    *,
    contrast: bool = True,
    by_word: bool = True,
) -> Explanation:
    """Ask these methods (None: all `applicable`) why `translation` has a word; `contrast` and `by_word` as in `ask`.

    `word` is its number among the written words from 1, or itself, its second occurrence with ".2" (`word_codes`);
    None: the `most_telling_word`. Raises InputError: "no_such_word", "no_such_method", and "too_long" for a method that
    would take too long.
    """
    question = ask(translation, _place(translation, word), contrast=contrast, by_word=by_word)
    able = applicable(question)
    chosen: tuple[Method, ...] = able if methods is None else tuple([_method(name) for name in methods])
    if "flow" in chosen and "flow" not in able:
        tokens = question.passage.n_source + len(question.passage.target)
        raise InputError(
            "too_long",
            f"Both sentences together are {tokens} tokens long; flow reads at most {MOST_TOKENS}.",
            tokens=tokens,
            limit=MOST_TOKENS,
        )
    found = tuple(attribute(question, method) for method in chosen)
    return Explanation(translation, question, found, logit_lens(question))


def _place(translation: Translation, word: str | None) -> int:
    places, codes = places_of_words(translation), word_codes(translation.tokens)
    if not places:
        raise InputError("no_such_word", "The model wrote nothing that could be explained.", word=word or "")
    if word is None:
        return places[most_telling_word(translation)]
    index = codes.get(word.casefold(), int(word) - 1 if word.isdecimal() else -1)
    if index not in places:
        known = ", ".join(code for code, one in codes.items() if one in places)
        raise InputError("no_such_word", f'The translation has no word "{word}"; it has {known}.', word=word)
    return places[index]


def _method(name: str) -> Method:
    if name not in METHODS:
        raise InputError("no_such_method", f"There is no method {name}; there are {', '.join(METHODS)}.", name=name)
    return name


def _stage(stage: Site | None) -> str:
    """A sublayer to read, its layer counted from 1."""
    return "input" if stage is None else f"L{stage.layer + 1} {stage.sublayer.replace('_', ' ')}"


def _error(one: Attribution) -> str:
    return "" if one.error is None else f", complete to {one.error:.1%}"
