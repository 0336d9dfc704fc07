"""The pages of the manual, laid out in one folder in the order of its contents, with links that hold there."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat

from manual import reference
from manual.code import ROOT, phases
from manual.contents import PAGES
from manual.links import PICTURES, PLACES, SOURCES, place_of, rewritten

LANGUAGES = {".py": "python", ".yaml": "yaml", ".csv": "text", ".toml": "toml", ".md": "markdown", ".j2": "jinja"}
_FENCE = "`" * 6


def lay_out(folder: Path) -> None:
    """Write all pages into a folder, and whatever else of the project they lead to."""
    staged = _Staged(folder)
    for name, text in reference.pages().items():
        staged.write(f"{name}.md", text)
    for name, text in reference.schemas().items():
        staged.write(f"reference/{name}", text)
    for page in PAGES:
        if page.source.endswith(".ipynb"):
            staged.notebook(page.source, page.name)
        elif page.source:
            staged.page(page.source, page.name)
    staged.write_sources()


class _Staged:
    """A folder of pages that is being written, and the files of the project that they lead to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._led_to = {"sim/week.py", *(room.path for room in phases())}

    def write(self, name: str, text: str) -> None:
        """Write one file."""
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def page(self, source: str, name: str) -> None:
        """Write a page of the project."""
        self.write(f"{name}.md", self._changed(source, name)((ROOT / source).read_text(encoding="utf-8")))

    def notebook(self, source: str, name: str) -> None:
        """Write a notebook of the project."""
        notebook = nbformat.read(ROOT / source, as_version=4)
        changed = self._changed(source, name)
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = changed(cell.source)
        path = self._folder / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)

    def write_sources(self) -> None:
        """Write a page for every file or folder of the project that is led to and is no page itself."""
        for path in sorted(self._led_to):
            title = f"---\norphan: true\n---\n\n# `{path}`\n\n"
            if (ROOT / path).is_dir():
                names = sorted(each.name for each in (ROOT / path).iterdir() if not each.name.startswith("_"))
                self.write(f"{place_of(path)}.md", title + "\n".join(f"- `{name}`" for name in names) + "\n")
            else:
                text = (ROOT / path).read_text(encoding="utf-8")
                language = LANGUAGES.get(Path(path).suffix, "text")
                self.write(f"{place_of(path)}.md", f"{title}{_FENCE}{language}\n{text.rstrip()}\n{_FENCE}\n")

    def _changed(self, source: str, name: str) -> Callable[[str], str]:
        """Return what gives a text of the file `source` the links that hold on the page `name`."""

        def follow(path: str) -> str:
            if Path(path).suffix in PICTURES:
                kept = self._folder / "pictures" / path
                kept.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / path, kept)
                return f"pictures/{path}"
            place = place_of(path)
            if place.startswith(f"{SOURCES}/"):
                self._led_to.add(path)
            is_notebook = path in PLACES and path.endswith(".ipynb")
            return f"{place}.{'ipynb' if is_notebook else 'md'}"

        return lambda text: rewritten(text, source, name, follow)
