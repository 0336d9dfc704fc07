"""How Sphinx builds the manual: Markdown and notebooks, the look of the report, nothing from the internet."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from manual.code import described

_ROOT = Path(__file__).parents[1]
_PROJECT = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
_SANS = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif'

project = _PROJECT["name"]
version = release = _PROJECT["version"]
author = _PROJECT["authors"][0]["name"]
project_copyright = author
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton", "sphinx_design"]
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 6
nb_execution_mode = "off"
nb_merge_streams = True
highlight_language = "text"
autodoc_member_order = "bysource"
autodoc_typehints = "none"
autodoc_class_signature = "separated"
copybutton_exclude = ".linenos, .gp, .go"

html_theme = "furo"
html_title = "cxsim"
html_static_path = ["static"]
html_css_files = ["manual.css"]
html_show_sphinx = False
html_copy_source = False
html_show_copyright = False
html_theme_options = {
    "light_css_variables": {
        "font-stack": _SANS,
        "color-brand-primary": "#0068a8",
        "color-brand-content": "#0068a8",
        "color-brand-visited": "#0068a8",
        "color-foreground-primary": "#1d2329",
        "color-foreground-secondary": "#4f5a64",
        "color-background-primary": "#ffffff",
        "color-background-secondary": "#f4f6f7",
        "color-background-border": "#d5dade",
    },
    "dark_css_variables": {
        "color-brand-primary": "#6cb8ee",
        "color-brand-content": "#6cb8ee",
        "color-brand-visited": "#6cb8ee",
    },
}
pygments_style = "friendly"
pygments_dark_style = "github-dark"


def setup(app: Any) -> None:
    """Let docstrings be read in the form that they have in this project."""

    def read(app: Any, what: str, name: str, of: Any, options: Any, lines: list[str]) -> None:
        lines[:] = described(lines)

    app.connect("autodoc-process-docstring", read, priority=1)
