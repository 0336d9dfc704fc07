"""Notebooks as they are kept; that they run is tested where they lie, by nbmake."""

from __future__ import annotations

from pathlib import Path

import jupytext
import nbformat
import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
KILOBYTE = 1024
LARGEST_PICTURE = 150 * KILOBYTE
LARGEST_NOTEBOOK = 500 * KILOBYTE

NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))

pytestmark = pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in NOTEBOOKS])


@pytest.fixture
def notebook(path):
    """Return a notebook as it is kept."""
    return nbformat.read(path, as_version=4)


@pytest.fixture
def outputs(notebook):
    """Return everything that its cells show."""
    return [output for cell in notebook.cells for output in cell.get("outputs", ())]


def test_it_begins_with_a_title(notebook):
    """A reader sees first what it is about."""
    assert notebook.cells[0].source.startswith("# ")


def test_figures_are_kept(outputs):
    """Who only reads sees the figures too."""
    assert any("image/png" in output.get("data", {}) for output in outputs)


def test_it_was_run_from_top_to_bottom(notebook):
    """What it shows is what its cells show when they run in their order."""
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))


def test_nothing_went_wrong_or_warned(outputs):
    """No error, no warning and no progress bar is kept."""
    assert all(output.output_type != "error" and output.get("name") != "stderr" for output in outputs)


def test_nothing_is_kept_of_the_machine(path, notebook):
    """No times, no versions, no folders of whoever ran it last: the same model gives the same file."""
    assert all(not cell.metadata for cell in notebook.cells)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert set(notebook.metadata.language_info) == {"name"}
    assert not any(trace in path.read_text(encoding="utf-8") for trace in ("/home/", "/root/", "/tmp/", "ipykernel_"))


def test_it_stays_light(path, outputs):
    """Pictures and the whole are small enough to be kept beside the code."""
    pictures = [output["data"]["image/png"] for output in outputs if "image/png" in output.get("data", {})]
    assert all(len(picture) <= LARGEST_PICTURE for picture in pictures)
    assert path.stat().st_size <= LARGEST_NOTEBOOK


def test_script_and_notebook_are_one(path, notebook):
    """The script beside a notebook has the same cells: after a change of it, `python notebooks/refresh.py`."""
    script = jupytext.read(path.with_suffix(".py"))
    told = [(cell.cell_type, cell.source.strip()) for cell in notebook.cells]
    assert told == [(cell.cell_type, cell.source.strip()) for cell in script.cells]


def test_it_is_an_essay(notebook):
    """It asks its reader something, and explains before it computes."""
    told = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert "**Think.**" in told or "## Try it" in told
    assert notebook.cells[0].cell_type == "markdown"
