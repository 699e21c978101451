"""What the figures and tables of the roles page share: names, families and colours of roles, and heads in words."""

from collections.abc import Sequence
from functools import reduce

from model.analysis.importance import HeadImportance
from model.analysis.roles import HeadProfile, HeadRoles, RoleScore
from viz.labels import head_name
from viz.text import Text
from viz.theme import HEAD_COLOURS, Theme

FAMILIES: dict[str, tuple[str, ...]] = {
    "position": ("previous", "next", "itself"),
    "syntax": ("determiner_noun", "noun_determiner", "subject_verb", "verb_subject"),
    "pronoun": ("antecedent", "distractor"),
    "alignment": ("aligned_next", "aligned_last", "copy"),
    "repeat": ("repeat",),
    "end": ("end",),
    "punctuation": ("punctuation",),
    "rare": ("rare",),
}
"""The roles that share a colour; each has a sign of its own."""

_COLOURS = dict(zip(FAMILIES, (HEAD_COLOURS[place] for place in (0, 9, 1, 4, 5, 2, 10, 7)), strict=True))


def family_of(role: str) -> str:
    """The family that a role belongs to."""
    return next(family for family, roles in FAMILIES.items() if role in roles)


def family_colour(family: str | None, theme: Theme) -> str:
    """The colour of a family; None: no role."""
    return theme.grid if family is None else _COLOURS[family]


def role_name(role: str | None, text: Text) -> str:
    """A role by its name; None: no role."""
    return text(f"roles.role_{role or 'none'}")


def head_title(head: HeadProfile | HeadImportance, text: Text) -> str:
    """The name of a head with its kind of attention."""
    return f"{text(f'roles.kind_{head.place.kind}')} {head_name(head.place.layer, head.head)}"


def head_option(head: HeadProfile, text: Text) -> str:
    """A head to choose: its name and its role."""
    role = role_name(head.role.role if head.role else None, text)
    stack = text(f"roles.kind_{head.place.kind}")
    return text("roles.option", stack=stack, head=head_name(head.place.layer, head.head), role=role)


def clearest_first(heads: Sequence[HeadProfile]) -> list[HeadProfile]:
    """The heads that lie farthest above the baseline of their role first, those without a role last, in their order."""
    return sorted(heads, key=lambda head: -head.role.excess if head.role else 0.0)


def listed(names: Sequence[str], text: Text) -> str:
    """Names one after the other."""
    return reduce(lambda before, one: text("roles.list", before=before, one=one), names) if names else ""


def found_in_words(roles: HeadRoles, text: Text) -> str:
    """How many heads have a role at all."""
    held = sum(head.role is not None for head in roles.heads)
    return text("roles.found" if held else "roles.found_none", held=held, heads=len(roles.heads))


def head_in_words(head: HeadProfile, text: Text) -> list[str]:
    """What a head looks at: a paragraph for each role that it has, the clearest first, or what it comes closest to."""
    name = head_title(head, text)
    held = sorted((one for one in head.scores if one.is_held), key=lambda one: -one.excess)
    if held:
        return [_role_in_words(text(f"roles.says_{one.role}", head=name, **_values(one)), one, text) for one in held]
    closest = max(head.scores, key=lambda one: one.excess, default=None)
    if closest is None:
        return [text("roles.says_nothing", head=name)]
    said = text("roles.says_none", head=name, role=role_name(closest.role, text), **_values(closest))
    return [_role_in_words(said, closest, text)]


def spread_in_words(head: HeadProfile, roles: HeadRoles, text: Text) -> str:
    """How widely and how far a head looks, and how well it aligns."""
    lines = [
        text(
            "roles.spread",
            tokens=head.effective_tokens,
            entropy=head.entropy,
            uniform=roles.uniform_entropy[head.place.kind],
            distance=head.distance,
            absolute=head.absolute_distance,
        )
    ]
    if head.alignment:
        lines.append(text("roles.alignment", **vars(head.alignment), diagonal=roles.diagonal_error))
    if absent := roles.absent[head.place.kind]:
        lines.append(text("roles.absent", roles=listed([role_name(role, text) for role in absent], text)))
    return "  \n".join(lines)


def _role_in_words(said: str, one: RoleScore, text: Text) -> str:
    key = f"rival_{one.role}" if one.baseline == one.rival else "fixed" if one.baseline == one.fixed else "chance"
    against = text(f"roles.base_{key}", baseline=one.baseline, offset=one.offset or 0)
    return " ".join((said, against, text("roles.largest", share=one.largest.value, total=one.largest.total)))


def _values(one: RoleScore) -> dict[str, float]:
    return {"score": one.score.value, "low": one.score.low, "high": one.score.high}
