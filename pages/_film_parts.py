"""The parts of the film page: the sentence through all snapshots, one snapshot of it, and the numbers."""

import time
from dataclasses import dataclass, replace

import streamlit as st

from model.coreference import Roles
from model.coreference_pairs import READY_PAIRS, ReadyPair
from model.film import Film, Reading, Written, pronoun_place
from pages import _address as address
from pages import _films as films
from pages import _session as session
from pages._noun_roles import pick_roles
from pages._player import Player
from pages._tables import show_table
from viz.contrast_grid import contrast_grid, grid_description
from viz.coreference import noun_words
from viz.film_curves import curves_description, film_curves
from viz.film_strip import pair_story, story, strip_description, writing_strip
from viz.film_tables import frames_table, heads_table, pronoun_probabilities
from viz.labels import head_name
from viz.marked_text import marked
from viz.pronouns import pronoun_bar, pronoun_mark, role_marks
from viz.text import markdown_escape
from viz.theme import Theme

OWN = "own"
_PATIENCE = 0.3  # seconds until progress is shown

player = Player("frame")


@dataclass(frozen=True)
class Asked:
    """A sentence to follow through the snapshots; the other two as in `find_ending`."""

    sentence: str
    label: str
    expected: str | None = None
    roles: Roles | None = None
    place: int | None = None


@dataclass(frozen=True)
class Screening:
    """A film with one sentence, or with both of a pair: what every snapshot makes of them."""

    film: Film
    readings: tuple[Reading, ...]
    written: tuple[Written, ...]
    shown: int
    """Which of `written` the readings belong to."""

    @property
    def tokens(self) -> list[int]:
        return [frame.tokens for frame in self.film.frames]


def choose_sentences(film: Film) -> tuple[list[Asked], int]:
    """Both sentences of a ready pair or the reader's own one, and which of them is shown."""
    text = session.text()
    titles = {pair.name: pair.title for pair in READY_PAIRS} | {OWN: text("film.own")}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = address.choice(text("coreference.pair"), titles, key="pair", dropdown=True)
        pair = next((pair for pair in READY_PAIRS if pair.name == chosen), None)
        if pair:
            words = {str(n): word for n, word in enumerate(pair.words, start=1)}
            shown = int(address.choice(text("film.word"), words, key="word")) - 1
            return [_ready(film, pair, n) for n in (0, 1)], shown
        sentence = session.sentence_input()
    source = films.snapshot(len(film) - 1).read(sentence)
    session.show_unknown_characters(source)
    return [Asked(sentence, text("film.own_label"), roles=pick_roles(source, 1))], 0


def screen(film: Film, asked: list[Asked], shown: int) -> Screening:
    """Let every snapshot read every sentence; what takes long shows how far it is."""
    text, began, bar = session.text(), time.monotonic(), None
    readings: list[tuple[Reading, ...]] = []
    for one in asked:
        of_sentence: list[Reading] = []
        for index in range(len(film)):
            of_sentence.append(films.reading(index, one.sentence, one.roles, one.place))
            if time.monotonic() - began > _PATIENCE:
                bar = bar or st.progress(0.0)
                done = (len(readings) * len(film) + index + 1) / (len(asked) * len(film))
                bar.progress(done, text("film.progress", frame=index + 1, frames=len(film)))
        readings.append(tuple(of_sentence))
    if bar:
        bar.empty()
    written = tuple(
        Written(one.label, tuple(reading.written for reading in of_sentence), one.expected)
        for one, of_sentence in zip(asked, readings, strict=True)
    )
    return Screening(film, readings[shown], written, shown)


def show_story(screening: Screening) -> None:
    """The answer: where the pronoun settles, in words and as a strip of all snapshots."""
    text = session.text()
    lines = [story(screening.written[screening.shown], screening.tokens, text)]
    if len(screening.written) > 1:
        lines.append(pair_story(screening.written, screening.tokens, text))
    elif screening.written[0].goal:
        lines.append(text("film.own_story"))
    st.markdown(" ".join(lines))


def show_strip(screening: Screening, frame: int, theme: Theme) -> None:
    text = session.text()
    figure = session.drawn(writing_strip, screening.written, screening.tokens, frame, text, theme)
    alt = strip_description(screening.written, screening.tokens, text)
    session.show_figure(figure, key="film_strip", alt=alt, on_click=player.go_to)


def show_sentences(reading: Reading, theme: Theme) -> None:
    """What is read, with the pronoun and the nouns it could mean, and what this snapshot writes."""
    text, resolution = session.text(), reading.resolution
    source = marked(resolution.source, role_marks(resolution.roles, theme))
    marks = {} if reading.pronoun is None else {reading.pronoun: pronoun_mark(theme)}
    target = marked(reading.target, marks) or f"*{text('film.writes_nothing')}*"
    st.markdown(f"**{text('film.reads')}**   {source}  \n**{text('film.writes')}**   {target}")


def show_choice(reading: Reading, theme: Theme) -> None:
    """P(il) against P(elle), after the same words at every snapshot."""
    text, resolution = session.text(), reading.resolution
    choice = resolution.choice
    if choice is None:
        st.info(text("film.choice_missing"))
        return
    target = resolution.target
    begun = next(
        span[0] for span, word in zip(target.spans, target.word_of, strict=True) if word == choice.word and span
    )
    prefix = markdown_escape("… " + " ".join(target.text[:begun].split()[-2:]))
    words = text("film.choice", prefix=prefix, probabilities=pronoun_probabilities(choice))
    session.show_figure(session.drawn(pronoun_bar, choice, text, theme), key="film_choice", alt=words)
    st.caption(words, help=text("film.choice_help"))


def show_grid(reading: Reading, theme: Theme) -> None:
    """Every encoder head's contrast between the two nouns in this sentence."""
    text, resolution = session.text(), reading.resolution
    if resolution.roles.pronoun is None:
        st.info(text("coreference.no_pronoun"))
    elif resolution.encoder is None:
        st.info(text("coreference.no_noun"))
    else:
        antecedent, distractor = (markdown_escape(word) for word in noun_words(resolution))
        pronoun = markdown_escape(resolution.source.words[resolution.roles.pronoun])
        caption = text("film.grid_caption", pronoun=pronoun, antecedent=antecedent, distractor=distractor)
        st.caption(caption, help=text("film.grid_help"))
        encoder = replace(resolution, cross=None)
        figure = session.drawn(contrast_grid, encoder, text, theme)
        session.show_figure(figure, key="film_grid", alt=grid_description(encoder, text))


def show_curves(film: Film, frame: int, theme: Theme) -> None:
    text = session.text()
    figure, alt = session.drawn(film_curves, film, frame, text, theme), curves_description(film, frame, text)
    st.caption(text("film.curves_caption"), help=text("film.curves_help"))
    session.show_figure(figure, key="film_curves", alt=alt, on_click=player.go_to)


def show_about(film: Film) -> None:
    """What the numbers mean, and what in the training asked for this behaviour."""
    text, last = session.text(), film.frames[-1]
    parameters = sum(parameter.numel() for parameter in films.snapshot(len(film) - 1).transformer.parameters())
    layer, head = film.best_head
    about = text(
        "film.about",
        parameters=parameters / 1e6,
        n_layers=film.config.n_encoder_layers,
        n_heads=film.config.n_heads,
        pairs=film.n_pairs,
        pronouns=last.pronouns.total,
        head=head_name(layer, head),
        sentences=last.heads[0].wins.total,
    )
    st.caption(f"{about}\n\n{text('coreference.training_glossed')}")


def show_numbers(screening: Screening) -> None:
    """Tables that are made only when they are asked for."""
    text = session.text()
    with st.expander(text("film.table"), key="numbers", bind="query-params") as numbers:
        if numbers.open:
            st.markdown(f"**{text('film.frames_tab')}**")
            table = frames_table(screening.film, screening.readings, text)
            show_table(table, "headlight-film-frames", key="frames_csv")
            st.markdown(f"**{text('film.heads_tab')}**")
            show_table(heads_table(screening.film, text), "headlight-film-heads", key="heads_csv")


def _ready(film: Film, pair: ReadyPair, n: int) -> Asked:
    sentence = pair.sentences[n]
    source = films.snapshot(len(film) - 1).read(sentence)
    roles = pair.roles(n, source)
    assert roles.pronoun is not None
    return Asked(sentence, pair.words[n], pair.nouns[n].pronoun, roles, pronoun_place(source, roles.pronoun))
