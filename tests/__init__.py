"""Tests. While they run, every shape that `model` declares is checked, at every call."""

from pathlib import Path

import jaxtyping

from tests.shapes import by_import_hook

# These refuse bad values themselves, with errors of their own that tests look for.
_CHECK_THEMSELVES = {"__init__", "config", "trace"}
# No tensors here, but millions of small calls: checked, its tests would take minutes.
_WITHOUT_TENSORS = {"corpus", "corpus_zh"}

jaxtyping.jaxtyped = by_import_hook
jaxtyping.install_import_hook(
    [
        f"model.{path.stem}"
        for path in (Path(__file__).parent.parent / "model").iterdir()
        if path.stem not in _CHECK_THEMSELVES | _WITHOUT_TENSORS
        and (path.suffix == ".py" or (path / "__init__.py").exists())
    ],
    "tests.shapes.typed",
)
