"""The command line, as a person would call it: in a process of its own wherever that may matter, else in this one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from model import checkpoint
from model.__main__ import main
from model.checkpoint import Checkpoint
from model.training.card import QUALITY
from model.translator import Translator
from tests import small

ROOT = Path(__file__).parents[1]
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"}


def start(*arguments: str) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-m", "model", *arguments],
        cwd=ROOT,
        env=ENVIRONMENT,
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        encoding="utf-8",
    )


def call(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
    process = start(*arguments)
    output, errors = process.communicate(stdin)
    return process.returncode, output, errors


def call_here(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int | str | None, str, str]:
    """The same without the seconds that a process of its own needs to load torch."""
    try:
        code = main(arguments)
    except SystemExit as leaving:
        code = leaving.code
    return code, *capsys.readouterr()


def stored(path: Path, made: Translator | None = None) -> str:
    """The folder of a model: of a random one, whose words are noise, if of no other."""
    made = made or small.translator()
    checkpoint.store(path, Checkpoint(made.transformer, made.tokenizer), f"# Card\n\n{QUALITY}\n\nNone.\n\n## Limits\n")
    return str(path)
