"""The questions of the lesson, answered by the model."""

from model.lessons import masks
from pages import _loaded as loaded
from pages.lessons.lesson import Reader
from pages.lessons.masks.exhibits import seen_head, zeros_values
from viz.lesson.prose import fill
from viz.lesson.question import Option, Question, of_numbers
from viz.text import markdown_escape


def ask_cells(reader: Reader) -> Question:
    """How many cells of the mask are open?"""
    attention, _ = seen_head(reader)
    n, open_cells = len(attention.mask), int(attention.mask.sum())
    wrong = (("all", n * n), ("strict", n * (n - 1) // 2), ("diagonal", n))
    values = {"n": n, "cells": open_cells}
    return of_numbers(reader.prose["predict-cells"], values, ("triangle", open_cells), *wrong)


def ask_mistake(reader: Reader) -> Question:
    """Which line is wrong?"""
    section, values = reader.prose["spot-error"], zeros_values(reader)
    lines = range(1, masks.ZEROS_FOR_INFINITY.count("\n") + 2)
    options = [Option(section[f"line-{n}"].title, fill(section[f"line-{n}"].body, values), right=n == 3) for n in lines]
    return Question(reader.text("lesson_masks.ask_mistake"), options)


def ask_change(reader: Reader) -> Question:
    """Which is the first word after which the prediction changes?"""
    text, section = reader.text, reader.prose["predict-change"]
    translator, tokens = loaded.translator(reader.model), reader.trace.tokens("decoder")[0]
    place = len(tokens) // 2
    found = masks.leak(translator, tokens, place)
    places = {0: "start", place - 1: "before", place: "itself", len(tokens) - 1: "last"}
    names = {p: text("lesson_masks.place", n=p + 1, token=markdown_escape(tokens.labels[p])) for p in places}
    values = {"token": tokens.labels[place], "other": translator.tokenizer.decode([found.other])}
    options = [
        Option(names[p], fill(section[part].body, values), right=p == found.first_moved)
        for p, part in sorted(places.items())
    ]
    escaped = {name: markdown_escape(value) for name, value in values.items()}
    asked = text("lesson_masks.ask_change", n=place + 1, **escaped)
    return Question(asked, options)
