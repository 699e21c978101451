"""Hand-made results of the roles analysis, for figures and pages."""

from model.analysis.estimate import Estimate
from model.analysis.importance import HeadImportance
from model.analysis.roles import AlignmentErrors, HeadProfile, HeadRoles, RoleScore
from model.evaluation.proportion import Proportion
from model.interventions import Place

ENCODER, DECODER, CROSS = Place("encoder", 0), Place("decoder", 0), Place("cross", 0)


def score(
    role: str,
    value: float,
    chance: float,
    fixed: float | None = None,
    offset: int | None = None,
    rival: float | None = None,
) -> RoleScore:
    return RoleScore(
        role,
        Estimate(value, value - 0.03, value + 0.02),
        Proportion(round(value * 200), 200),
        chance,
        fixed,
        offset,
        rival,
    )


def profile(place: Place, head: int, *scores: RoleScore, alignment: AlignmentErrors | None = None) -> HeadProfile:
    return HeadProfile(place, head, scores, 1.5, -0.75, 2.25, alignment)


def roles() -> HeadRoles:
    """Two heads each in one layer of the encoder, the decoder and cross attention."""
    errors = AlignmentErrors(0.2, 0.85)
    return HeadRoles(
        "small",
        100,
        (
            profile(
                ENCODER,
                0,
                score("previous", 0.94, 0.08),
                score("determiner_noun", 0.1, 0.07, 0.8, 1),
                score("antecedent", 0.3, 0.07, 0.2, -2, 0.28),
                score("distractor", 0.28, 0.07, 0.2, -2, 0.3),
            ),
            profile(
                ENCODER,
                1,
                score("previous", 0.05, 0.08),
                score("determiner_noun", 0.2, 0.07, 0.8, 1),
                score("antecedent", 0.85, 0.07, 0.2, -2, 0.06),
                score("distractor", 0.06, 0.07, 0.2, -2, 0.85),
            ),
            profile(DECODER, 0, score("end", 0.4, 0.14, 0.05, -1)),
            profile(DECODER, 1, score("end", 0.15, 0.14, 0.05, -1)),
            profile(CROSS, 0, score("aligned_next", 0.75, 0.07, 0.3, -2), alignment=errors),
            profile(CROSS, 1, score("aligned_next", 0.33, 0.07, 0.3, -2), alignment=errors),
        ),
        {"encoder": (), "decoder": ("determiner_noun", "antecedent"), "cross": ()},
        {"encoder": 2.9, "decoder": 2.2, "cross": 2.8},
        0.41,
    )


def importance() -> list[HeadImportance]:
    gradients = (0.03, 0.04, 0.0, 0.02, 0.06, 0.08)
    return [
        HeadImportance(head.place, head.head, gradient, normalised)
        for head, gradient, normalised in zip(roles().heads, gradients, (0.6, 0.8, 0.0, 1.0, 0.6, 0.8), strict=True)
    ]


def rises() -> dict[tuple[Place, int], Estimate]:
    values = (0.01, 0.05, -0.001, 0.02, 0.03, 0.2)
    return {
        (head.place, head.head): Estimate(value, value - 0.005, value + 0.005)
        for head, value in zip(roles().heads, values, strict=True)
    }
