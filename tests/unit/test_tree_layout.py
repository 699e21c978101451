from itertools import pairwise

import pytest

from model.decoding import Beam, Node
from tests import small
from viz.tree_layout import place_nodes, spread


def test_places_far_enough_apart_stay() -> None:
    assert spread([-2.0, 0.0, 5.0], [1, 3], [1, 1, 1], -99, 99) == [-2.0, 0.0, 5.0]


def test_places_that_coincide_share_the_way_by_hand() -> None:
    assert spread([0.0, 0.0, 0.0], [2, 4], [1, 1, 1], -99, 99) == pytest.approx([-8 / 3, -2 / 3, 10 / 3])
    assert spread([1.0, 1.0, 9.0], [1, 1], [1, 1, 1], -99, 99) == pytest.approx([0.5, 1.5, 9.0])


def test_the_heavy_one_moves_less() -> None:
    assert spread([0.0, 0.0], [1], [3, 1], -99, 99) == pytest.approx([-0.25, 0.75])


def test_pools_merge_backwards() -> None:
    assert spread([5.0, 6.0, 0.0], [1, 1], [1, 1, 1], -99, 99) == pytest.approx([8 / 3, 11 / 3, 14 / 3])


def test_bounds_cut_off_what_lies_beyond_and_keep_the_gaps() -> None:
    assert spread([-9.0, 0.0, 9.0], [2, 2], [1, 1, 1], -3, 3) == [-3.0, 0.0, 3.0]
    assert spread([9.0, 9.0, 9.0], [2, 2], [1, 1, 1], -3, 3) == [-1.0, 1.0, 3.0]


def test_a_child_stands_below_its_parent_and_the_first_below_the_root() -> None:
    first = Node(3, None, 0, 0, -1.0, -1.0, "kept")
    second = Node(4, first, 1, 0, -1.0, -2.0, "kept")
    assert place_nodes([first, second], lambda node: 5) == {first: (0.0, 1), second: (0.0, 2)}


@pytest.mark.parametrize("width", [1, 3, 4])
def test_no_two_nodes_overlap_and_no_two_lines_cross(width) -> None:
    decoding = small.translator().translate(small.SENTENCES[0], Beam(width)).decoding
    places = place_nodes(decoding.nodes, lambda node: 1 + node.token % 7)
    assert set(places) == set(decoding.nodes)
    rows = [[1 + node.token % 7 for node in decoding.nodes if node.step == step] for step in range(len(decoding.steps))]
    assert max(abs(column) for column, _ in places.values()) <= max(map(sum, rows)) / 2
    for step in range(len(decoding.steps)):
        row = sorted((node for node in decoding.nodes if node.step == step), key=lambda node: places[node][0])
        for left, right in pairwise(row):
            needed = (2 + left.token % 7 + right.token % 7) / 2
            assert places[right][0] - places[left][0] >= needed - 1e-6
            if left.parent and right.parent:
                assert places[left.parent][0] <= places[right.parent][0]
