"""Imports point one way: app → pages → viz → model. Libraries that cost seconds are imported late."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# What a module may not import at all, by the folder it stands in.
FORBIDDEN = {
    "model": {"streamlit", "plotly", "bertviz", "viz", "pages", "app"},
    "viz": {"streamlit", "pages", "app"},
    "pages": {"app"},
}
# The pages of a notebook: `viz.heads(trace)` asks the model for what the figure needs.
ASKING = "viz/notebook/"
# What is imported inside the function that needs it, because the import costs seconds.
LATE = {"transformers", "bertviz", "networkx"}
# A package whose modules import such a library as they are imported: so it is itself imported late, but for these.
ADAPTERS, LIGHT_ADAPTERS = "model.adapters", {"model.adapters.registry"}

SOURCES = [path for folder in FORBIDDEN for path in sorted((ROOT / folder).rglob("*.py"))] + [ROOT / "app.py"]


def imports(tree: ast.AST, *, nested: bool) -> Iterator[str]:
    """The modules that `tree` imports when it is imported and, with `nested`, also those it imports in functions."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are absolute here"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from imports(ast.Module(node.orelse, []), nested=nested)
        elif nested or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from imports(node, nested=nested)


def top(name: str) -> str:
    return name.partition(".")[0]


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    """All sources, by their path below the root."""
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in SOURCES}


def test_imports_point_one_way(trees: dict[str, ast.Module]) -> None:
    assert [
        (where, name)
        for where, tree in trees.items()
        for name in imports(tree, nested=True)
        if top(name) in FORBIDDEN.get(where.partition("/")[0], set())
    ] == []


def test_figures_import_only_types_of_the_model(trees: dict[str, ast.Module]) -> None:
    assert [
        (where, name)
        for where, tree in trees.items()
        if where.startswith("viz/") and not where.startswith(ASKING)
        for name in imports(tree, nested=True)
        if top(name) == "model" and not name.rpartition(".")[2][0].isupper()
    ] == []


def test_costly_libraries_are_imported_late(trees: dict[str, ast.Module]) -> None:
    for where, tree in trees.items():
        module = where.removesuffix(".py").replace("/", ".")
        if not module.startswith(ADAPTERS) or module in LIGHT_ADAPTERS:
            names = set(imports(tree, nested=False))
            assert {top(name) for name in names} & LATE == set(), where
            adapters = {name.rpartition(".")[0] for name in names if name.startswith(ADAPTERS)}
            assert adapters <= LIGHT_ADAPTERS, where


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import a.b\nfrom c import d, e", {"a.b", "c.d", "c.e"}),
        ("class C:\n    import a\n    def f(self):\n        import b", {"a"}),
        (
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a\nelse:\n    import b",
            {"typing.TYPE_CHECKING", "b"},
        ),
        ("try:\n    import a\nexcept ImportError:\n    import b", {"a", "b"}),
    ],
)
def test_what_counts_as_an_import(code: str, expected: set[str]) -> None:
    assert set(imports(ast.parse(code), nested=False)) == expected
