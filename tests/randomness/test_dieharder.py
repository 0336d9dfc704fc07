"""Streams along who, week and why pass a battery that was not written for this model."""

import shutil
import subprocess

import pytest

# The tests that dieharder itself calls good and that end within seconds: (number, options).
SELECTION = {
    "birthdays": ("0",),
    "operm5": ("1",),
    "rank 6x8": ("3",),
    "bitstream": ("4",),
    "count ones in a stream": ("8",),
    "count ones in bytes": ("9",),
    "parking lot": ("10",),
    "2d sphere": ("11",),
    "squeeze": ("13",),
    "runs": ("15",),
    "craps": ("16",),
    "monobit": ("100",),
    "serial": ("102", "-n", "4"),
    "bit distribution": ("200", "-n", "3"),
    "permutations": ("202", "-n", "4"),
    "Kolmogorov-Smirnov": ("204",),
    "byte distribution": ("205",),
    "discrete cosine transform": ("206",),
    "fill tree": ("207",),
    "monobit 2": ("209",),
}


@pytest.mark.slow
@pytest.mark.parametrize("axis", ["who", "week", "why"])
@pytest.mark.parametrize("name", SELECTION)
def test_dieharder_finds_no_failure(walk, axis, name):
    """Dieharder (Brown 2004), reading the words of one address after the other, fails none of its tests."""
    program = shutil.which("dieharder")
    if program is None:
        pytest.skip("dieharder is not installed")
    columns = [option for column in ("test_name", "pvalues", "assessment") for option in ("-D", column)]
    command = [program, "-g", "200", "-d", *SELECTION[name], *columns]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=False) as battery:
        assert battery.stdin is not None
        assert battery.stdout is not None
        steps, first = 1 << 18, 0
        try:
            while battery.poll() is None:
                battery.stdin.write((walk(axis, steps, first) * 2.0**32).astype("<u4").tobytes())
                first += steps
        except BrokenPipeError:
            pass  # it has read enough
        verdicts = battery.stdout.read().decode()
    assert "PASSED" in verdicts or "WEAK" in verdicts
    assert "FAILED" not in verdicts
