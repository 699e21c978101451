"""What the roles page measures of the heads of a model, each once for all sessions and under a progress bar."""

from collections.abc import Mapping, Sequence

from model.analysis.estimate import Estimate
from model.analysis.importance import HeadImportance, ablation_importance, gradient_importance
from model.analysis.roles import HeadRoles, Sentence, held_out_sentences, measure_roles
from model.interventions import Place
from pages import _loaded as loaded
from pages import _session as session
from pages._measuring import measured

ROLE_SENTENCES, IMPORTANCE_SENTENCES = 100, 40


def head_roles(name: str) -> HeadRoles:
    """What every head looks at."""
    sentences = _sentences(name)
    label = session.text()("roles.measuring", sentences=ROLE_SENTENCES)
    return measured("roles", name, label, lambda progress: measure_roles(loaded.translator(name), sentences, progress))


def head_importance(name: str) -> Sequence[HeadImportance]:
    """The gradient importance of every head."""
    few = _sentences(name)[:IMPORTANCE_SENTENCES]
    label = session.text()("roles.measuring_gradient")
    return measured(
        "gradients", name, label, lambda progress: gradient_importance(loaded.translator(name), few, progress)
    )


def ablation(name: str) -> Mapping[tuple[Place, int], Estimate]:
    """What it costs to switch each head off."""
    few = _sentences(name)[:IMPORTANCE_SENTENCES]
    label = session.text()("roles.ablating")
    return measured(
        "ablation", name, label, lambda progress: ablation_importance(loaded.translator(name), few, progress)
    )


def _sentences(name: str) -> Sequence[Sentence]:
    label = session.text()("roles.drawing")
    return measured(
        "sentences", name, label, lambda progress: held_out_sentences(loaded.translator(name), ROLE_SENTENCES)
    )
