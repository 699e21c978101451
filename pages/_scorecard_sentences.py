"""The sentences that the scorecard page measures: of the grammar, or the reader's own."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from model.analysis.own_sentences import MOST_ROWS, Rejected, read_own_sentences
from model.analysis.stored import COUNT, Measured
from model.evaluation.probes import Probe, make_probes
from pages import _address as address
from pages import _loaded as loaded
from pages import _results as results
from pages import _session as session
from pages._measuring import measured
from viz.text import markdown_escape

COUNTS = (COUNT, 30, 300)
_SHOWN_REJECTED = 5
_EXAMPLE = (
    "sentence,antecedent,distractor,pronoun\n"
    "The trophy doesn't fit in the suitcase because it is too big.,trophy,suitcase,il\n"
    "The trophy doesn't fit in the suitcase because it is too small.,suitcase,trophy,elle\n"
)


@dataclass(frozen=True)
class Sentences:
    """What is measured, a key by which the results are kept, and what was measured of them beforehand."""

    key: str
    probes: tuple[Probe, ...]
    stored: Measured | None = None


def choose_sentences(name: str) -> Sentences | None:
    """What the reader wants measured; None as long as there is nothing. Raises TableError."""
    text = session.text()
    left, right = st.columns([1, 2])
    with left:
        sources = {source: text(f"scorecard.source_{source}") for source in ("grammar", "own")}
        source = address.choice(text("scorecard.source"), sources, key="source")
    with right:
        if source == "own":
            return _own(name)
        counts = {str(count): text("scorecard.count", n=count) for count in COUNTS}
        count = int(address.choice(text("scorecard.counts"), counts, key="n", help=text("scorecard.counts_help")))
    stored = results.stored_scorecard(name) if count == COUNT else None
    if stored:
        return Sentences(f"{name} {count}", stored.scorecard.probes, stored)
    probes = measured(
        "probes",
        f"{name} {count}",
        text("scorecard.drawing"),
        lambda progress: tuple(make_probes(loaded.translator(name), count=count)),
    )
    return Sentences(f"{name} {count}", probes)


def _own(name: str) -> Sentences | None:
    text = session.text()
    file = st.file_uploader(text("scorecard.upload", most=MOST_ROWS), type=["csv", "tsv", "txt"], key="own_sentences")
    with st.expander(text("scorecard.form_title")):
        st.markdown(text("scorecard.form"))
        st.code(_EXAMPLE, language=None)
        st.download_button(text("scorecard.form_download"), _EXAMPLE, "headlight-sentences.csv", "text/csv")
    if file is None:
        st.info(text("scorecard.no_file"))
        return None
    content = file.getvalue()
    key = f"{name} {hashlib.sha256(content).hexdigest()}"
    translator = loaded.translator(name)
    own = measured(
        "own", key, text("scorecard.drawing"), lambda progress: read_own_sentences(content, translator, progress)
    )
    if own.rejected:
        _show_rejected(own.rejected)
    return Sentences(key, own.probes) if own.probes else None


def _show_rejected(rejected: Sequence[Rejected]) -> None:
    """What was wrong with which line, in the reader's language."""
    text = session.text()
    lines = [
        text(
            "scorecard.rejected_line",
            line=row.line,
            sentence=markdown_escape(row.sentence[:80]),
            reason=session.error_message(row.reason),
        )
        for row in rejected[:_SHOWN_REJECTED]
    ]
    st.warning("\n".join([text("scorecard.rejected", n=len(rejected)), "", *(f"- {line}" for line in lines)]))
