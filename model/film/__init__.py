"""The film of training: one model at a dozen points of its training, with what was measured at each.

`Film.load("en-fr-film")` gives it; `film.translator(3)` is the model as it was at the fourth point.
"""

from model.film.film import Film, Frame
from model.film.reading import Ending, Reading, Written, find_ending, pronoun_place, read

__all__ = ["Ending", "Film", "Frame", "Reading", "Written", "find_ending", "pronoun_place", "read"]
