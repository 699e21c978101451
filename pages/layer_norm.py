import streamlit as st

from model.residual import StreamProfile, norm_steps, sublayers
from model.trace import StackTrace, Trace
from pages import _address as address
from pages import _models as models
from pages import _results as results
from pages import _session as session
from pages._norm_by_hand import show_norm_by_hand
from pages._tables import table_on_request
from viz.norm_figures import gains_and_biases, norm_histograms, token_through_depth
from viz.stream_map import QUANTITIES, site_name, stream_description, stream_map
from viz.stream_table import stream_table
from viz.text import markdown_escape

TOKEN, NORM = "token", "norm"

text = session.text()
theme = session.current_theme()


def choose_stack(trace: Trace) -> StackTrace | None:
    """The encoder, where the model has one and it is chosen, or the decoder."""
    if not (trace.encoder and trace.decoder):
        return trace.encoder or trace.decoder
    stacks = {stack: text(f"layer_norm.stack_{stack}") for stack in ("encoder", "decoder")}
    chosen = address.choice(text("layer_norm.stack"), stacks, key="stack")
    return trace.encoder if chosen == "encoder" else trace.decoder


def token_codes(seen: StreamProfile) -> dict[str, str]:
    """What stands for each token in the address bar: its place and itself, so that it belongs to its sentence."""
    return {f"{place}-{piece}": f"{place} · {piece}" for place, piece in enumerate(seen.tokens.labels, start=1)}


def site_codes(seen: StreamProfile) -> dict[str, str]:
    return {f"{site.layer + 1}-{site.sublayer}": site_name(site, text) for site in seen.sites}


def show_map(seen: StreamProfile, row: int, token: int) -> None:
    """One number of every sublayer and token; a click chooses both."""
    options = {name: text(f"layer_norm.quantity_{name}") for name in QUANTITIES}
    quantity = address.choice(text("layer_norm.quantity"), options, key="quantity_norm", dropdown=True)
    tokens, sites = list(token_codes(seen)), list(site_codes(seen))

    def select(clicked: list[int]) -> None:
        st.session_state[NORM], st.session_state[TOKEN] = sites[clicked[0]], tokens[clicked[1]]

    figure = session.drawn(stream_map, seen, quantity, row, token, text=text, theme=theme)
    alt = stream_description(seen, quantity, text)
    st.caption(text(f"layer_norm.about_{quantity}"))
    session.show_figure(figure, key="stream", alt=alt, on_click=select)
    st.caption(text("layer_norm.click"))


def choose_token_and_norm(seen: StreamProfile) -> tuple[int, int]:
    """The row and the column that are looked at closely."""
    tokens, sites = token_codes(seen), site_codes(seen)
    left, right = st.columns(2)
    with left:
        token = address.choice(text("layer_norm.token"), tokens, key=TOKEN, dropdown=True)
    with right:
        norm = address.choice(text("layer_norm.norm"), sites, key=NORM, dropdown=True)
    return list(sites).index(norm), list(tokens).index(token)


def show_norm(stack: StackTrace, row: int, token: int) -> None:
    """What one norm does to one token."""
    steps = norm_steps(sublayers(stack)[row], token)
    piece = stack.tokens.labels[token]
    mean, std = steps.spread
    alt = text("layer_norm.histograms_alt", piece=piece, mean=mean, std=std)
    session.show_figure(session.drawn(norm_histograms, steps, text, theme), key="histograms", alt=alt)


def show_depth(seen: StreamProfile, token: int) -> None:
    piece = seen.tokens.labels[token]
    st.subheader(text("layer_norm.depth_title"), anchor=False)
    st.caption(text("layer_norm.depth_caption", piece=markdown_escape(piece)))
    alt = text("layer_norm.depth_alt", piece=piece)
    session.show_figure(session.drawn(token_through_depth, seen, token, text, theme), key="depth", alt=alt)


def show_parameters(seen: StreamProfile, row: int) -> None:
    st.subheader(text("layer_norm.parameters_title"), anchor=False)
    st.caption(text("layer_norm.parameters_caption"))
    alt = text("layer_norm.parameters_alt", site=site_name(seen.sites[row], text))
    session.show_figure(session.drawn(gains_and_biases, seen, row, text, theme), key="parameters", alt=alt)


@session.part
def show_table(seen: StreamProfile) -> None:
    """All numbers of the map."""
    table_on_request(text("layer_norm.table"), lambda: stream_table(seen), "headlight-residual-stream")


@session.part
def show_closely(stack: StackTrace) -> None:
    """The map, one token at one norm, and the token through the whole stack."""
    seen = results.stream(stack)
    wide, narrow = st.columns([3, 2], gap="large")
    with narrow:
        row, token = choose_token_and_norm(seen)
        show_norm(stack, row, token)
    with wide:
        show_map(seen, row, token)
        st.caption(text("layer_norm.pre" if seen.norm_first else "layer_norm.post"))
        if seen.norm_kind == "rms":
            st.caption(text("layer_norm.rms"))
    wide, narrow = st.columns(2, gap="large")
    with wide:
        show_depth(seen, token)
    with narrow:
        show_parameters(seen, row)


@session.part
def show_by_hand() -> None:
    with st.expander(text("layer_norm.hand_title"), key="by_hand", bind="query-params") as opened:
        if opened.open:
            show_norm_by_hand()


name = models.title_with_model("layer_norm", text("layer_norm.title"))
st.markdown(text("layer_norm.question"))
left, right = st.columns([3, 1])
with left:
    sentence = models.sentence_input(name)
with session.guarded():
    session.show_unknown_characters(results.typed(sentence, name))
    with right:
        stack = choose_stack(results.seen(sentence, name))
    if stack:
        show_closely(stack)
        show_table(results.stream(stack))
show_by_hand()
