import streamlit as st

from model.attention_view import AttentionView, Cell
from model.trace import Trace
from model.translator import Translation
from pages import _attention_settings as settings
from pages import _models as models
from pages import _results as results
from pages import _session as session
from viz.attention_arcs import SMALLEST, attention_arcs
from viz.attention_bars import attention_bars
from viz.attention_grid import attention_grid
from viz.attention_heatmap import attention_heatmap
from viz.attention_style import cell_colours, cell_name, cell_names, value_scale
from viz.attention_table import COLUMNS, attention_table
from viz.text import markdown_escape

text = session.text()
theme = session.current_theme()


def show_translation(translation: Translation) -> None:
    """What the model wrote, large; what it could not finish, small."""
    st.caption(text("attention.translation" if translation.source else "attention.continuation", **languages))
    st.subheader(markdown_escape(translation.text) or text("attention.no_translation"), anchor=False)
    if not translation.complete:
        st.caption(text("attention.unfinished"))


def show_overview(view: AttentionView, chosen: tuple[Cell, ...]) -> None:
    """All heads as thumbnails; clicks choose."""
    session.show_figure(
        session.drawn(attention_grid, view, chosen, theme),
        key="grid",
        alt=text("attention.grid_alt", cells=len(view.cells), chosen=cell_names(view, chosen)),
        on_click=lambda cell: settings.click_head(view, tuple(cell)),
    )
    key = theme.mode if view.quantity == "weights" else view.quantity
    caption(text("attention.grid_caption"), text(f"attention.grid_{key}"))


def show_focus(view: AttentionView, chosen: tuple[Cell, ...], focus: int, word: str) -> None:
    """The largest numbers of the word in focus."""
    st.markdown(f"**{text('attention.bars_title', word=markdown_escape(word))}**")
    session.show_figure(
        session.drawn(attention_bars, view, chosen, focus, theme, unit=unit(view)),
        key="bars",
        alt=text("attention.bars_alt", word=word, chosen=cell_names(view, chosen)),
    )
    st.caption(text(f"attention.bars_{view.quantity}"))


def show_picture(
    picture: str, view: AttentionView, chosen: tuple[Cell, ...], focus: int | None, words: tuple[str, ...]
) -> None:
    """The chosen heads, large."""
    if picture == "table":
        names = {column: text(f"attention.column_{column}") for column in COLUMNS}
        st.dataframe(attention_table(view, chosen, focus=focus), hide_index=True, column_config=names)
    elif picture == "ribbons" and view.quantity == "weights":
        session.show_figure(
            session.drawn(attention_arcs, view, chosen, theme, focus=focus),
            key="ribbons",
            alt=text("attention.ribbons_alt", chosen=cell_names(view, chosen)),
            on_click=lambda word: settings.focus_on(words, word),
        )
    else:
        places = st.columns(min(2, len(chosen)))
        for index, (cell, colour) in enumerate(cell_colours(view, chosen).items()):
            with places[index % len(places)]:
                session.show_figure(
                    session.drawn(attention_heatmap, view, cell, colour, theme, unit=unit(view), focus=focus),
                    key=f"heatmap_{index}",
                    alt=text("attention.heatmap_alt", chosen=cell_name(view, cell)),
                )


def show_how_to_read(picture: str, view: AttentionView) -> None:
    """What one sees: who looks at whom, unit and range, and what became of the rows."""
    sentences = [text(f"attention.read_{view.kind}", **languages)]
    match view.quantity:
        case "weights":
            sentences.append(text(f"attention.rows_{view.rows}"))
            if picture == "ribbons":
                sentences.append(text("attention.read_ribbons", smallest=SMALLEST))
        case "scores":
            sentences.append(text("attention.read_scores", largest=f"{value_scale(view, theme).highest:.1f}"))
        case "mask":
            sentences.append(text("attention.read_mask"))
    caption(*sentences)


@session.part
def show_attention(sentence: str, trace: Trace) -> None:
    """What of the attention is shown, and the heads."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = settings.choose_kind(trace, languages)
        quantity = settings.choose("quantity", "weights", "scores", "mask")
        with st.popover(text("attention.more")):
            by_word = settings.choose("unit", "words", "subwords") == "words"
            specials = settings.choose("specials", "show", "hide", "rescale")
            together = settings.choose_together()
    view = results.attention(sentence, kind, quantity, together, by_word, specials, name)
    weights = results.attention(sentence, kind, together=together, name=name)
    show_heads(view, weights, trace.tokens(kind)[0].words)


@session.part
def show_heads(view: AttentionView, weights: AttentionView, words: tuple[str, ...]) -> None:
    """The overview, and the chosen heads large, side by side; at first those whose `weights` tell most."""
    overview, pictures = st.columns([5, 7], gap="medium")
    picture_place, focus_place = pictures.columns(2)
    with focus_place:
        focus = settings.choose_focus(words)
    if not view.values.numel():
        st.info(text("attention.nothing"))
        return
    with picture_place:
        picture = settings.choose("picture", "ribbons", "heatmap", "table")
    with overview:
        thumbnails = st.container()
        with st.container(horizontal=True, vertical_alignment="bottom"):
            chosen = settings.choose_heads(view, weights, words)
            settings.choose_click()
        with thumbnails:
            show_overview(view, chosen)
        if focus is not None and view.queries.of_word(focus) and view.quantity != "mask":
            show_focus(view, chosen, focus, words[focus])
    with pictures:
        show_picture(picture, view, chosen, focus, words)
        show_how_to_read(picture, view)
        st.download_button(
            text("attention.download"),
            lambda: attention_table(view, chosen).to_csv(index=False).encode(),
            "headlight-attention.csv",
            "text/csv",
        )


def caption(*sentences: str) -> None:
    st.caption(("" if text.language == "zh" else " ").join(sentences))


def unit(view: AttentionView) -> str:
    return text("attention.score" if view.quantity == "scores" else "attention.weight")


name = models.title_with_model("attention", text("attention.title"), about=text("attention.question"))
languages = models.languages(name)
left, right = st.columns(2)
with left:
    sentence = models.sentence_input(name)
with session.guarded():
    if models.known(name).writes:
        with right, st.container(gap=None):
            show_translation(results.translation(sentence, name=name))
    session.show_unknown_characters(results.typed(sentence, name))
    show_attention(sentence, results.seen(sentence, name))
