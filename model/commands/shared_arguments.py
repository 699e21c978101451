"""What several commands take."""

import argparse
from argparse import ArgumentParser
from collections.abc import Callable

AddParser = Callable[..., ArgumentParser]
"""How a command is added: `add_parser` of argparse's subparsers."""


def with_model() -> ArgumentParser:
    """--model, --languages and --download, for commands that load one."""
    parent = ArgumentParser(add_help=False)
    parent.add_argument(
        "--model",
        default="en-fr",
        help="a shipped model, a folder (ours or Hugging Face's), or a model of the Hugging Face Hub, owner/name, that "
        "was fetched before (default: %(default)s)",
    )
    parent.add_argument(
        "--languages",
        nargs=2,
        metavar=("SOURCE", "TARGET"),
        help="what a model of many languages is to read and to write: en, fr, zh, or as it names them (fra_Latn)",
    )
    parent.add_argument("--download", action="store_true", help="fetch the model from the Hub if it is not here")
    return parent


def with_sentences() -> ArgumentParser:
    """Sentences, one after the other or one a line."""
    parent = ArgumentParser(add_help=False)
    parent.add_argument("sentences", nargs="*", metavar="SENTENCE", help="default: standard input, one a line")
    return parent


def at_least(least: int) -> Callable[[str], int]:
    """Reads a whole number that must not be less."""

    def number(text: str) -> int:
        value = int(text)
        if value < least:
            raise argparse.ArgumentTypeError(f"must be at least {least}")
        return value

    return number
