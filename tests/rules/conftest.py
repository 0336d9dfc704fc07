"""Rules as their formulas are written."""

from collections.abc import Iterator

import pytest

from sim.foundations.compiled import bound, rules


@pytest.fixture(scope="module", autouse=True)
def plain_rules(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let rules run as plain Python: compiling each by itself takes longer than all that is claimed of it here.

    That compiled and plain rules write the same bits is shown in tests/kernel.
    """
    compiled = {id(rule) for rule in rules().values()}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in list(vars(request.module).items()):
            if id(value) in compiled:
                patch.setattr(request.module, name, bound(value, interpreted=True))
        yield
