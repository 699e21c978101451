"""Headlight on the command line: python -m model translate, coreference, roles, scorecard, evaluate, film, train."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path


def parser() -> argparse.ArgumentParser:
    """The command line. Nothing slow is imported here, so that --help answers at once."""
    top = argparse.ArgumentParser(prog="python -m model", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    with_model = argparse.ArgumentParser(add_help=False)
    with_model.add_argument(
        "--model",
        default="en-fr",
        help="a shipped model, a folder (ours or Hugging Face's), or a model of the Hugging Face Hub, owner/name, that "
        "was fetched before (default: %(default)s)",
    )
    with_model.add_argument("--download", action="store_true", help="fetch the model from the Hub if it is not here")
    with_sentences = argparse.ArgumentParser(add_help=False)
    with_sentences.add_argument("sentences", nargs="*", metavar="SENTENCE", help="default: standard input, one a line")

    translate = commands.add_parser(
        "translate",
        parents=[with_sentences, with_model],
        help="translate sentences",
        description="Print one translation a line, and nothing else. A line that cannot be translated gives an "
        "empty line, a message on stderr, and exit status 1. A language model prints the line and how it goes on.",
    )
    translate.add_argument("--beam", type=_at_least(1), default=1, metavar="N", help="beam width (default: greedy)")
    translate.add_argument(
        "--length-penalty", type=float, default=1.0, metavar="X", help="of the beam (default: %(default)s)"
    )
    translate.add_argument(
        "--intervene",
        default="",
        metavar="TEXT",
        help="change the pass, layers, heads and tokens counted from 1: 'enc.6.h4=off; cross.1.h2[7,2]=0.9; "
        "enc[9,2]=cut; dec.1.ff=skip' (model/interventions/notation.py)",
    )

    coreference = commands.add_parser(
        "coreference",
        parents=[with_sentences, with_model],
        help='see what a model takes "it" for',
        description="For each sentence the translation, the probabilities of il and elle, and the heads that look from "
        "the pronoun to the two nouns. A sentence that cannot be read gives a message on stderr, and exit status 1.",
    )
    coreference.add_argument("--antecedent", metavar="WORD", help='what "it" refers to (default: the first noun)')
    coreference.add_argument("--distractor", metavar="WORD", help="the other noun (default: the second one)")
    coreference.add_argument(
        "--json", action="store_true", help="one JSON object a line, with all heads (counted from 0)"
    )

    roles = commands.add_parser(
        "roles",
        parents=[with_model],
        help="see what each head does",
        description="For each head the role that it has (what it looks at clearly more than its baselines), its "
        "entropy and distance, and its importance by gradient and by switching it off, in nats per target token.",
    )
    roles.add_argument(
        "--sentences",
        type=_at_least(1),
        default=200,
        metavar="N",
        help="held-out grammar sentences for the roles (default: %(default)s)",
    )
    roles.add_argument(
        "--ablation",
        type=_at_least(0),
        default=40,
        metavar="N",
        help="of these, on how many each head is switched off and the gradient taken; 0: no head is switched off "
        "(default: %(default)s)",
    )
    roles.add_argument("--json", action="store_true", help="print JSON, with the scores of all roles")

    evaluate = commands.add_parser(
        "evaluate",
        parents=[with_model],
        help="measure a model",
        description="BLEU and chrF (of a language model: perplexity) on a corpus; for English to French also pronouns: "
        "accuracy, what becomes of it when attention edges are cut, every head, robustness, hand-written sentences.",
    )
    evaluate.add_argument("--corpus", type=Path, metavar="FILE", help="tab-separated pairs, .tsv or .tsv.gz")
    evaluate.add_argument(
        "--beam",
        type=_at_least(1),
        default=4,
        metavar="N",
        help="beam width for BLEU and chrF beside greedy decoding; 1: greedy only (default: %(default)s)",
    )
    evaluate.add_argument(
        "--examples",
        type=_at_least(1),
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

    scorecard = commands.add_parser(
        "scorecard",
        parents=[with_model],
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
        "--examples", type=_at_least(1), default=100, metavar="N", help="else: of the grammar (default: %(default)s)"
    )
    scorecard.add_argument("--json", action="store_true", help="print JSON, with all heads (counted from 0)")

    film = commands.add_parser(
        "film",
        help="make the film of a run",
        description="Measure every snapshot of a finished run and write the film: weights, film.json and the card.",
    )
    film.add_argument("--run", required=True, metavar="FOLDER", help="a run whose recipe names snapshot_tokens")
    film.add_argument("--corpus", type=Path, metavar="FILE", help="tab-separated pairs for BLEU, .tsv or .tsv.gz")
    film.add_argument(
        "--pairs", type=_at_least(1), default=500, metavar="N", help="evenly chosen of the file (default: %(default)s)"
    )
    film.add_argument(
        "--examples",
        type=_at_least(1),
        default=200,
        metavar="N",
        help="held-out grammar sentences for pronouns, and for heads (default: %(default)s)",
    )
    film.add_argument("--output", type=Path, required=True, metavar="FOLDER", help="where the film goes")

    train = commands.add_parser(
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
    train.add_argument("--threads", type=_at_least(1), metavar="N", help="CPU threads (default: one per core)")
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
    return top


def _at_least(least: int):
    def number(text: str) -> int:
        value = int(text)
        if value < least:
            raise argparse.ArgumentTypeError(f"must be at least {least}")
        return value

    return number


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status: 0, 1 where a sentence failed, 2 where nothing could be done."""
    options = parser().parse_args(arguments)
    # Read when torch loads: threads that wait must not spin, or they collapse when the machine is busy.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("GOMP_SPINCOUNT", "0")
    from model import commands
    from model.errors import HeadlightError

    try:
        return getattr(commands, options.command)(options)
    except HeadlightError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader has gone (as `head` does): nothing more to say, and the interpreter must not try at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


if __name__ == "__main__":
    sys.exit(main())
