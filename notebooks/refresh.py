"""Make the notebooks from their scripts: run each from top to bottom, keep what it shows, and nothing of the machine.

A script in the percent format of Jupytext is what people edit; the notebook beside it is what they read.

Example: python notebooks/refresh.py the-third-delay
"""

import sys
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parent
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def refresh(script: Path) -> None:
    """Make one notebook from its script."""
    notebook = jupytext.read(script)
    NotebookClient(notebook, record_timing=False, resources={"metadata": {"path": script.parent}}).execute()
    notebook.metadata = METADATA
    for number, cell in enumerate(notebook.cells, start=1):
        cell.metadata = {}
        cell.id = f"cell-{number}"  # the same at each refreshing
    nbformat.write(notebook, script.with_suffix(".ipynb"))


if __name__ == "__main__":
    for script in sorted(FOLDER.glob("*.py")):
        if script.stem in (sys.argv[1:] or [script.stem]) and "# %%" in script.read_text(encoding="utf-8"):
            print(script.name)
            refresh(script)
