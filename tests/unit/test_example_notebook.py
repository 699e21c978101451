"""The example notebook, run from start to end in a kernel of its own, as Jupyter runs it, without a network."""

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PLOTLY = "application/vnd.plotly.v1+json"  # what JupyterLab and VS Code draw with a plotly.js of their own

BLOCK = """
import pytest_socket
pytest_socket.disable_socket(allow_unix_socket=True)
"""


@pytest.fixture(scope="module")
def notebook() -> nbformat.NotebookNode:
    return nbformat.read(EXAMPLES / "headlight.ipynb", as_version=4)


@pytest.fixture(scope="module")
def cells(notebook: nbformat.NotebookNode) -> dict[str, nbformat.NotebookNode]:
    """The cells after a run, by what stands in them. A cell that fails raises here."""
    run = nbformat.from_dict(json.loads(json.dumps(notebook)))
    run.cells.insert(0, nbformat.v4.new_code_cell(BLOCK))
    NotebookClient(run, timeout=120, resources={"metadata": {"path": str(EXAMPLES)}}).execute()
    return {cell.source: cell for cell in run.cells if cell.cell_type == "code"}


def cell_with(cells: dict[str, nbformat.NotebookNode], source: str) -> nbformat.NotebookNode:
    (found,) = (cell for written, cell in cells.items() if source in written)
    return found


def printed(cell: nbformat.NotebookNode) -> str:
    return "".join(output.text for output in cell.outputs if output.output_type == "stream" and output.name == "stdout")


def figure(cell: nbformat.NotebookNode) -> dict[str, Any]:
    (shown,) = (output.data[PLOTLY] for output in cell.outputs if PLOTLY in output.get("data", {}))
    return shown


def test_it_is_stored_without_outputs(notebook: nbformat.NotebookNode) -> None:
    nbformat.validate(notebook)
    assert all(not cell.outputs and cell.execution_count is None for cell in notebook.cells if "outputs" in cell)
    assert (EXAMPLES / "headlight.ipynb").stat().st_size < 20_000


def test_every_picture_is_a_figure_that_needs_no_page_of_another_host(cells: dict[str, nbformat.NotebookNode]) -> None:
    drawing = ("viz.draw", "viz.head", "viz.ribbons")
    pictures = [written for written in cells if written.splitlines()[-1].startswith(drawing)]
    assert len(pictures) == 6
    for written in pictures:
        (output,) = (each for each in cells[written].outputs if "data" in each)
        assert PLOTLY in output.data
        assert "://" not in str(output.data), written


def test_the_translation_is_written_and_all_heads_are_shown(cells: dict[str, nbformat.NotebookNode]) -> None:
    assert printed(cell_with(cells, 'translator.translate("The animal')).startswith("L'animal")
    mosaic, clicks = figure(cell_with(cells, "viz.heads(trace)"))["data"]
    assert mosaic["type"] == "heatmap"
    assert len(clicks["customdata"]) == 6 * 8


def test_the_head_that_was_measured_is_found_shown_and_switched_off(cells: dict[str, nbformat.NotebookNode]) -> None:
    assert printed(cell_with(cells, "load_measured")).startswith("enc.6.h4 prefers the right noun in 9")
    ring = figure(cell_with(cells, "load_measured"))["data"][-1]
    assert ring["marker"]["symbol"] == "circle-open"
    legend = figure(cell_with(cells, 'focus="it"'))["layout"]["annotations"][0]["text"]
    assert "L6·H4" in legend
    odds, whole = (line.split()[-2:] for line in printed(cell_with(cells, "measure_effect")).splitlines()[1:])
    assert float(odds[1]) < float(odds[0]) - 0.5, "the head supported the pronoun"
    assert float(whole[1]) < float(whole[0])


def test_two_measurements_of_one_head_agree(cells: dict[str, nbformat.NotebookNode]) -> None:
    *_, targets = figure(cell_with(cells, "head_effects(translation)"))["data"]
    (hover,) = (
        said
        for place, said in zip(targets["customdata"], targets["text"], strict=True)
        if list(place) == ["encoder", 5, 3]
    )
    before, after = map(float, printed(cell_with(cells, "measure_effect")).splitlines()[1].split()[-2:])
    assert f"{after - before:+.2f}".replace("-", "−")[:4] in hover.replace("-", "−")


def test_a_model_of_ones_own_is_traced(cells: dict[str, nbformat.NotebookNode]) -> None:
    _, clicks = figure(cell_with(cells, "model.adapt("))["data"]
    assert clicks["customdata"] == [[layer, head] for layer in range(2) for head in range(3)]
    assert figure(cell_with(cells, "dec.2.h3"))["layout"]["title"]["text"] == "解码器"


def test_it_leaves_a_page_and_a_table(cells: dict[str, nbformat.NotebookNode]) -> None:
    table, page = printed(cell_with(cells, "to_csv")).splitlines()
    assert table.startswith("head.csv")
    assert page.startswith("head.html")
    assert int(page.split()[1]) > 1_000_000, "plotly stands in the page"
