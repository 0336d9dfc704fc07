"""The locks: what pip installs is what uv resolved, and both come from the public index."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCK = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
LOCKED = {(package["name"], package["version"]) for package in LOCK["package"]}


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_pip_installs_what_uv_resolved(name):
    """Every version that pip is told to install is one of the lock's; after a change, run `make lock`."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    pinned = set(re.findall(r"^([\w.-]+)==([^ ]+)", text, flags=re.MULTILINE))
    assert pinned
    assert pinned <= LOCKED


def test_both_worlds_are_locked():
    """Python 3.11 gets a Mesa 3.3 and later Pythons a Mesa 3.5."""
    minors = {version.rsplit(".", 1)[0] for name, version in LOCKED if name == "mesa"}
    assert minors == {"3.3", "3.5"}


def test_locks_name_the_public_index_only():
    """No lock holds the address of a mirror or a path of a machine."""
    sources = {tuple(package["source"].items()) for package in LOCK["package"]}
    assert sources == {(("registry", "https://pypi.org/simple"),), (("editable", "."),)}
    addresses = [file["url"] for package in LOCK["package"] for file in package.get("wheels", [])]
    assert {address.split("/")[2] for address in addresses} == {"files.pythonhosted.org"}
