"""The questions of the lesson on tokens, answered by the tokenizer and by the sentence."""

from model.lessons import tokens as bpe
from model.tokens import SPACE
from pages import _loaded as loaded
from pages.lessons.lesson import Reader
from viz.lesson.prose import Markdown, fill
from viz.lesson.question import Option, Question, of_numbers
from viz.text import markdown_escape


def which_word_is_cut(reader: Reader) -> Question:
    """The first word that is no piece of its own, among whole ones; perhaps there is none."""
    section, typed = reader.prose["cut"], reader.translation.typed
    words = dict(bpe.word_pieces(typed))
    cut = [word for word, pieces in words.items() if len(pieces) > 1][:1]
    whole = sorted(
        (word for word, pieces in words.items() if len(pieces) == 1), key=lambda word: (word.isalpha(), len(word))
    )
    offered = {*cut, *whole[-3:]}  # the longest ones: those that one would expect to be cut
    tokenizer = loaded.translator(reader.model).tokenizer
    options: list[Option] = []
    for word, pieces in words.items():
        if word in offered:
            how = {"word": word, "n": len(pieces), "pieces": Markdown(" + ".join(map(markdown_escape, pieces)))}
            part = section["pieces" if word in cut else "whole"]
            number = typed.ids[typed.pieces.index(pieces[0])]
            why = fill(part.body, {**how, "id": number, "size": len(tokenizer)})
            options.append(Option(markdown_escape(word), why, word in cut))
    none = section["some" if cut else "none"]
    options.append(Option(none.title, fill(none.body, {"word": cut[0] if cut else ""}), not cut))
    return Question(section["prompt"].body, options)


def which_pair_is_first(reader: Reader) -> Question:
    """What BPE would merge first, were the sentence all there is to learn from."""
    section = reader.prose["first-merge"]
    (stage,) = bpe.learn(reader.sentence, most=0)
    pairs, best = stage.pairs, stage.best
    most = max(pairs.values(), default=0)
    offered = {best: "best"} if best else {next(iter(pairs)): "single"}
    if others := [pair for pair in pairs if pair != best]:
        second = max(others, key=pairs.__getitem__)
        offered.setdefault(second, "later" if pairs[second] == most and best else "rarer" if best else "single")
    if across := bpe.across_words(reader.sentence):
        offered[across] = "across"
    spelled = SPACE.join(bpe.split_words(reader.sentence))
    places = {pair: max(spelled.find("".join(pair)), spelled.find(pair[0] + SPACE + pair[1])) for pair in offered}
    options = [
        Option(
            f"**{markdown_escape(pair[0])}** + **{markdown_escape(pair[1])}**",
            fill(section[part].body, {"n": pairs.get(pair, 0), "most": most}),
            pair == best,
        )
        for pair, part in sorted(offered.items(), key=lambda one: places[one[0]])
    ]
    none = section["no-pair" if best is None else "one-pair"]
    options.append(Option(none.title, fill(none.body, {"most": most}), best is None))
    return Question(section["prompt"].body, options)


def how_many_weights(reader: Reader) -> Question:
    """What one head computes for the sentence letter by letter, instead of piece by piece."""
    section = reader.prose["letters"]
    letters, pieces = len(reader.sentence.strip()) + 1, len(reader.translation.typed)
    heads = loaded.translator(reader.model).config.n_heads
    values = {"letters": letters, "pieces": pieces, "ratio": (letters / pieces) ** 2, "heads": heads}

    return of_numbers(
        section,
        values,
        ("squared", letters**2),
        ("linear", letters),
        ("as-pieces", pieces**2),
        ("all-heads", heads * letters**2),
    )
