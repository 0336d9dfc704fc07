"""What anybody would expect of a change is what the market shows."""

from collections.abc import Callable, Iterator

import pytest

from tests.common_sense.asked import WHAT_IFS
from tests.common_sense.figures import Stage
from tests.common_sense.what_ifs import Expectation, WhatIf

QUICK = ("telecom", "retail")
"""Markets whose what-ifs are tried every day; the others have theirs among the slow tests."""


def expectations() -> Iterator[object]:
    """Yield every expectation; what the market is known to offend must fail."""
    for what_if in WHAT_IFS:
        for expected in what_if.expectations:
            marks = [pytest.mark.xfail(reason=expected.offends, strict=True)] if expected.offends else []
            if what_if.market not in QUICK:
                marks.append(pytest.mark.slow)
            yield pytest.param(what_if, expected, id=f"{what_if.title}: {expected.claim}", marks=marks)


@pytest.mark.parametrize("what_if, expected", expectations())
def test_what_is_foreseen_comes(stage: Callable[[str], Stage], what_if: WhatIf, expected: Expectation):
    """A change has the consequence that common sense foresees: its sign, its rough size, and at that time."""
    assert expected.low <= stage(what_if.market).seen(what_if, expected).mean <= expected.high


def test_an_unchanged_market_stays(stage: Callable[[str], Stage]):
    """Without a change, nothing is different."""
    telecom = stage("telecom")
    nothing = WhatIf("Nothing", "telecom", "", (), (Expectation("", "npv_eur", (1, 4), "per cent", 0, 0),))
    assert telecom.seen(nothing, nothing.expectations[0]) == (0.0, 0.0)
