"""A word of the reader's sentence, chosen in a step of a lesson."""

from model.attention_view import Axis
from model.lessons.asking import asking_word, distinct
from pages import _address as address


def choose_word(axis: Axis, label: str, *, key: str) -> int:
    """The place of a word; that which asks by itself, until the reader chooses another.

    In the address stands its place with the word itself, so that it belongs to its sentence.
    """
    first, names = asking_word(axis), distinct(axis)
    codes = {place: f"{place + 1}-{axis.labels[place]}" for place in range(len(axis))}
    others = {codes[place]: names[place] for place in codes if place != first}
    chosen = address.choice_or_found(label, others, names[first], key=key)
    return next((place for place, code in codes.items() if code == chosen), first)
