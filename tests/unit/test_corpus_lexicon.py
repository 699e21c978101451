"""The tables of the lexicon: large enough, balanced, and consistent."""

from collections import Counter
from pathlib import Path

import pytest

from model.corpus import lexicon as module
from model.corpus.lexicon import LexiconError, lexicon
from model.corpus.patterns_reference import parts
from model.corpus.situations import people


def test_enough_nouns_of_both_genders_in_each_class() -> None:
    nouns = lexicon().nouns
    assert len(nouns) >= 600
    genders = Counter(noun.gender for noun in nouns)
    assert 0.45 < genders["f"] / len(nouns) < 0.55
    kinds = Counter((noun.kind, noun.gender) for noun in nouns)
    for kind in {noun.kind for noun in nouns}:
        assert min(kinds[kind, "m"], kinds[kind, "f"]) >= 0.3 * (kinds[kind, "m"] + kinds[kind, "f"]), kind


def test_every_reason_of_a_frame_can_be_said_of_a_noun_there() -> None:
    for frame in lexicon().frames:
        for reasons in (frame.hindrances, frame.motives):
            for slot in (0, 1):
                for reason in reasons[slot]:
                    assert any(noun.english in reason.nouns for noun in frame.slots[slot]), (
                        frame.verb.key,
                        reason.name,
                    )


def test_every_noun_can_be_an_antecedent_somewhere() -> None:
    possible = {
        noun.english
        for frame in lexicon().frames
        for reasons in (frame.hindrances, frame.motives)
        for slot in (0, 1)
        for noun in frame.slots[slot]
        if reasons[1 - slot] and any(noun.english in reason.nouns for reason in reasons[slot])
    }
    missing = {noun.english for noun in lexicon().nouns if noun.kind != "person"} - possible
    assert missing == set()


def test_parts_and_people_are_no_nouns_of_the_splits() -> None:
    names = {form for noun in lexicon().nouns for form in (noun.english, noun.english_plural)}
    assert not {part.english for part, *_ in parts()} & names
    assert not {word for person in people() for word in person.english} & names


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        ("nouns", "\tchien\tchiens\tm\t", "\tchien\tchiens\tx\t", "'dog' has gender 'x'"),
        ("nouns", "animal\tcat\tcats", "animal\tdog\tcats", "stands there twice"),
        ("frames", "\ttired scared", "\ttyred scared", "'tyred' is in neither"),
        ("frames", "\ncross\t", "\ncrawl\t", "'crawl' is not in verbs.tsv"),
        ("adjectives", "\tanimal person\n", "\tanimals person\n", "'animals' is neither a noun nor a class"),
        ("verbs", "cross\tcross\tcrosses\t", "cross\tcross\t", "instead of"),
    ],
)
def test_mistakes_in_a_table_are_named(
    table: str, old: str, new: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in module.DIRECTORY.glob("*.tsv"):
        text = path.read_text(encoding="utf-8")
        if path.stem == table:
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(module, "DIRECTORY", tmp_path)
    with pytest.raises(LexiconError, match=message):
        module.Lexicon()
