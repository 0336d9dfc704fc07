"""What the targets do not identify is reported."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.calibration import words
from experiments.calibration.calibration import Calibration
from experiments.calibration.identifiability import weaknesses
from experiments.design.factor import Factor


@pytest.fixture
def made(fitted):
    """Return a maker of calibrations with other draws, (draws, factors) from 0 to 1."""

    def with_draws(draws: np.ndarray) -> Calibration:
        factors = tuple(Factor(f"part.number_{i}", 0.0, 1.0, 0.5, "", "assumed", "") for i in range(draws.shape[1]))
        checked = fitted.checked._replace(inputs=np.full((11, draws.shape[1]), 0.5))
        posterior = fitted.posterior._replace(draws=np.clip(draws, 0, 1))
        return replace(fitted, factors=factors, posterior=posterior, checked=checked)

    return with_draws


NOISE = np.random.default_rng(6).normal(size=(5000, 4))


def found(calibration: Calibration) -> set[tuple[str, str, tuple[str, ...]]]:
    """Return what was found, without sizes and first part of the path."""
    short = {f"part.number_{i}": str(i) for i in range(4)}
    return {(short[w.factor], w.kind, tuple(short.get(o, o) for o in w.others)) for w in weaknesses(calibration)}


def test_well_identified(made):
    """Narrow posteriors that have nothing to do with each other are no reason to warn."""
    assert not found(made(0.5 + 0.05 * NOISE[:, :3]))


def test_little_learned(made):
    """A posterior as wide as its range says that the targets do not tell the number."""
    even = np.random.default_rng(7).random(5000)
    calibration = made(np.stack([0.5 + 0.05 * NOISE[:, 0], even], axis=1))
    assert found(calibration) == {("1", "weak", ())}
    assert weaknesses(calibration)[0].size == pytest.approx(0, abs=0.03)
    assert words.identifiability(calibration)[0].startswith("Weakly identified: part number 1.")


def test_trade_off(made):
    """Two numbers of which only the sum is identified trade off."""
    draws = 0.5 + 0.05 * np.stack([NOISE[:, 0], -NOISE[:, 0] + 0.3 * NOISE[:, 1], NOISE[:, 2]], axis=1)
    assert found(made(draws)) == {("0", "trade-off", ("1",))}
    assert "part number 0 trades off with part number 1 (correlation −0.9" in words.identifiability(made(draws))[0]


def test_trade_off_among_three(made):
    """Three numbers of which only the sum is identified trade off together, though no two of them do strongly."""
    three = NOISE[:, :3] - 0.97 * NOISE[:, :3].mean(axis=1, keepdims=True)
    kinds = {(factor, kind) for factor, kind, _ in found(made(0.5 + 0.05 * three))}
    assert kinds == {("0", "jointly"), ("1", "jointly"), ("2", "jointly")}


def test_pressing_an_end(made):
    """A posterior that crowds at an end of its range says that the range decides."""
    draws = np.stack([0.5 + 0.05 * NOISE[:, 0], 0.05 * np.abs(NOISE[:, 1])], axis=1)
    assert found(made(draws)) == {("1", "end", ("low",))}


def test_a_single_number(made):
    """One number trades off with nothing."""
    assert not found(made(0.5 + 0.05 * NOISE[:, :1]))
