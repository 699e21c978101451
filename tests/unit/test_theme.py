"""The identity: colours that people can tell apart, scales that do not mislead, and one palette in two files."""

import tomllib
from itertools import combinations, pairwise
from pathlib import Path
from typing import get_args

import plotly.graph_objects as go
import pytest
from coloraide import Color

from viz import theme as identity
from viz.theme import HEAD_COLOURS, TYPE, Mode, Theme, head_colour, layout, theme

ROOT = Path(__file__).resolve().parents[2]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))


@pytest.fixture(params=get_args(Mode))
def look(request: pytest.FixtureRequest) -> Theme:
    return theme(request.param)


def difference(first: str, second: str, blindness: str | None = None) -> float:
    """CIEDE2000 between two colours, as people with that colour blindness see them (Machado et al. 2009)."""
    seen = [
        Color(colour).filter(blindness, method="machado") if blindness else Color(colour) for colour in (first, second)
    ]
    return seen[0].delta_e(seen[1], method="2000")


@pytest.mark.parametrize(
    ("heads", "blindness", "least"),
    [
        (12, None, 15),
        (12, "protan", 9.5),
        (12, "deutan", 9.5),
        (12, "tritan", 7.5),
        (8, "protan", 10),
        (8, "deutan", 10),
    ],
)
def test_heads_can_be_told_apart(heads: int, blindness: str | None, least: float) -> None:
    assert len(HEAD_COLOURS) == 12
    assert min(difference(*pair, blindness) for pair in combinations(HEAD_COLOURS[:heads], 2)) >= least


@pytest.mark.parametrize("colour", HEAD_COLOURS)
def test_heads_stand_out_from_the_page(colour: str, look: Theme) -> None:
    assert Color(colour).contrast(look.background) >= 3  # WCAG 2.2, 1.4.11: graphical objects


def test_heads_beyond_the_palette_repeat_it() -> None:
    assert head_colour(0) == head_colour(len(HEAD_COLOURS)) != head_colour(1)


@pytest.mark.parametrize("name", ["text", "muted", "accent", "error"])
@pytest.mark.parametrize("ground", ["background", "panel"])
def test_text_can_be_read(look: Theme, name: str, ground: str) -> None:
    assert Color(getattr(look, name)).contrast(getattr(look, ground)) >= 4.5  # WCAG 2.2, 1.4.3


def test_the_sequential_scale_starts_at_the_page_and_runs_evenly(look: Theme) -> None:
    lightness = [Color(colour).convert("oklab")["lightness"] for colour in look.sequential]
    assert look.sequential[0] == look.background
    assert lightness == sorted(lightness, reverse=look.mode == "light")
    steps = [difference(*pair) for pair in pairwise(look.sequential)]
    assert max(steps) <= 1.5 * min(steps)


@pytest.mark.parametrize("blindness", ["protan", "deutan", "tritan"])
def test_the_sequential_scale_stays_ordered_for_the_colour_blind(look: Theme, blindness: str) -> None:
    seen = [Color(colour).filter(blindness, method="machado").convert("lab-d65")["l"] for colour in look.sequential]
    assert seen == sorted(seen, reverse=look.mode == "light")


def test_the_diverging_scale_is_balanced_around_a_quiet_middle(look: Theme) -> None:
    middle = len(look.diverging) // 2
    lightness = [Color(colour).convert("oklab")["lightness"] for colour in look.diverging]
    assert difference(look.diverging[middle], look.background) < 6
    assert lightness[:middle] == pytest.approx(lightness[:middle:-1], abs=0.06)
    assert lightness[: middle + 1] == sorted(lightness[: middle + 1], reverse=look.mode == "dark")


def test_a_masked_cell_is_like_no_value(look: Theme) -> None:
    assert min(difference(look.masked, colour) for colour in look.sequential + look.diverging) >= 7


def test_streamlit_and_the_figures_share_one_palette(look: Theme) -> None:
    section = CONFIG["theme"][look.mode]
    assert section["backgroundColor"] == section["sidebar"]["secondaryBackgroundColor"] == look.background
    assert section["secondaryBackgroundColor"] == section["sidebar"]["backgroundColor"] == look.panel
    assert section["textColor"] == look.text
    assert section["primaryColor"] == section["linkColor"] == look.accent
    assert section["borderColor"] == look.border
    assert section["dataframeBorderColor"] == look.grid


def test_streamlit_and_the_figures_share_one_type() -> None:
    section = CONFIG["theme"]
    sizes = [f"{size}px" for size in (TYPE.display, TYPE.title, TYPE.heading, TYPE.body, TYPE.body, TYPE.label)]
    assert section["headingFontSizes"] == sizes
    assert section["baseFontSize"] == TYPE.body
    assert section["codeFontSize"] == f"{TYPE.label}px"
    assert (section["font"], section["codeFont"]) == (identity.FONT, identity.MONO_FONT)
    assert tuple(section["chartCategoricalColors"]) == HEAD_COLOURS


def test_every_font_is_bundled_with_its_licence() -> None:
    faces = CONFIG["theme"]["fontFaces"]
    files = {ROOT / face["url"].removeprefix("app/") for face in faces}
    assert files == set((ROOT / "static/fonts").glob("*.woff2"))
    for file in files:
        assert list(
            file.parent.glob(f"{file.name.partition('-')[0].removesuffix('Sans').removesuffix('Mono')}*LICENSE.txt")
        )
    assert {face["family"] for face in faces} <= {name.strip(' "') for name in identity.FONT.split(",")}


def test_the_layout_is_one_that_plotly_takes(look: Theme) -> None:
    figure = go.Figure(go.Heatmap(z=[[0, 1]])).update_layout(layout(look))
    assert figure.layout.template.layout.xaxis.tickfont.color == look.muted
    assert [colour for _, colour in figure.layout.template.layout.colorscale.sequential] == list(look.sequential)
