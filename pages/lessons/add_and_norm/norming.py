"""What is normalised: over which numbers, how, and what goes wrong."""

import streamlit as st

from model.layer_norm_by_hand import by_hand
from model.lessons import add_and_norm as lesson
from pages import _address as address
from pages import _loaded as loaded
from pages import _session as session
from pages._norm_by_hand import show_norm_by_hand
from pages.lessons.lesson import Reader
from viz.labels import number_text
from viz.lesson.dependence import dependence_table
from viz.lesson.norm_cube import norm_cube
from viz.lesson.prose import Markdown
from viz.text import markdown_escape

EVEN, TINY = (1.0, 2.0, 3.0, 4.0), (0.001, 0.002, 0.003, 0.004)
GAIN, BIAS = 1.5, 0.5


def show_by_hand(reader: Reader) -> None:
    show_norm_by_hand("add_and_norm_")


def show_mistake(reader: Reader) -> None:
    st.code(lesson.AFFINE_ONLY, language="python", line_numbers=True)


def affine_only(reader: Reader) -> dict[str, object]:
    """What the mistake makes of the worked example and of the reader's translation."""
    wrong = [GAIN * x + BIAS for x in EVEN]
    right = by_hand(EVEN, GAIN, BIAS).rounded_last
    translated = loaded.translator(reader.model).translate(reader.sentence, tap=lesson.affine_only())
    return {
        "wrong": Markdown(f"$[{', '.join(map(str, wrong))}]$"),
        "right": Markdown(f"$[{', '.join(map(str, right))}]$"),
        "translation": reader.translation.text,
        "wrong_translation": translated.text or "…",
    }


def show_epsilon(reader: Reader) -> None:
    """Two places for ε, on numbers that spread and on numbers that hardly differ."""
    text = reader.text
    for values in (EVEN, TINY):
        found = lesson.epsilon_forms(values)
        shown = ",\\ ".join(f"{value:g}" for value in values)
        st.markdown(f"$x = [{shown}]$")
        for name in ("under_root", "beside_std"):
            numbers = ",\\ ".join(f"{value:.4f}" for value in getattr(found, name).tolist())
            st.markdown(text(f"lesson_add_and_norm.epsilon_{name}", numbers=numbers))
    found = lesson.epsilon_forms(EVEN)
    says = {True: text("lesson_add_and_norm.has_gradient"), False: text("lesson_add_and_norm.no_gradient")}
    st.markdown(
        text(
            "lesson_add_and_norm.gradients",
            under_root=says[found.gradient_under_root],
            beside_std=says[found.gradient_beside_std],
        )
    )


def show_cube(reader: Reader) -> None:
    """Two sentences of three words of four features: which numbers share a mean."""
    text = reader.text
    names = {over: text(f"lesson_add_and_norm.norm_{over}") for over in lesson.NORMS}
    over = address.choice(text("lesson_add_and_norm.norm"), names, key="add_and_norm_over")
    shape = lesson.CUBE.shape
    index = lesson.sets([shape[1]] * shape[0], shape[2], over)
    cells = {
        f"{b + 1}{p + 1}{f + 1}": text("lesson_add_and_norm.cell", sentence=b + 1, word=p + 1, feature=f + 1)
        for b in range(shape[0])
        for p in range(shape[1])
        for f in range(shape[2])
    }
    code = address.choice(text("lesson_add_and_norm.choose_cell"), cells, key="add_and_norm_cell", dropdown=True)
    sentence, word, feature = (int(digit) - 1 for digit in code)

    def select(clicked: list[int]) -> None:
        st.session_state["add_and_norm_cell"] = "".join(str(place + 1) for place in clicked)

    figure = session.drawn(
        norm_cube,
        lesson.CUBE.numpy(),
        index.view(shape).numpy(),
        (sentence, word, feature),
        words=[
            text("lesson_add_and_norm.word_of", sentence=b + 1, word=p + 1)
            for b in range(shape[0])
            for p in range(shape[1])
        ],
        features=[text("lesson_add_and_norm.feature", n=f + 1) for f in range(shape[2])],
        theme=session.current_theme(),
    )
    made = lesson.normed(lesson.CUBE.flatten(0, 1), index)
    row = sentence * shape[1] + word
    said = {
        "count": int((index == index[row, feature]).sum()),
        "mean": float(made.mean[row, feature]),
        "variance": float(made.variance[row, feature]),
        "before": float(lesson.CUBE[sentence, word, feature]),
        "after": number_text(float(made.values[row, feature]), ".2f"),
    }
    alt = text("lesson_add_and_norm.cube_alt", norm=names[over], cell=cells[code], count=said["count"])
    session.show_figure(figure, key="add_and_norm_cube", alt=alt, on_click=select)
    st.markdown(text("lesson_add_and_norm.shared", **said) + " " + text(f"lesson_add_and_norm.over_{over}"))


def show_dependence(reader: Reader) -> None:
    """What the first word's numbers depend on, by the kind of norm."""
    text, translator = reader.text, loaded.translator(reader.model)
    found = {over: lesson.dependence(translator, reader.sentence, over) for over in lesson.NORMS}
    st.table(dependence_table(found, text))
    first, second = (markdown_escape(sentence) for sentence in lesson.NEIGHBOURS)
    st.caption(text("lesson_add_and_norm.dependence", first=first, second=second))
