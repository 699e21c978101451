"""What is chosen on the canvas, from the browser and in a link."""

from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.views import view_of
from viz.canvas.selection import PARAMETERS, Selection

VIEW = view_of(torch.zeros(2, 3, 5, 7), torch.ones(2, 5, 7, dtype=torch.bool), tuple("abcde"), tuple("abcdefg"))
CODES = tuple(f"enc.{layer + 1}.h{head + 1}" for layer in range(2) for head in range(3))


@given(
    st.lists(st.sampled_from(CODES), max_size=3, unique=True),
    st.sets(st.integers(0, 4)),
    st.sets(st.integers(0, 6)),
    st.sampled_from(["layer", "sharp"]),
    st.sampled_from(["all", "chosen", "previous"]),
    st.sampled_from(["matrix", "arcs"]),
)
def test_a_link_says_what_was_chosen(beside, queries, keys, order, show, picture) -> None:
    chosen = Selection(tuple(beside), tuple(sorted(queries)), tuple(sorted(keys)), order, show, picture)
    assert Selection.of_link(chosen.to_link(), VIEW, CODES) == chosen
    assert Selection.of_event(chosen.to_event(), VIEW, CODES) == chosen


def test_neighbours_stand_in_a_link_as_a_stretch() -> None:
    assert Selection(queries=(0, 1, 2, 4)).to_link()["rows"] == "1-3.5"
    assert set(Selection().to_link().values()) == {""}


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"beside": ["</script>", "enc.9.h9"], "queries": [99, -1, "3"], "keys": None, "order": "<b>", "picture": "x"},
        {"order": 3, "show": None, "picture": ["arcs"][0:0]},
    ],
)
def test_what_does_not_fit_falls_away(event: dict[str, Any]) -> None:
    assert Selection.of_event(event, VIEW, CODES) == Selection()


def test_nonsense_in_a_link_falls_away() -> None:
    link = dict.fromkeys(PARAMETERS, "</script>,0-9999999,-3,2-1")
    assert Selection.of_link(link, VIEW, CODES) == Selection()
    assert Selection.of_link({**dict.fromkeys(PARAMETERS, ""), "rows": "4-9000"}, VIEW, CODES).queries == (3, 4)
