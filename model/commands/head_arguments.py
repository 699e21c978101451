"""The arguments of the commands in `heads.py`."""

from pathlib import Path

from model.commands.shared_arguments import AddParser, at_least, with_model


def _scorecard(add_parser: AddParser) -> None:
    scorecard = add_parser(
        "scorecard",
        parents=[with_model()],
        help="see which heads resolve the pronoun, and which it costs something to do without",
        description="For every head: how often it looks more at the antecedent than at the other noun, and what is "
        "left of the right pronoun with the head off, and with only its edge to the antecedent cut. Under torchrun or "
        "accelerate launch, the processes share the sentences.",
    )
    scorecard.add_argument(
        "--show",
        choices=("heads", "routes", "sets"),
        default="heads",
        help="single heads; edges cut in all heads, by words and layers; or the fewest heads that suffice, and the "
        "fewest whose loss is felt (default: %(default)s)",
    )
    scorecard.add_argument(
        "--sentences",
        type=Path,
        metavar="FILE",
        help="your own: CSV with the columns sentence, antecedent, distractor, pronoun (see the README)",
    )
    scorecard.add_argument(
        "--examples", type=at_least(1), default=100, metavar="N", help="else: of the grammar (default: %(default)s)"
    )
    scorecard.add_argument("--json", action="store_true", help="print JSON, with all heads (counted from 0)")


def _roles(add_parser: AddParser) -> None:
    roles = add_parser(
        "roles",
        parents=[with_model()],
        help="see what each head does",
        description="For each head the role that it has (what it looks at clearly more than its baselines), its "
        "entropy and distance, and its importance by gradient and by switching it off, in nats per target token.",
    )
    roles.add_argument(
        "--sentences",
        type=at_least(1),
        default=200,
        metavar="N",
        help="held-out grammar sentences for the roles (default: %(default)s)",
    )
    roles.add_argument(
        "--ablation",
        type=at_least(0),
        default=40,
        metavar="N",
        help="of these, on how many each head is switched off and the gradient taken; 0: no head is switched off "
        "(default: %(default)s)",
    )
    roles.add_argument("--json", action="store_true", help="print JSON, with the scores of all roles")


def add_head_commands(add_parser: AddParser) -> None:
    """Add scorecard and roles."""
    _scorecard(add_parser)
    _roles(add_parser)
