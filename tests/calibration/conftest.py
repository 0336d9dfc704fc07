"""A fitted stand-in, and targets as they are written."""

from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.calibration.calibration import Calibration
from experiments.calibration.fit import Effort, calibrate
from experiments.calibration.target_file import read_targets
from experiments.calibration.targets import Targets
from tests.calibration.standins import FACTORS, TRUTH, Linear, shown_by, targets_from
from tests.worlds import shipped


@pytest.fixture(scope="session")
def fitted() -> Calibration:
    """Return the linear stand-in fitted to what it shows at known values, in the smallest way."""
    return calibrate(Linear, FACTORS, targets_from(shown_by(TRUTH)), Effort(samples=28, seeds=2, checks=10))


@pytest.fixture
def read(tmp_path) -> Callable[..., Targets]:
    """Return a reader of targets that are given as text."""

    def read_text(text: str | bytes, market: str = "telecom") -> Targets:
        path = Path(tmp_path) / "targets.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_targets(path, shipped(market))

    return read_text
