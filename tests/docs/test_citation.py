"""How to cite the project is right."""

from __future__ import annotations

import tomllib

from ruamel.yaml import YAML

from tests.docs.pages import ROOT

CITATION = YAML(typ="safe").load(ROOT / "CITATION.cff")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_it_has_what_the_format_requires():
    """Version of the format, message, title and authors."""
    assert {"cff-version", "message", "title", "authors"} <= set(CITATION)


def test_it_is_of_this_version():
    """Version, licence and keywords are those of the project."""
    assert CITATION["version"] == PROJECT["version"]
    assert CITATION["license"] == PROJECT["license"]
    assert CITATION["keywords"] == PROJECT["keywords"]
