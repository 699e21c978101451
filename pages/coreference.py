from collections.abc import Sequence

import streamlit as st

from model.coreference import HeadComparison, Resolution, compare
from model.coreference_pairs import READY_PAIRS, ReadyPair
from pages import _address as address
from pages import _models as models
from pages import _results as results
from pages import _session as session
from pages._noun_roles import pick_french, pick_roles
from pages._pronoun_routes import show_routes
from pages._tables import table_on_request
from viz.contrast_change import contrast_change
from viz.contrast_grid import contrast_grid, grid_description
from viz.coreference import following, head_title
from viz.coreference_table import head_table
from viz.marked_text import marked
from viz.pronouns import noun_bars, probabilities, pronoun_bar, pronoun_mark, role_marks
from viz.text import markdown_escape

OWN = "own"
STRONGEST = 5

text = session.text()
theme = session.current_theme()


def read_sentence(pair: ReadyPair | None, n: int) -> str:
    """The sentence of the pair, or the reader's own."""
    if pair:
        return pair.sentences[n - 1]
    famous = READY_PAIRS[0].sentences[n - 1]
    return session.sentence_input(key=f"sentence_{n}", default=famous, label=text("coreference.sentence_n", n=n))


def show_sentence(pair: ReadyPair | None, n: int) -> Resolution | None:
    """One sentence with its translation and its pronoun; None where it cannot be read."""
    sentence = read_sentence(pair, n)
    with session.guarded():
        translation = results.translation(sentence, name=name)
        source = translation.typed
        session.show_unknown_characters(source)
        roles = pair.roles(n - 1, source) if pair else pick_roles(source, n)
        french = None if pair else pick_french(translation.trace, n)
        shown = results.resolution(sentence, name, roles, french)
        st.markdown(marked(shown.source, role_marks(shown.roles, theme)))
        st.markdown(marked(shown.target, {shown.choice.word: pronoun_mark(theme)} if shown.choice else {}))
        if not translation.complete:
            st.caption(text("coreference.unfinished"))
        show_choice(shown, pair, n)
        return shown
    return None


def show_choice(shown: Resolution, pair: ReadyPair | None, n: int) -> None:
    """The pronoun that was written, how probable it and its counterpart were, and what was to be expected."""
    if shown.roles.pronoun is None:
        st.info(text("coreference.no_pronoun"))
    if shown.roles.antecedent is None or shown.roles.distractor is None:
        st.info(text("coreference.no_noun"))
    lines: list[str] = []
    if shown.choice is None:
        st.info(text("coreference.no_french_pronoun"))
    else:
        lines.append(probabilities(shown.choice, text))
        session.show_figure(session.drawn(pronoun_bar, shown.choice, text, theme), key=f"choice_{n}", alt=lines[0])
    if pair:
        noun, written = pair.nouns[n - 1], shown.choice.written.casefold() if shown.choice else ""
        key = "right" if written == noun.pronoun else "wrong" if written else "none"
        values = {"english": noun.english, "french": noun.french, "pronoun": noun.pronoun, "written": written}
        lines.append(text(f"coreference.expected_{key}", **values))
    if lines:
        st.caption("  \n".join(lines))


def show_grid(shown: Resolution, n: int) -> None:
    """Every head's contrast between the two nouns, as far as there are pronouns and nouns to look at."""
    if not (shown.encoder or shown.cross):
        return
    key = "_encoder" if not shown.cross else "_cross" if not shown.encoder else ""
    pronoun = "" if shown.roles.pronoun is None else shown.source.words[shown.roles.pronoun]
    french = shown.choice.written if shown.choice else ""
    st.caption(text(f"coreference.grid_caption{key}", pronoun=markdown_escape(pronoun), french=french))
    alt = grid_description(shown, text)
    session.show_figure(session.drawn(contrast_grid, shown, text, theme), key=f"grid_{n}", alt=alt)


def show_change(heads: Sequence[HeadComparison], first: Resolution, second: Resolution) -> None:
    """What the changed word changes, head by head."""
    st.caption(text("coreference.change_caption"))
    alt = text("coreference.change_alt", best=head_title(heads[0], text))
    session.show_figure(session.drawn(contrast_change, heads, first, second, text, theme), key="change", alt=alt)


def show_strongest(heads: Sequence[HeadComparison], first: Resolution, second: Resolution) -> None:
    """The raw weights of the heads that follow the meaning, then all numbers."""
    names = ", ".join(head_title(head, text) for head in heads[:STRONGEST])
    st.subheader(text("coreference.bars_title"))
    st.caption(text("coreference.bars_caption" if following(heads) else "coreference.no_head_follows"))
    bars = session.drawn(noun_bars, heads[:STRONGEST], first, second, text, theme)
    session.show_figure(bars, key="bars", alt=text("coreference.bars_alt", heads=names))
    table_on_request(text("coreference.table"), lambda: head_table(heads, first, second, text), "headlight-coreference")


@session.part
def show_pair() -> None:
    """Both sentences, and what every head makes of them."""
    titles = {pair.name: pair.title for pair in READY_PAIRS} | {OWN: text("coreference.own")}
    chosen = address.choice(text("coreference.pair"), titles, key="pair", dropdown=True)
    pair = next((pair for pair in READY_PAIRS if pair.name == chosen), None)
    resolutions: list[Resolution | None] = []
    for n, place in enumerate(st.columns(2, gap="large"), start=1):
        with place:
            resolutions.append(show_sentence(pair, n))
    first, second = resolutions
    st.caption(text("coreference.contrast_caption"))
    left, middle, right = st.columns(3)
    for n, place, shown in ((1, left, first), (2, middle, second)):
        if shown:
            with place:
                show_grid(shown, n)
    if first and second and (heads := compare(first, second)):
        with right:
            show_change(heads, first, second)
        show_strongest(heads, first, second)


name = models.title_with_model("coreference", text("coreference.title"))
st.markdown(text("coreference.question"))
show_pair()
show_routes()
st.caption(text("coreference.honest"))
if models.known(name).is_shipped:
    st.caption(text("coreference.training_plain" if name == "en-fr-plain" else "coreference.training_glossed"))
