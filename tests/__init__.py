"""Tests. While they run, jaxtyping checks every shape that `model` declares, at every call."""

from pathlib import Path

from beartype import BeartypeConf, beartype
from jaxtyping import install_import_hook

typechecked = beartype(conf=BeartypeConf(is_pep484_tower=True))  # an int will do where a float is asked for

# These refuse bad values themselves, with errors of their own that tests look for.
_CHECK_THEMSELVES = {"__init__", "config", "trace"}
# No tensors here, but millions of small calls: checked, its tests would take minutes.
_WITHOUT_TENSORS = {"corpus", "corpus_zh"}

install_import_hook(
    [
        f"model.{path.stem}"
        for path in (Path(__file__).parent.parent / "model").iterdir()
        if path.stem not in _CHECK_THEMSELVES | _WITHOUT_TENSORS
        and (path.suffix == ".py" or (path / "__init__.py").exists())
    ],
    "tests.typechecked",
)
