"""What the steps show beside the sums by hand: a row of weights, the shop, the softmax, its scaling, a real head."""

from decimal import Decimal

import streamlit as st

from model.lessons.attention_by_hand import STAGE, softmax
from model.lessons.scaling import KEYS, measure_scaling
from model.lessons.shop import SHELVES, visit
from pages import _results as results
from pages import _session as session
from pages.lessons._sentence_words import choose_word
from pages.lessons.lesson import Reader
from viz.attention_bars import attention_bars
from viz.attention_style import cell_names
from viz.labels import number_text
from viz.lesson import sums_by_hand as sums
from viz.lesson.scaling_curves import scaling_curves
from viz.lesson.weight_bars import weight_bars

SIZES = (4, 16, 64, 256, 1024)
"""d_k of the random queries and keys."""


def show_row(reader: Reader) -> None:
    """What one word looks at, in the heads that tell most about it."""
    text, view = reader.text, results.attention(reader.sentence, "encoder", name=reader.model)
    word = choose_word(view.queries, text("lesson_self_attention.word"), key="self_attention_word")
    cells = results.telling(view, word)
    figure = session.drawn(
        attention_bars, view, cells, word, session.current_theme(), unit=text("lesson_self_attention.weight")
    )
    alt = text("lesson_self_attention.row_alt", heads=cell_names(view, cells), word=view.queries.labels[word])
    session.show_figure(figure, key="self_attention_row", alt=alt)
    st.caption(text("lesson_self_attention.bars_of", heads=cell_names(view, cells)))


def show_shop(reader: Reader) -> None:
    text = reader.text
    wish: list[float] = []
    for place, (name, first) in zip(st.columns(2), {"sweet": 1.5, "crisp": 0.5}.items(), strict=True):
        label = text(f"lesson_self_attention.shop_{name}")
        wish.append(place.slider(label, -2.0, 3.0, first, 0.5, key=f"self_attention_{name}", bind="query-params"))
    found = visit((wish[0], wish[1]))
    names: list[str] = []
    for shelf in SHELVES:
        name, (sweet, crisp) = text(f"lesson_self_attention.shop_{shelf.name}"), shelf.key
        names.append(text("lesson_self_attention.shelf", name=name, sweet=sweet, crisp=crisp))
    unit = text("lesson_self_attention.taken")
    figure = session.drawn(weight_bars, names, found.shares, unit=unit, theme=session.current_theme())
    session.show_figure(figure, key="self_attention_shop", alt=text("lesson_self_attention.shop_alt"))
    prices = " + ".join(f"{share:.2f} · {shelf.price:g}" for share, shelf in zip(found.shares, SHELVES, strict=True))
    st.markdown(text("lesson_self_attention.basket", sum=prices, price=found.price))


def show_softmax(reader: Reader) -> None:
    """Three scores and a temperature, with the sums by hand and bars."""
    text = reader.text
    scores: list[Decimal] = []
    *places, last = st.columns(4)
    for place, (number, default) in zip(places, enumerate((2.0, 1.0, 0.1), start=1), strict=True):
        typed = place.number_input(
            text("lesson_self_attention.score_n", n=number), -1.0, 3.0, default, 0.1, format="%.1f",
            key=f"self_attention_score{number}", bind="query-params",
        )  # fmt: skip
        scores.append(Decimal(f"{typed:.1f}"))
    name = text("lesson_self_attention.temperature")
    heat = last.slider(name, 0.2, 5.0, 1.0, 0.2, key="self_attention_temperature", bind="query-params")
    warmed = softmax(tuple((score / Decimal(f"{heat:.1f}")).quantize(STAGE) for score in scores), STAGE, STAGE)
    names = [number_text(score) for score in scores]
    st.table(sums.softmax_table(warmed, names, text))
    exact = sum(score.exp() for score in warmed.scores)
    st.caption(text("lesson_self_attention.two_sums", sum=sums.sum_of(warmed), exact=exact))
    figure = session.drawn(weight_bars,
        names, [float(share) for share in warmed.shares], unit=text("lesson_self_attention.share"),
        theme=session.current_theme(),
    )  # fmt: skip
    session.show_figure(figure, key="self_attention_softmax", alt=text("lesson_self_attention.softmax_alt"))


def show_scaling(reader: Reader) -> None:
    text, measured = reader.text, [measure_scaling(size) for size in SIZES]
    figure = session.drawn(scaling_curves, measured, KEYS, text=text, theme=session.current_theme())
    last = measured[-1]
    values = {"d_k": last.d_k, "plain": last.plain.variance, "scaled": last.scaled.variance}
    session.show_figure(figure, key="self_attention_scaling", alt=text("lesson_self_attention.scaling_alt", **values))
    st.caption(text("lesson_self_attention.scaling_caption", keys=KEYS))
