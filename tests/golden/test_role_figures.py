import pytest

from model.analysis.importance import Agreement
from model.analysis.roles.definitions import ROLES
from tests.small_roles import CROSS, ENCODER, importance, profile, rises, roles, score
from viz.importance_scatter import (
    agreement_in_words,
    costliest,
    importance_in_words,
    importance_scatter,
    scatter_description,
)
from viz.role_bars import bars_description, role_bars
from viz.role_map import map_description, role_map
from viz.roles import (
    FAMILIES,
    clearest_first,
    family_of,
    found_in_words,
    head_in_words,
    head_option,
    role_name,
    spread_in_words,
)
from viz.roles_table import heads_table, scores_table
from viz.text import LANGUAGES, Text
from viz.theme import theme

EN = Text("en")


@pytest.mark.parametrize(("mode", "language", "chosen"), [("light", "en", 0), ("dark", "zh", 5)])
def test_map(valid_golden, mode, language, chosen) -> None:
    found = roles()
    valid_golden(role_map(found, found.heads[chosen], Text(language), theme(mode)), f"role_map_{mode}")


@pytest.mark.parametrize(("mode", "head"), [("light", 1), ("dark", 3)])
def test_bars(valid_golden, mode, head) -> None:
    valid_golden(role_bars(roles().heads[head], EN, theme(mode)), f"role_bars_{mode}")


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_scatter(valid_golden, mode) -> None:
    figure = importance_scatter(importance(), rises(), "enc.1.h2", EN, theme(mode))
    valid_golden(figure, f"importance_scatter_{mode}")


def test_every_cell_says_its_head_and_its_role_without_colour() -> None:
    found = roles()
    cells, *legend, clicks = role_map(found, found.heads[0], EN, theme("light")).data
    assert list(clicks.customdata) == ["enc.1.h1", "enc.1.h2", "dec.1.h1", "dec.1.h2", "cross.1.h1", "cross.1.h2"]
    assert list(cells.text) == ["prev<br>94", "it→n<br>85", "end<br>40", "–", "align<br>75", "–"]
    assert [trace.name for trace in legend] == ["no role", "position", "pronoun", "translation", "separator"]
    assert "previous token: 94.0% [91.0%, 96.0%]; baseline 8.0%" in clicks.text[0]
    said = map_description(found, EN)
    assert "previous token: 1" in said
    assert said.endswith("Without a role: 2.")


def test_a_head_in_words_says_its_score_its_baseline_and_how_often() -> None:
    first, second, resting, none, aligning, _ = roles().heads
    assert head_in_words(first, EN) == [
        "**Encoder L1·H1 looks at the token before:** it gets 94% [91%, 96%] of the attention. "
        "Looking at everything alike would give 8%. It looks there most in 94% of 200 cases."
    ]
    assert "Always looking -2 places away would give 20%." in head_in_words(second, EN)[0]
    assert "has no role" in head_in_words(none, EN)[0]
    assert "separator" in head_in_words(resting, EN)[0]
    assert "Alignment" not in spread_in_words(first, roles(), EN)
    assert "20% by the rows that predict a word, 85% by those that read it, 41%" in spread_in_words(
        aligning, roles(), EN
    )
    assert "determiner → noun, pronoun → right noun" in spread_in_words(resting, roles(), EN)
    assert head_in_words(profile(ENCODER, 0), EN) == [
        "**Of Encoder L1·H1 nothing could be measured** on these sentences."
    ]


def test_a_head_that_looks_at_both_nouns_is_held_against_the_other_noun() -> None:
    torn = profile(ENCODER, 0, score("antecedent", 0.45, 0.07, 0.2, -2, 0.44))
    assert "To the wrong noun it gives 44%." in head_in_words(torn, EN)[0]
    copying = profile(CROSS, 0, score("copy", 0.5, 0.07, 0.2, -2, 0.44))
    assert "To translated words of any kind it gives 44%." in head_in_words(copying, EN)[0]


def test_heads_with_clear_roles_are_offered_first() -> None:
    heads = clearest_first(roles().heads)
    assert [head_option(head, EN) for head in heads[:2]] == [
        "Encoder L1·H1: previous token",
        "Encoder L1·H2: pronoun → right noun",
    ]
    assert heads[-1].role is None
    assert "**4 of 6 heads" in found_in_words(roles(), EN)


def test_importance_in_words() -> None:
    place, head = roles().heads[1].place, 1
    assert (
        importance_in_words(place, head, importance(), None, EN) == "**Importance** by gradient: number 3 of 6 heads."
    )
    said = importance_in_words(place, head, importance(), rises(), EN)
    assert said.endswith("Switched off, it changes the loss by +0.0500 [+0.0450, +0.0550] nats per token.")
    assert [one.gradient for one in costliest(importance(), rises())[:2]] == [0.08, 0.04]
    assert "The costliest head is Cross L1·H2" in agreement_in_words(Agreement(0.5, 0.75), importance(), rises(), EN)
    assert scatter_description(importance(), rises(), EN).endswith("Cross L1·H2, Encoder L1·H2, Cross L1·H1.")
    assert "pronoun → right noun: 85% against 20%." in bars_description(roles().heads[1], EN)


def test_tables_have_all_numbers() -> None:
    table = heads_table(roles(), importance(), rises(), EN)
    assert table.shape == (6, 17)
    assert table["role"].tolist()[3] == "no role"
    assert heads_table(roles(), importance(), None, EN).shape == (6, 14)
    scores = scores_table(roles(), EN)
    assert len(scores) == 4 + 4 + 1 + 1 + 1 + 1
    assert scores["has the role"].tolist()[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_role_has_a_name_a_sign_a_sentence_and_a_colour(language) -> None:
    text = Text(language)
    names = [role.name for role in ROLES]
    assert sorted(role for family in FAMILIES.values() for role in family) == sorted(names)
    assert len({role_name(role, text) for role in (*names, None)}) == len(names) + 1
    assert len({text(f"roles.short_{role}") for role in names}) == len(names)
    for role in names:
        assert text(f"roles.family_{family_of(role)}")
        assert text(f"roles.says_{role}", head="L1·H1", score=0.5, low=0.4, high=0.6).startswith("**L1·H1")
    for role in ROLES:
        if role.rival:
            assert text(f"roles.base_rival_{role.name}", baseline=0.5)
