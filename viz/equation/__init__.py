"""An equation whose symbols light up together with what they mean: a component of its own, in the files beside this.

KaTeX (static/katex, MIT licence) sets it, because Streamlit's own KaTeX marks no parts of a formula.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCRIPT, STYLE = ((Path(__file__).parent / f"equation.{ending}").read_text(encoding="utf-8") for ending in ("js", "css"))


@dataclass(frozen=True)
class Symbol:
    """A symbol of an equation in LaTeX, and what it means in plain text (`$…$` within it is LaTeX)."""

    tex: str
    meaning: str


def equation(tex: str, symbols: Mapping[str, Symbol], title: str) -> dict[str, Any]:
    r"""What the component draws. In `tex` a symbol is marked by its id: `\lit{query}{Q}`.

    Raises ValueError where an id is marked and not explained, or explained and not marked.
    """
    marked = {piece.partition("}")[0] for piece in tex.split(r"\lit{")[1:]}
    if marked != set(symbols):
        raise ValueError(f"marked and explained symbols differ: {sorted(marked ^ set(symbols))}")
    explained = [{"id": id, "tex": symbol.tex, "meaning": symbol.meaning} for id, symbol in symbols.items()]
    return {"tex": tex.replace(r"\lit{", r"\htmlData{symbol="), "symbols": explained, "title": title}
