"""An intervention to begin with."""

from model.coreference import find_roles
from model.interventions import EdgeCut, HeadOff, Intervention, Place, to_text
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
    asking, answering = _pieces(source, roles.pronoun), _pieces(source, roles.antecedent)
    cuts: list[Intervention] = [EdgeCut("encoder", query, key) for query in asking for key in answering]
    return to_text(cuts)


def _pieces(tokens: Tokens, word: int) -> list[int]:
    return [position for position, of in enumerate(tokens.word_of) if of == word]
