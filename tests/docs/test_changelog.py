"""The changelog keeps its form, so that people and programs find what changed."""

from __future__ import annotations

import re
import tomllib

from tests.docs.pages import ROOT

TEXT = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_versions_are_dated_and_begin_with_what_is_not_released():
    """First what is not released, then versions with their dates, the newest first and none newer than the project."""
    first, *released = re.findall(r"^## \[(.+)$", TEXT, flags=re.MULTILINE)
    assert first == "Unreleased]"
    versions = [re.fullmatch(r"(\d+)\.(\d+)\.(\d+)\] - \d{4}-\d\d-\d\d", each) for each in released]
    assert all(versions)
    numbers = [tuple(map(int, version.groups())) for version in versions if version]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    newest = tuple(map(int, project.split(".")))
    assert numbers == sorted(numbers, reverse=True)
    assert all(number <= newest for number in numbers)


def test_changes_are_of_known_kinds():
    """Changes stand under the headings of Keep a Changelog."""
    assert set(re.findall(r"^### (.+)$", TEXT, flags=re.MULTILINE)) <= KINDS
