"""Colours can be told apart by every eye, and seen on white paper."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from experiments.pages.palette import NEGATIVE, POSITIVE, inks

EYES = {
    "usual": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
"""Linear RGB as others see it: Machado, Oliveira & Fernandes 2009, severity 1."""
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])
CLEARLY_APART = 15.0
"""Distance in CIELAB; about 2 is just noticeable side by side."""
SEVEN = [ink.colour for ink in inks(7)]


def linear(colour: str) -> np.ndarray:
    """Return linear RGB of a hex colour."""
    c = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """Return CIELAB of linear RGB."""
    ratio = TO_XYZ @ np.clip(rgb, 0, 1) / WHITE
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("eye", EYES)
def test_colours_are_apart_for_every_eye(eye):
    """The baseline and six strategies are told apart by colour alone with any colour vision."""
    seen = {colour: lab(np.array(EYES[eye]) @ linear(colour)) for colour in SEVEN}
    assert min(np.linalg.norm(seen[one] - seen[other]) for one, other in combinations(SEVEN, 2)) > CLEARLY_APART


@pytest.mark.parametrize("colour", [*SEVEN, POSITIVE, NEGATIVE])
def test_colours_stand_out_on_paper(colour):
    """Every colour has the contrast of 3 to 1 that WCAG asks of graphics."""
    assert 1.05 / (TO_XYZ[1] @ linear(colour) + 0.05) >= 3.0


def test_no_two_scenarios_are_drawn_alike():
    """When colours come back, dash and marker differ."""
    drawn = inks(20)
    assert len(set(drawn)) == len(drawn)
