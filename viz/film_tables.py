"""The numbers of a film as tables."""

from collections.abc import Sequence

import pandas as pd

from model.coreference import PronounChoice
from model.film import Film, Reading
from viz.labels import head_name, head_of_layer_name, layer_name
from viz.text import Text


def frames_table(film: Film, readings: Sequence[Reading], text: Text) -> pd.DataFrame:
    """One row per snapshot: where training was, what was measured, and what it does with the sentence."""
    layer, head = film.best_head
    name = head_name(layer, head)
    wins = [film.head(index, layer, head).wins for index in range(len(film))]
    frames = film.frames
    choices = [reading.resolution.choice for reading in readings]
    columns: dict[str, Sequence[object]] = {
        text("film.column_tokens"): [frame.tokens for frame in frames],
        text("film.column_step"): [frame.step for frame in frames],
        text("film.column_minutes"): [frame.minutes for frame in frames],
        text("film.column_loss"): [frame.loss for frame in frames],
        text("film.column_bleu"): [frame.bleu and frame.bleu.score for frame in frames],
        text("film.column_bleu_half"): [frame.bleu and frame.bleu.half_width for frame in frames],
        text("film.column_pronouns"): [frame.pronouns.value for frame in frames],
        text("film.column_pronouns_low"): [frame.pronouns.interval[0] for frame in frames],
        text("film.column_pronouns_high"): [frame.pronouns.interval[1] for frame in frames],
        text("film.column_pronouns_of"): [frame.pronouns.total for frame in frames],
        text("film.column_wins", head=name): [one.value for one in wins],
        text("film.column_wins_low"): [one.interval[0] for one in wins],
        text("film.column_wins_high"): [one.interval[1] for one in wins],
        text("film.column_wins_of"): [one.total for one in wins],
        text("film.column_writes"): [reading.target.text for reading in readings],
        text("film.column_pronoun"): [reading.written for reading in readings],
    }
    ending = next((choice for choice in choices if choice), None)
    if ending:
        columns[f"P({ending.written})"] = [choice and choice.probability for choice in choices]
        columns[f"P({ending.other})"] = [choice and choice.other_probability for choice in choices]
    return pd.DataFrame(columns).round(4)


def pronoun_probabilities(choice: PronounChoice) -> str:
    """Both pronouns with their probabilities; the counterpart may be no single token, then it has none."""
    pairs = ((choice.written, choice.probability), (choice.other, choice.other_probability))
    return ", ".join(f"P({word}) = {'?' if value is None else f'{value:.1%}'}" for word, value in pairs)


def heads_table(film: Film, text: Text) -> pd.DataFrame:
    """One row per snapshot and encoder head: its antecedent score over the sample of held-out sentences."""
    rows = [(frame, head) for frame in film.frames for head in frame.heads]
    return pd.DataFrame(
        {
            text("film.column_tokens"): [frame.tokens for frame, _ in rows],
            text("film.column_layer"): [layer_name(head.layer) for _, head in rows],
            text("film.column_head"): [head_of_layer_name(head.head) for _, head in rows],
            text("film.column_won"): [head.wins.hits for _, head in rows],
            text("film.column_wins_of"): [head.wins.total for _, head in rows],
            text("film.column_antecedent"): [head.antecedent for _, head in rows],
            text("film.column_distractor"): [head.distractor for _, head in rows],
            text("film.column_contrast"): [head.antecedent - head.distractor for _, head in rows],
        }
    ).round(4)
