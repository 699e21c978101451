"""The hand-written list: how it is read, and where a translation's pronoun is looked for."""

from pathlib import Path

import pytest

from model.evaluation.hand_written import (
    HandWritten,
    HandWrittenAnswer,
    HandWrittenResult,
    pronoun_in_place,
    read_hand_written,
)


def test_the_list_holds_pairs_that_ask_for_both_genders() -> None:
    listed = read_hand_written()
    by_pair: dict[str, list[HandWritten]] = {}
    for one in listed:
        by_pair.setdefault(one.pair, []).append(one)
    assert len(listed) >= 60
    for first, second in by_pair.values():
        assert (first.antecedent, first.distractor) == (second.distractor, second.antecedent)
        assert {first.pronoun[:2], second.pronoun[:2]} == {"il", "el"}
        assert {first.pronoun, second.pronoun} <= {"il", "elle", "ils", "elles"}
    for one in listed:
        assert one.antecedent in one.sentence
        assert one.distractor in one.sentence
        said = pronoun_in_place(one.sentence, "Il")
        assert said == "Il", f"no subject pronoun was found in {one.sentence}"


def test_columns_are_named_by_the_last_comment(tmp_path: Path) -> None:
    path = tmp_path / "list.tsv"
    rows = '# A list\n# pronoun\tsentence\tpair\tdistractor\tantecedent\nelle\tIt "is" old.\t7\tbox\tcat\n'
    path.write_text(rows, encoding="utf-8")
    assert read_hand_written(path) == (HandWritten("7", 'It "is" old.', "cat", "box", "elle"),)


@pytest.mark.parametrize(
    ("sentence", "translation", "found"),
    [
        ("The cat saw the box because it was big.", "Le chat a vu la boîte parce qu'elle était grande.", "elle"),
        ("The cat left. It was old.", "Le chat est parti. Il était vieux.", "Il"),
        ("They bark.", "Elles aboient.", "Elles"),
        ("Why did the cat hide? Was it ill?", "Pourquoi la souris s'est-elle cachée ? Était-il malade ?", "il"),
        ("He sold the car because it was old.", "Il a vendu la voiture parce qu'elle était vieille.", "elle"),
        ("Because it was old, she sold it.", "Parce qu'il était vieux, elle l'a vendu.", "il"),
        ("It was old and he sold it.", "Elle était vieille et il l'a vendue.", "Elle"),
        ("There was a cat and it slept.", "Il y avait une chatte et elle dormait.", "elle"),
        ("The cat slept as it rained there.", "Elle dormait là, car il n'y avait rien.", "Elle"),
        ("The boy told her that it was late.", "Il était tard avec elle.", "Il"),
        ("The cat is smaller, but it runs.", "Il court, mais plus petit qu'elle.", "Il"),
        ("It was old.", "C'était vieux.", None),
        ("He saw the cat because it ran.", "Parce qu'il courait.", "il"),
        ("It ran because he ran.", "Il courait.", None),
        ("The pile is high.", "La pile est haute, elle.", None),
    ],
)
def test_the_pronoun_in_the_place_of_it(sentence: str, translation: str, found: str | None) -> None:
    assert pronoun_in_place(sentence, translation) == found


def answer(pair: str, pronoun: str, written: str | None) -> HandWrittenAnswer:
    return HandWrittenAnswer(HandWritten(pair, "It is.", "cat", "box", pronoun), "…", written)


def test_a_pair_is_right_where_both_of_its_sentences_are() -> None:
    result = HandWrittenResult(
        (
            answer("1", "il", "Il"),
            answer("1", "elle", "elles"),
            answer("2", "il", "il"),
            answer("2", "elle", "il"),
            answer("3", "ils", None),
            answer("3", "elles", "elle"),
            answer("4", "il", "elle"),
            answer("4", "elle", "ils"),
        )
    )
    assert (result.sentences.hits, result.sentences.total) == (4, 8)
    assert (result.pairs.hits, result.pairs.total) == (1, 4)
    assert (result.unmoved.hits, result.unmoved.total) == (1, 4), "the second pair: il twice"
    assert (result.swapped.hits, result.swapped.total) == (1, 4), "the fourth"
    assert [failure.asked.pronoun for failure in result.failures] == ["elle", "ils", "il", "elle"]
    assert [failure["written"] for failure in result.as_dict()["failures"]] == ["il", None, "elle", "ils"]
