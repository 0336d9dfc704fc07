"""What decides bits is noted, and two notes are compared in words."""

import os
import subprocess
import sys

import numpy as np
import pytest

from experiments.running.versions import compared, of_runs, software

HERE = {
    "numpy": "2.4.6",
    "SALib": "1.6.0",
    "maths_library": "glibc 2.36 with answers 84834a5f",
    "numpy_features": "X86_V2 X86_V4",
}


def elsewhere(name, **surroundings):
    """Return what a new process notes under a name when started with some environment variables."""
    script = f"from experiments.running.versions import software; print(software()[{name!r}])"
    environment = os.environ | surroundings
    return subprocess.run([sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True)


def test_equal_software_says_nothing():
    """Where nothing differs there is nothing to say, and runs have the same bits."""
    assert compared(HERE, dict(HERE)) == ((), False)
    assert compared(HERE, dict(HERE)).sentence == ""


def test_other_version_is_named_with_its_effect():
    """Both versions are named, and that last bits can differ."""
    found = compared(HERE, HERE | {"numpy": "1.0"})
    assert found.may_move_runs
    assert found.sentence == "numpy 1.0 instead of 2.4.6; the last bits of simulated runs can differ"


def test_libraries_of_fits_do_not_move_runs():
    """A library that only fits use is named, and leaves simulated runs as they are."""
    found = compared(HERE, HERE | {"SALib": "1.5"})
    assert not found.may_move_runs
    assert found.sentence.startswith("SALib 1.5 instead of 1.6.0; simulated runs have the same bits")


def test_faster_functions_of_numpy_do_not_move_runs():
    """Processors of one architecture may be mixed, as far as NumPy's features go."""
    assert not compared(HERE, HERE | {"numpy_features": "X86_V2"}).may_move_runs


def test_another_mathematics_library_moves_runs():
    """Where exp or log answer otherwise, as without fused multiplication, runs are not mixed, and that is said."""
    found = compared(HERE, HERE | {"maths_library": "glibc 2.36 with answers d4bd03da"})
    assert found.may_move_runs
    assert found.sentence.startswith("mathematics library glibc 2.36 with answers d4bd03da instead of glibc 2.36")


@pytest.mark.parametrize("noted", [None, [], {}, "all", 3])
def test_software_that_was_not_noted_is_another_one(noted):
    """A manifest without versions, or with something else in their place, proves nothing."""
    assert compared(HERE, noted) == (("software that was not noted",), True)


def test_hostile_versions_reach_no_terminal():
    """Escapes in a manifest are shown, not obeyed."""
    assert "\x1b" not in compared(HERE, HERE | {"numpy": "\x1b[2J"}).sentence
    assert compared(HERE, HERE | {"numpy": ["1"]}).may_move_runs


def test_software_is_noted_twice_alike():
    """Two processes on one machine note the same, so that a folder can be continued."""
    assert elsewhere("maths_library").stdout.strip() == software()["maths_library"]


def test_another_target_of_compiled_code_is_noted():
    """The processor that code is compiled for is part of the note."""
    assert elsewhere("compiled_for", NUMBA_CPU_NAME="generic").stdout.strip() == "generic" != software()["compiled_for"]


def test_features_that_numpy_uses_are_noted():
    """The features of the processor for which NumPy has functions of their own are part of the note."""
    found = np.show_config(mode="dicts")["SIMD Extensions"].get("found")
    if not found:
        pytest.skip("this processor has no features beyond those that NumPy needs")
    without = elsewhere("numpy_features", NPY_DISABLE_CPU_FEATURES=" ".join(found)).stdout
    assert without.split() == [each for each in software()["numpy_features"].split() if each not in found]


def test_a_report_names_what_moves_runs():
    """A report lists versions, and no feature of the processor on which no run depends: it is the same on another."""
    assert of_runs(HERE) == {name: HERE[name] for name in ("numpy", "maths_library")}
