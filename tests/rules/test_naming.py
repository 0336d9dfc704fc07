"""Reasons that newcomers name are partly those that decided, and partly those that seem plausible."""

import numpy as np
import pytest
from hypothesis import given

from sim.rules.naming import named_share, plausible_shares
from sim.rules.naming_sheet import Naming
from sim.state.observed import named_reasons
from sim.state.tables import REASONS, Reason
from tests.rules.parameters import admissible, share

P = Naming(candour=0.5, plausible_price=0.4, plausible_quality=0.5)


def test_what_is_guessed():
    """Of those who guess, .4 name the price, and the others quality or fit in equal parts."""
    assert plausible_shares(P) == pytest.approx((0.4, 0.3, 0.3))


def test_named_share():
    """A reason that decided for .2 and is guessed by .4 is named by the mean of both."""
    assert named_share(0.2, 0.4, P) == pytest.approx(0.3)


@given(share, share, admissible(Naming))
def test_bounds(decided, plausible, p):
    """Shares stay shares, and guesses add up to one."""
    assert 0 <= named_share(decided, plausible, p) <= 1
    assert sum(plausible_shares(p)) == pytest.approx(1)


def test_nobody_is_lost():
    """As many name a reason as came; what seems implausible is named too seldom, and the price too often."""
    decided = np.zeros((2, len(REASONS)))
    decided[:, Reason.VISIBILITY], decided[:, Reason.PRICE] = 60.0, 40.0
    named = named_reasons(decided, P)
    assert named.sum(axis=-1) == pytest.approx([100, 100])
    assert named[0, Reason.VISIBILITY] == pytest.approx(30)
    assert named[0, Reason.PRICE] == pytest.approx(40)
    assert named_reasons(decided, P._replace(candour=1.0)) == pytest.approx(decided)
