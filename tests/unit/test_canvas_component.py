"""The modules of the canvas go to the browser as one script: that must mean the same as the modules by themselves."""

import re
from collections import Counter
from pathlib import Path

import pytest

from viz.canvas import component
from viz.canvas.component import CHOICES_SCRIPT, DETAIL_SCRIPT, SCRIPT
from viz.theme import theme

FOLDER = Path(component.__file__).parent
MODULES = sorted(FOLDER.glob("*.js"))
DEFINED = re.compile(r"^(?:export )?(?:default )?(?:const|function|class) (\w+)", re.MULTILINE)
IMPORTED = re.compile(r'^import \{ (.+?) \} from "\./(\w+)\.js";$', re.MULTILINE)
GIVEN = {"THEMES", "FONT"}  # written by component.py


def defined(script: str) -> list[str]:
    return DEFINED.findall(script)


SCRIPTS = {"detail": DETAIL_SCRIPT, "choices": CHOICES_SCRIPT}  # of a module; else the canvas's own


@pytest.mark.parametrize("script", [SCRIPT, DETAIL_SCRIPT, CHOICES_SCRIPT], ids=["canvas", "detail", "choices"])
def test_no_name_stands_for_two_things(script: str) -> None:
    assert [name for name, count in Counter(defined(script)).items() if count > 1] == []
    assert "import " not in script
    assert re.findall(r"^export .*", script, re.MULTILINE) == re.findall(r"^export default .*", script, re.MULTILINE)
    assert script.count("export default") == 1


def position(script: str, name: str) -> int:
    """Where a name is defined."""
    return next(match.start() for match in DEFINED.finditer(script) if match[1] == name)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_every_module_is_sent_after_those_it_imports(module: Path) -> None:
    source = module.read_text("utf-8")
    script = SCRIPTS.get(module.stem, SCRIPT)
    names = defined(source)
    assert all(name in defined(script) for name in names)
    for imported, origin in IMPORTED.findall(source):
        theirs = (FOLDER / f"{origin}.js").read_text("utf-8")
        for name in imported.split(", "):
            assert re.search(rf"^export (?:const|function|class) {name}\b", theirs, re.MULTILINE)
            assert name in re.sub(r"^import .*", "", source, flags=re.MULTILINE), f"{name} is not used"
        if names:
            assert position(script, defined(theirs)[0]) < position(script, names[0])


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_every_module_imports_what_it_uses(module: Path) -> None:
    source = module.read_text("utf-8")
    everywhere = {name for path in MODULES for name in re.findall(r"^export \w+ (\w+)", path.read_text("utf-8"), re.M)}
    imported = {name for names, _ in IMPORTED.findall(source) for name in names.split(", ")}
    code = re.sub(r"//.*|\"[^\"]*\"|`[^`]*`", "", re.sub(r"^import .*", "", source, flags=re.MULTILINE))
    called = {name for name in everywhere - GIVEN if re.search(rf"(?<![.\w]){name}\(", code)}
    methods = set(re.findall(r"^    (\w+)\([^\n]*\) \{$", source, re.MULTILINE))
    assert called - imported - set(defined(source)) - methods == set()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_colours_are_those_of_every_figure(mode) -> None:
    first = SCRIPT.splitlines()[0]
    assert all(f'"{colour}"' in first for colour in theme(mode).sequential)


def test_nothing_that_was_typed_can_become_markup() -> None:
    for name in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
        assert name not in SCRIPT + DETAIL_SCRIPT + CHOICES_SCRIPT
