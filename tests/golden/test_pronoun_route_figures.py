import pytest

from model.evaluation import CONDITIONS, Proportion
from model.evaluation.measured import PronounRoute
from viz.pronoun_route import cut_title, pronoun_routes
from viz.pronoun_route_table import route_table
from viz.text import LANGUAGES, Text
from viz.theme import theme

CUTS = ("none", "encoder antecedent", "cross following")
DEEP = PronounRoute(
    {cut: Proportion(hits, 100) for cut, hits in zip(CUTS, (95, 20, 95), strict=True)}, "L6·H4", Proportion(93, 100)
)
PLAIN = PronounRoute(
    {cut: Proportion(hits, 100) for cut, hits in zip(CUTS, (90, 88, 51), strict=True)}, "L2·H1", Proportion(60, 100)
)


@pytest.mark.parametrize(("routes", "name"), [({"A": DEEP, "B": PLAIN}, "two"), ({"A": DEEP}, "one")])
def test_routes(valid_golden, routes: dict[str, PronounRoute], name: str) -> None:
    figure = pronoun_routes(routes, Text("en"), theme("light" if name == "two" else "dark"))
    valid_golden(figure, f"pronoun_routes_{name}")


def test_every_dot_lies_where_it_was_measured_with_its_interval() -> None:
    figure = pronoun_routes({"A": DEEP, "B": PLAIN}, Text("en"), theme("light"))
    for trace, route in zip(figure.data, (DEEP, PLAIN), strict=True):
        assert list(trace.x) == [share.value for share in route.right.values()]
        for x, above, below, share in zip(
            trace.x, trace.error_x.array, trace.error_x.arrayminus, route.right.values(), strict=True
        ):
            assert (x - below, x + above) == pytest.approx(share.interval, abs=2e-4)
        assert list(trace.customdata) == [label.strip() for label in figure.layout.yaxis.ticktext]
    assert all(below < above for below, above in zip(figure.data[0].y, figure.data[1].y, strict=True))


def test_the_table_has_every_share_with_its_interval() -> None:
    table = route_table({"A": DEEP, "B": PLAIN}, Text("en"))
    assert list(table.columns) == ["edges cut", "A", "B"]
    assert table.iloc[1].tolist() == ["it → right noun", str(Proportion(20, 100)), str(Proportion(88, 100))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cut_has_a_name(language) -> None:
    names = [cut_title(condition.name, Text(language)) for condition in CONDITIONS]
    assert len(set(names)) == len(CONDITIONS)
