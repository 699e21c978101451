"""Which words of the input a written word is owed to, by eight methods, and how far they agree.

translation = model.load("en-fr").translate("The animal didn't cross the street because it was too tired.")
question = ask(translation, place=9)
results = [attribute(question, method) for method in applicable(question)]
agreement(results).spearman
"""

from model.analysis.attribution.agreement import Agreement, agreement
from model.analysis.attribution.flow import MOST_TOKENS
from model.analysis.attribution.logit_lens import LogitLens, logit_lens
from model.analysis.attribution.methods import (
    METHODS,
    SIGNED,
    TOLERANCE,
    UNITS,
    Attribution,
    Method,
    Unit,
    applicable,
    attribute,
)
from model.analysis.attribution.question import (
    Choice,
    Inputs,
    Passage,
    Question,
    ask,
    counterpart_of,
    inputs_of,
    most_telling_word,
    places_of_words,
)

__all__ = [
    "METHODS",
    "MOST_TOKENS",
    "SIGNED",
    "TOLERANCE",
    "UNITS",
    "Agreement",
    "Attribution",
    "Choice",
    "Inputs",
    "LogitLens",
    "Method",
    "Passage",
    "Question",
    "Unit",
    "agreement",
    "applicable",
    "ask",
    "attribute",
    "counterpart_of",
    "inputs_of",
    "logit_lens",
    "most_telling_word",
    "places_of_words",
]
