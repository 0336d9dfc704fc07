"""Compiled code has a folder of its own, wherever one can be written."""

import os
from pathlib import Path
from types import SimpleNamespace

import numba
import pytest

from sim.foundations import cache
from sim.foundations.cache import cache_folder, kept_in
from sim.foundations.compiled import CACHE_FOLDER, compiled, is_compiled, rules

VERSION = "0123456789abcdef"


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """Return a user's folder for caches that can be written, with no other one named and temporary files apart."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", "")  # so that it is put back, whatever a test does
    monkeypatch.delenv("NUMBA_CACHE_DIR")
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


def made(folder, used):
    """Make the folder of a version as this program makes it, with the time of its last use."""
    assert not cache.unfit(folder)
    os.utime(folder, (used, used))


def test_old_versions_go(home):
    """Only so many versions are kept, those that were used last."""
    for age in range(4):
        made(home / "cxsim" / f"{age:016x}", 1e9 - age)
    cache_folder(VERSION, 2)
    assert {path.name for path in (home / "cxsim").iterdir()} == {VERSION, f"{0:016x}"}


def test_what_was_not_made_here_stays(home, tmp_path):
    """Other folders are never removed, whatever their names: studies, links, and names that look like a version."""
    for name in ("study", "0" * 16):
        (home / "cxsim" / name).mkdir(parents=True)
    made(tmp_path / "elsewhere", 1e9)
    (home / "cxsim" / ("1" * 16)).symlink_to(tmp_path / "elsewhere")
    for age in range(3):
        made(home / "cxsim" / f"{age + 10:016x}", 1e9 - age)
    cache_folder(VERSION, 1)
    assert {path.name for path in (home / "cxsim").iterdir()} == {VERSION, "study", "0" * 16, "1" * 16}


@pytest.mark.parametrize("place", ["", "cxsim", f"cxsim/{VERSION}"])
def test_a_home_that_others_may_write_to(home, tmp_path, caplog, place):
    """What lies there would be run as it is found: it is refused, and code is kept where nobody else can write."""
    (home / "cxsim" / VERSION).mkdir(parents=True)
    (home / place).chmod(0o777)
    folder = cache_folder(VERSION, 4)
    assert folder.is_relative_to(tmp_path / "temporary")
    assert "could put code" in caplog.text
    assert f"compiled code is kept in {tmp_path / 'temporary'}" in caplog.text


def test_a_home_in_a_folder_for_everybody(home):
    """In a folder such as that of temporary files, where nobody can take away what is another's, a home is safe."""
    home.mkdir()
    home.chmod(0o1777)
    assert cache_folder(VERSION, 4) == home / "cxsim" / VERSION


@pytest.mark.parametrize("place", ["cxsim", f"cxsim/{VERSION}", f"cxsim/{VERSION}/model"])
def test_a_home_of_another_user(home, tmp_path, caplog, monkeypatch, place):
    """A folder of another user is refused, and so is one in which another user left something."""
    (home / "cxsim" / VERSION / "model").mkdir(parents=True)
    theirs = home / place
    for name in ("lstat", "stat"):
        monkeypatch.setattr(os, name, _as_if_owned_by_another(theirs, getattr(os, name)))
    folder = cache_folder(VERSION, 4)
    assert folder.is_relative_to(tmp_path / "temporary")
    assert f"{theirs} belongs to another user" in caplog.text


def _as_if_owned_by_another(theirs, look):
    """Return a function that looks at files, and finds one of them to belong to somebody else."""

    def found(path, *args, **kwargs):
        seen = look(path, *args, **kwargs)
        if os.fspath(path) != os.fspath(theirs):
            return seen
        return os.stat_result((*seen[:4], seen.st_uid + 1, *seen[5:10]))

    return found


def test_folders_are_closed_to_others(home):
    """Whatever mask the user has set, others cannot write to what is made here."""
    before = os.umask(0)
    try:
        folder = cache_folder(VERSION, 4)
    finally:
        os.umask(before)
    assert [each.stat().st_mode & 0o077 for each in (folder, folder.parent)] == [0, 0]


def test_another_choice_than_the_named_one_is_told(home, tmp_path, monkeypatch, caplog):
    """When the folder that was named cannot be used, the user's own is, with a sentence."""
    (tmp_path / "named").write_text("")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "named"))
    assert cache_folder(VERSION, 4) == home / "cxsim" / VERSION
    assert f"{tmp_path / 'named' / 'cxsim'} cannot be written: compiled code is kept in {home / 'cxsim'}" in caplog.text


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


def test_code_of_another_place_does_not_count(tmp_path, monkeypatch):
    """Equal sources in another folder are compiled anew, so what an earlier place left behind is not theirs."""
    here, elsewhere = tmp_path / "sim_here", tmp_path / "sim_elsewhere"
    for folder in (here, elsewhere):
        folder.mkdir()
    (elsewhere / "week.nbc").touch()
    kernel = SimpleNamespace(stats=SimpleNamespace(cache_path=str(here)))
    monkeypatch.setattr("sim.foundations.compiled.CACHE_FOLDER", tmp_path)
    monkeypatch.setattr("sim.foundations.compiled._REGISTERED", {1: kernel})
    assert not is_compiled()
    (here / "week.nbc").touch()
    assert is_compiled()
