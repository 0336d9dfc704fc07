"""The page of a shipped market tells of everything that is in it."""

from __future__ import annotations

import re

import pytest

from sim.market.loading import load_market, shipped_folder, shipped_markets
from sim.scenarios.loading import shipped_scenarios
from tests.docs.pages import ROOT
from tests.worlds import lived, simulation


def rows_of(market: str) -> dict[str, str]:
    """Return the lines of the tables of a market's page, by the name that each begins with."""
    page = (shipped_folder() / market / "README.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `([\w-]+)`(.*)$", page, re.MULTILINE)[::-1])


@pytest.mark.parametrize("name", shipped_markets())
def test_everything_has_its_line(name):
    """Every brand, segment, cause and strategy has a line on the page of its market, and nothing else has."""
    market = load_market(name)
    assert set(rows_of(name)) == {*market.brands, *market.segments, *market.causes, *shipped_scenarios(name)}


@pytest.mark.parametrize("name", shipped_markets())
def test_shares_are_those_of_the_file(name):
    """The shares on the page are those that the market file says."""
    market, rows = load_market(name), rows_of(name)
    for group in (market.brands, market.segments):
        for key, member in group.items():
            assert f"{100 * member.share:.0f} %" in rows[key]


def test_the_newcomer_of_the_page_delivers(tmp_path):
    """The entrant in the example of the page leaves no doubt, wins customers in a year and delivers what they order."""
    page = (ROOT / "docs" / "MARKETS.md").read_text(encoding="utf-8")
    (example,) = (block for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if "newcomer:" in block)
    (tmp_path / "market.yaml").write_text(example)
    market = load_market(tmp_path)
    assert market.doubts == ()
    world = simulation(market, 2000)
    for _ in lived(world, 26 + 52):
        pass
    booked = world.ledger.table().query("brand == 'newcomer'")
    assert booked.loc[booked["week"] < 27, "orders"].sum() == 0
    assert booked["orders"].sum() > 50
    assert booked["deliveries"].sum() > 0.85 * booked["orders"].sum()
