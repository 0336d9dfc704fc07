"""Settled markets kept between commands: the same bits, whatever happens to what is kept."""

import pytest

from experiments.comparison.matching import WEEKS, Matched
from experiments.running import settled
from experiments.running.study import Study

SIZE = {"customers": 200, "weeks": 12}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return an empty folder for settled markets, in which something may be kept."""
    monkeypatch.setattr(settled, "user_cache_path", lambda name: tmp_path / name)
    monkeypatch.setenv(settled.SIZE_NAMED_BY, "100")
    return settled.folder()


def run(*scenarios: str, seed: int = 1):
    """Return the weeks of a small comparison."""
    return Matched(Study.of("telecom", scenarios, **SIZE))(seed)[WEEKS]


@pytest.fixture(scope="module")
def plain():
    """Return the weeks of a study of which nothing was kept."""
    return run("fix-root-causes")


def test_a_second_comparison_has_the_same_bits(folder, plain):
    """What is read instead of simulated is the same, bit for bit."""
    run("price-cut")
    assert settled.kept().worlds == 2
    assert run("fix-root-causes").equals(plain)
    assert settled.kept().worlds == 2


def test_other_inputs_are_other_worlds(folder):
    """Another seed is never taken for this one."""
    run("price-cut")
    run("price-cut", seed=2)
    assert settled.kept().worlds == 4


def test_a_damaged_world_is_made_again(folder, plain, caplog):
    """One flipped bit is noticed, said, and simulated anew."""
    run("price-cut")
    for path in folder.glob("*.settled"):
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    assert run("fix-root-causes").equals(plain)
    assert "is damaged" in caplog.text


def test_a_full_disk_keeps_nothing_and_spoils_nothing(folder, plain, caplog, monkeypatch):
    """Where nothing can be written nothing is kept, which is said; the results are the same."""
    settled._say_once.cache_clear()
    monkeypatch.setattr(settled.os, "replace", _full)
    assert run("fix-root-causes").equals(plain)
    assert "No space left" in caplog.text
    assert not settled.kept().worlds


def _full(*_):
    raise OSError(28, "No space left on device")


def test_the_folder_is_bounded(folder, monkeypatch):
    """What was used longest ago goes first, so that no more is kept than may be."""
    run("price-cut")
    size = settled.kept().size
    monkeypatch.setattr(settled, "largest_size", lambda: int(1.2 * size))
    run("price-cut", seed=2)
    assert 0 < settled.kept().size <= 1.2 * size


def test_nothing_is_kept_when_nobody_wants_it(folder, monkeypatch):
    """With a bound of 0 nothing is written."""
    monkeypatch.setenv(settled.SIZE_NAMED_BY, "0")
    run("price-cut")
    assert not settled.kept().worlds


def test_clearing(folder):
    """Clearing removes all that is kept, and says what it was."""
    run("price-cut")
    assert settled.clear().worlds == 2
    assert not settled.kept().worlds
