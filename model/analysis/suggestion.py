"""An intervention to begin with."""

from model.coreference import find_roles
from model.interventions import HeadOff, Place, to_text
from model.interventions.editing import word_cuts
from model.tokens import Tokens


def suggested_intervention(source: Tokens | None) -> str:
    """In the notation of interventions: the cut from the pronoun to the first noun, or else the first head off.

    `source` is None for a language model.
    """
    if source is None:
        return to_text([HeadOff(Place("decoder", 0), 0)])
    roles = find_roles(source)
    if roles.pronoun is None or roles.antecedent is None:
        return to_text([HeadOff(Place("encoder", 0), 0)])
    return to_text(word_cuts("encoder", (source, roles.pronoun), (source, roles.antecedent)))
