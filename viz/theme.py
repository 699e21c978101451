"""The one place of identity: colours, scales, type and the plotly layout that every figure shares.

`.streamlit/config.toml` repeats the palette for the widgets around the figures; a test holds that the two agree.
The scales are OKLCh paths sampled at equal CIEDE2000 steps, so that equal differences look equal; both sequential
scales start at the page's background, so that zero fades into the page, and run through the same hues.
"""

from dataclasses import dataclass
from typing import Any, Literal

Mode = Literal["light", "dark"]

FONT = '"IBM Plex Sans", "IBM Plex Mono", "Headlight Noto Sans SC", system-ui, sans-serif'
MONO_FONT = '"IBM Plex Mono", "Headlight Noto Sans SC", ui-monospace, monospace'

# Twelve colours of contrast ≥ 3 on both backgrounds that stay apart (CIEDE2000 ≥ 9.5) in protanopia and deuteranopia,
# in an order in which the first eight are as far apart as can be (≥ 10).
HEAD_COLOURS: tuple[str, ...] = (
    "#427EF6",
    "#EE6705",
    "#B07E98",
    "#C12C09",
    "#7952B1",
    "#BB2C70",
    "#6A9E81",
    "#167674",
    "#908EC3",
    "#02AA43",
    "#A06D5D",
    "#477336",
)

_SEQUENTIAL_LIGHT = (
    "#FFFDFA #FCF2DF #FAE3BD #F8D097 #F7B976 #F79F58 #F2884B #EA744B #E0614E "
    "#D65053 #C7445C #B63C65 #A0336D #862C71 #67286F #452364 #241D50"
)
_SEQUENTIAL_DARK = (
    "#17191F #1C2033 #27264C #3E2A69 #622C78 #852C7A #A13273 #B73B69 #C9445D "
    "#D65052 #E1614A #EA7443 #F1883F #F7A048 #FCBB67 #FFD588 #FFEDA8"
)
_DIVERGING_LIGHT = (
    "#284A8B #3160A4 #3975BB #418BD1 #65A3DD #8BBDEB #B4D6F5 #DBEAF9 #F9FAFC "
    "#F9E6D8 #F4CEAE #EBB181 #DE9158 #D07231 #BB5A1E #A0451A #812F13"
)
_DIVERGING_DARK = (
    "#97D4F8 #6EB6E8 #4B9BDB #3583C8 #2F6DAC #26568E #234167 #213042 #1E2226 "
    "#3D281F #5B321F #7D3D1D #9E5123 #BD6427 #D17E3C #E39D5C #F5BF81"
)


@dataclass(frozen=True)
class TypeScale:
    """Font sizes in CSS pixels; each step is about 1.2 times the one before."""

    small: int = 11
    label: int = 13
    body: int = 16
    heading: int = 19
    title: int = 23
    display: int = 28


TYPE = TypeScale()


@dataclass(frozen=True)
class Theme:
    """The colours of one mode, as CSS hexadecimal strings."""

    mode: Mode
    background: str  # the page
    panel: str  # side bar and widgets
    text: str
    muted: str  # secondary text, axis labels
    grid: str  # lines inside a figure
    border: str  # lines around things
    accent: str  # what is chosen, links, buttons
    masked: str  # a cell that may not be looked at: unlike zero and unlike any value
    error: str
    sequential: tuple[str, ...]  # from zero (the background) to the largest value
    diverging: tuple[str, ...]  # negative, zero, positive


_LIGHT = Theme(
    mode="light",
    background="#FFFDFA",
    panel="#F5F2EC",
    text="#1C1D22",
    muted="#5D5F68",
    grid="#E9E5DD",
    border="#D9D4CA",
    accent="#9A5B00",
    masked="#D5D7DB",
    error="#B3261E",
    sequential=tuple(_SEQUENTIAL_LIGHT.split()),
    diverging=tuple(_DIVERGING_LIGHT.split()),
)
_DARK = Theme(
    mode="dark",
    background="#17191F",
    panel="#20232B",
    text="#ECEAE4",
    muted="#A3A6B0",
    grid="#2C303A",
    border="#3F4450",
    accent="#F6A93B",
    masked="#3A3D42",
    error="#FF8A7A",
    sequential=tuple(_SEQUENTIAL_DARK.split()),
    diverging=tuple(_DIVERGING_DARK.split()),
)


def theme(mode: Mode) -> Theme:
    """The theme of a mode."""
    return _DARK if mode == "dark" else _LIGHT


def head_colour(head: int) -> str:
    """The colour of a head in every figure; beyond twelve heads the colours repeat."""
    return HEAD_COLOURS[head % len(HEAD_COLOURS)]


def layout(theme: Theme) -> dict[str, Any]:
    """What all figures share, for `figure.update_layout(layout(theme))`: type, colours, margins, hover labels."""
    axis = {
        "gridcolor": theme.grid,
        "linecolor": theme.border,
        "zerolinecolor": theme.border,
        "tickcolor": theme.border,
        "tickfont": {"size": TYPE.label, "color": theme.muted},
        "title": {"font": {"size": TYPE.label, "color": theme.muted}, "standoff": 8},
        "automargin": True,
    }
    bar = {"outlinewidth": 0, "thickness": 10, "tickfont": {"size": TYPE.small, "color": theme.muted}}
    shared = {
        "font": {"family": FONT, "size": TYPE.label, "color": theme.text},
        "title": {"font": {"size": TYPE.body, "color": theme.text}, "x": 0, "xanchor": "left"},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": list(HEAD_COLOURS),
        "colorscale": {"sequential": list(theme.sequential), "diverging": list(theme.diverging)},
        "coloraxis": {"colorbar": bar},
        "xaxis": axis,
        "yaxis": axis,
        "hoverlabel": {
            "bgcolor": theme.panel,
            "bordercolor": theme.border,
            "font": {"family": FONT, "size": TYPE.label, "color": theme.text},
        },
        "legend": {"font": {"size": TYPE.label, "color": theme.text}},
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": theme.muted, "activecolor": theme.text},
        "annotationdefaults": {"font": {"size": TYPE.label, "color": theme.text}, "showarrow": False},
    }
    template = {"layout": shared, "data": {"heatmap": [{"type": "heatmap", "colorbar": bar}]}}
    return {"template": template, "margin": {"l": 8, "r": 8, "t": 32, "b": 8}, "autosize": True}
