"""Long streams of draws, made by walking along one axis of the address."""

from collections.abc import Callable

import numpy as np
import pytest
from numba import njit

from sim.foundations.draws import Why, uniforms

AXES = ("seed", "why", "week", "who", "whom")
HOME = (1, Why.NEED, 1, 1, 0)


@njit
def _walk(start, step, draws):
    for i in range(len(draws)):
        u = uniforms(
            start[0] + i * step[0],
            start[1] + i * step[1],
            start[2] + i * step[2],
            start[3] + i * step[3],
            start[4] + i * step[4],
        )
        draws[i, 0], draws[i, 1], draws[i, 2], draws[i, 3] = u


@pytest.fixture(scope="session")
def walk() -> Callable[[str, int, int], np.ndarray]:
    """Return a function of (axis, steps, first): the (steps, 4) uniforms met on the way along one axis."""

    def walked(axis: str, steps: int, first: int = 0) -> np.ndarray:
        step = tuple(int(axis == name) for name in AXES)
        start = tuple(first if moves else home for moves, home in zip(step, HOME, strict=True))
        draws = np.empty((steps, 4))
        _walk(start, step, draws)
        return draws

    return walked


@pytest.fixture(params=AXES)
def axis(request: pytest.FixtureRequest) -> str:
    """Return each part of the address in turn."""
    return request.param
