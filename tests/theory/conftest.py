"""Claims on markets that are settled soon."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sim.market.loading import load_market
from sim.market.schema import Market
from tests.commands.conftest import Answer, cxsim

__all__ = ["Answer", "cxsim"]


@pytest.fixture
def soon(tmp_path) -> str:
    """Return a market that is settled soon."""
    (tmp_path / "soon.yaml").write_text("extends: telecom\ncategory: {burn_in_weeks: 2}\n")
    return "soon.yaml"


@pytest.fixture(scope="session")
def telecom() -> Market:
    """Return the shipped market of subscriptions."""
    return load_market("telecom")


@pytest.fixture(scope="session")
def retail() -> Market:
    """Return the shipped market of repeat purchases."""
    return load_market("retail")


OWN = '''"""A claim of my own."""

from experiments.theory.claim import AS_IT_IS, Claim, Figure, Switch, World, contrast, lever

CLAIM = Claim(
    id="stingy-help",
    part="help",
    sentence="Who waits longer for help is less satisfied.",
    question="What do a tenth of the agents do to satisfaction?",
    effects=(
        contrast(
            AS_IT_IS,
            World("a tenth of the agents", (lever("brand.operations.support_agents", multiply=0.1),)),
            Figure("satisfaction", weeks=(1, 6)),
            expected="lower",
            smallest=0.002,
            why="a tenth of what a survey sees",
        ),
    ),
    rule="sim.rules.assistance.quality_after_waiting",
    source="Davis & Vollmann 1990",
    switch=Switch("behaviour.assistance.waiting_loss", 0.0),
    scenario="support-capacity",
)
'''


@pytest.fixture
def own(tmp_path) -> Callable[..., Path]:
    """Return a function that writes the file of an own claim, with pieces of text replaced."""

    def written(*replaced: tuple[str, str], name: str = "mine.py") -> Path:
        text = OWN
        for old, new in replaced:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / name
        path.write_text(text)
        return Path(name)

    return written


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """Forget modules of own files between tests."""
    import sys

    yield
    for name in [name for name in sys.modules if name.startswith("cxsim_experiment_")]:
        del sys.modules[name]
