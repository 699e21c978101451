"""Headlight on the command line: python -m model translate, coreference, ablate, patch, compare, explain, scorecard,
roles, evaluate, film, train."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from model.commands.head_arguments import add_head_commands
from model.commands.sentence_arguments import add_sentence_commands
from model.commands.training_arguments import add_training_commands

MODULES = {
    "sentences": ("translate", "coreference", "ablate", "patch", "compare", "explain"),
    "heads": ("scorecard", "roles"),
    "training": ("evaluate", "film", "train"),
}
"""Where in `model.commands` each command is done."""


def parser() -> argparse.ArgumentParser:
    """The command line. Nothing slow is imported here, so that --help answers at once."""
    top = argparse.ArgumentParser(prog="python -m model", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    add_sentence_commands(commands.add_parser)
    add_head_commands(commands.add_parser)
    add_training_commands(commands.add_parser)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status: 0, 1 where a sentence failed, 2 where nothing could be done."""
    options = parser().parse_args(arguments)
    # Read when torch loads: threads that wait must not spin, or they collapse when the machine is busy.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("GOMP_SPINCOUNT", "0")
    from model.errors import HeadlightError

    module = next(name for name, commands in MODULES.items() if options.command in commands)
    try:
        return getattr(importlib.import_module(f"model.commands.{module}"), options.command)(options)
    except HeadlightError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader has gone (as `head` does): nothing more to say, and the interpreter must not try at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


if __name__ == "__main__":
    sys.exit(main())
