"""Head roles: what each head of a model looks at, measured against baselines on held-out sentences of the grammar.

>>> from model.analysis.roles import held_out_sentences, measure_roles
>>> translator = model.load("en-fr")
>>> measure_roles(translator, held_out_sentences(translator, 100)).heads[0].role
"""

from model.analysis.roles.measure import measure_roles
from model.analysis.roles.results import MARGIN, AlignmentErrors, HeadProfile, HeadRoles, RoleScore
from model.analysis.roles.sentences import Sentence, held_out_sentences

__all__ = [
    "MARGIN",
    "AlignmentErrors",
    "HeadProfile",
    "HeadRoles",
    "RoleScore",
    "Sentence",
    "held_out_sentences",
    "measure_roles",
]
