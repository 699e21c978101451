"""The arguments of the commands in `training.py`."""

from pathlib import Path

from model.commands.shared_arguments import AddParser, at_least, with_model


def _train(add_parser: AddParser) -> None:
    train = add_parser(
        "train",
        help="train a model",
        description="Train by a recipe until the first of --steps, --tokens and --minutes. Runs limited by --steps or "
        "--tokens are repeatable bit for bit on one machine. Options left out come from the recipe.",
    )
    train.add_argument("--recipe", default="en-fr", help="a recipe by name, or a path to one (default: %(default)s)")
    train.add_argument("--output", type=Path, required=True, metavar="FOLDER", help="where the run and its model go")
    train.add_argument(
        "--corpus",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="real pairs to mix in; repeatable",
    )
    train.add_argument("--resume", action="store_true", help="go on from the last state in the output folder")
    train.add_argument("--initial", metavar="MODEL", help="start from a model's weights, not from random ones")
    train.add_argument("--device", default="cpu", help="cpu or cuda (default: %(default)s)")
    train.add_argument("--threads", type=at_least(1), metavar="N", help="CPU threads (default: one per core)")
    train.add_argument(
        "--save-minutes",
        type=float,
        default=5,
        metavar="X",
        help="between saved states (default: %(default)s)",
    )
    settings = train.add_argument_group("settings")
    for name, kind in (
        ("steps", int),
        ("tokens", int),
        ("minutes", float),
        ("seed", int),
        ("batch-tokens", int),
        ("max-pieces", int),
        ("vocabulary-size", int),
        ("grammar-share", float),
        ("warm-up-grammar-tokens", int),
        ("careless-share", float),
        ("learning-rate", float),
        ("muon-learning-rate", float),
        ("warm-up-steps", int),
        ("gloss-weight", float),
    ):
        settings.add_argument(f"--{name}", type=kind, metavar="N" if kind is int else "X")
    settings.add_argument("--optimizer", choices=("adamw", "muon"))
    settings.add_argument("--precision", choices=("auto", "float32", "bfloat16"))


def _evaluate(add_parser: AddParser) -> None:
    evaluate = add_parser(
        "evaluate",
        parents=[with_model()],
        help="measure a model",
        description="BLEU and chrF (of a language model: perplexity) on a corpus; for English to French also pronouns: "
        "accuracy, what becomes of it when attention edges are cut, every head, robustness, hand-written sentences.",
    )
    evaluate.add_argument("--corpus", type=Path, metavar="FILE", help="tab-separated pairs, .tsv or .tsv.gz")
    evaluate.add_argument(
        "--beam",
        type=at_least(1),
        default=4,
        metavar="N",
        help="beam width for BLEU and chrF beside greedy decoding; 1: greedy only (default: %(default)s)",
    )
    evaluate.add_argument(
        "--examples",
        type=at_least(1),
        default=500,
        metavar="N",
        help="grammar sentences for each pronoun measure (default: %(default)s)",
    )
    evaluate.add_argument("--json", action="store_true", help="print JSON")
    evaluate.add_argument(
        "--write-card",
        action="store_true",
        help="put the results into the model card, and beside it what the pages show",
    )


def _film(add_parser: AddParser) -> None:
    film = add_parser(
        "film",
        help="make the film of a run",
        description="Measure every snapshot of a finished run and write the film: weights, film.json and the card.",
    )
    film.add_argument("--run", required=True, metavar="FOLDER", help="a run whose recipe names snapshot_tokens")
    film.add_argument("--corpus", type=Path, metavar="FILE", help="tab-separated pairs for BLEU, .tsv or .tsv.gz")
    film.add_argument(
        "--pairs", type=at_least(1), default=500, metavar="N", help="evenly chosen of the file (default: %(default)s)"
    )
    film.add_argument(
        "--examples",
        type=at_least(1),
        default=200,
        metavar="N",
        help="held-out grammar sentences for pronouns, and for heads (default: %(default)s)",
    )
    film.add_argument("--output", type=Path, required=True, metavar="FOLDER", help="where the film goes")


def add_training_commands(add_parser: AddParser) -> None:
    """Add train, evaluate and film."""
    _train(add_parser)
    _evaluate(add_parser)
    _film(add_parser)
