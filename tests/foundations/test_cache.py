"""Compiled code has a folder of its own, wherever one can be written."""

import os
from pathlib import Path

import numba
import pytest

from sim.foundations import cache
from sim.foundations.cache import cache_folder, kept_in
from sim.foundations.compiled import CACHE_FOLDER, compiled, is_compiled, rules

VERSION = "0123456789abcdef"


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """Return a user's folder for caches that can be written, with no other one named and temporary files apart."""
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(cache.tempfile, "tempdir", str(tmp_path / "temporary"))
    return tmp_path / "home"


@pytest.fixture
def refused(home) -> Path:
    """Return a user's folder for caches that cannot be written: a file is in its place."""
    home.write_text("")
    return home


def test_the_users_folder(home):
    """By default compiled code is kept in the user's folder for caches, under the version of the sources."""
    assert cache_folder(VERSION, 4) == home / "cxsim" / VERSION


def test_the_folder_that_was_named(home, tmp_path, monkeypatch):
    """NUMBA_CACHE_DIR names the folder, as for everything that Numba compiles."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "named"))
    assert cache_folder(VERSION, 4) == tmp_path / "named" / "cxsim" / VERSION
    assert not home.exists()


def test_a_home_that_cannot_be_written(refused, tmp_path, caplog):
    """Code is then kept among temporary files, closed to others, and that is told; child processes find it."""
    folder = cache_folder(VERSION, 4)
    assert folder.is_dir()
    assert folder.is_relative_to(tmp_path / "temporary")
    assert folder.parents[1].stat().st_mode & 0o077 == 0
    assert f"{refused / 'cxsim'} cannot be written: compiled code is kept in" in caplog.text
    caplog.clear()
    assert cache_folder(VERSION, 4) == folder
    assert caplog.text == ""


def test_the_temporary_folder_of_somebody_else(refused, tmp_path):
    """A folder that others can write is not used: what lies there is run as it is found."""
    (tmp_path / "temporary" / f"cxsim-{os.getuid()}").mkdir(mode=0o777)
    (tmp_path / "temporary" / f"cxsim-{os.getuid()}").chmod(0o777)
    folder = cache_folder(VERSION, 4)
    assert folder.parents[1].name != f"cxsim-{os.getuid()}"
    assert folder.parents[1].stat().st_mode & 0o077 == 0


def test_nowhere_to_write(refused, monkeypatch, tmp_path, caplog):
    """When no folder at all can be written nothing is kept, and that is told."""
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(cache.tempfile, "tempdir", str(tmp_path / "file"))
    assert cache_folder(VERSION, 4) is None
    assert "compiled code is not kept" in caplog.text


def test_old_versions_go(home):
    """Only so many versions are kept, those that were used last; what is not a version stays."""
    for age, name in enumerate(("a" * 16, "b" * 16, "c" * 16, "mine", "somebody-elses")):
        (home / "cxsim" / name).mkdir(parents=True)
        os.utime(home / "cxsim" / name, (1e9 - age, 1e9 - age))
    cache_folder(VERSION, 2)
    assert {path.name for path in (home / "cxsim").iterdir()} == {VERSION, "a" * 16, "mine", "somebody-elses"}


def test_sources_hold_no_compiled_code():
    """Every rule is kept in the folder of these sources, and none beside them, where old code would be run again."""
    assert all(Path(rule.stats.cache_path).is_relative_to(CACHE_FOLDER) for rule in rules().values())
    assert not list((Path(cache.__file__).parents[1]).rglob("*.nbi"))


def test_other_functions_are_left_alone(tmp_path):
    """Where Numba keeps other people's functions is not changed."""
    before = numba.config.CACHE_DIR
    with kept_in(tmp_path):
        within = numba.config.CACHE_DIR
    assert (within, numba.config.CACHE_DIR) == (str(tmp_path), before)


def doubled(x):
    return 2 * x


def test_without_a_folder_code_is_compiled_all_the_same(monkeypatch):
    """A function runs where nothing can be kept."""
    monkeypatch.setattr("sim.foundations.compiled.CACHE_FOLDER", None)
    assert compiled(doubled)(4) == 8
    assert not is_compiled()
