"""Portfolio files, and the messages when something in them is wrong."""

from pathlib import Path

import pytest

from experiments.optimisation.files import read_portfolio
from sim.market.messages import InputError

GOOD = """
question: How should the money of next year be split?
candidates:
  - scenario: fix-root-causes
    only: [1, 2]
  - scenario: support-capacity
    kind: yes_no
  - name: reward
    title: Reward recommendations more
    levers:
      - set: brand.relationship.referral
        to: 0.6
        cost: {one_off_eur: 8000, weekly_eur: 40}
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "portfolio.yaml"
    file.write_text(text)
    return file


def problems(folder: Path, text: str, market) -> list[str]:
    """Return the messages about a file, without its folder."""
    with pytest.raises(InputError) as error:
        read_portfolio(written(folder, text), market, 52)
    return [str(problem).replace(f"{folder}/", "") for problem in error.value.problems]


def test_portfolio_is_read(market, tmp_path):
    """Scenarios, some of their levers, and levers of one's own are candidates; each is bought as its entry says."""
    portfolio, question = read_portfolio(written(tmp_path, GOOD), market, 52)
    assert question == "How should the money of next year be split?"
    assert [candidate.name for candidate in portfolio.candidates] == ["fix-root-causes", "support-capacity", "reward"]
    assert [len(candidate.scenario.levers) for candidate in portfolio.candidates] == [2, 1, 1]
    assert portfolio.is_yes_no.tolist() == [False, True, False]
    assert portfolio.candidates[2].title == "Reward recommendations more"


def test_scenario_beside_the_file_is_found(market, tmp_path):
    """A candidate may be a scenario file that lies beside the portfolio."""
    lever = "levers: [{set: brand.offer.price_eur, multiply: 0.9, cost: {one_off_eur: 500}}]\n"
    (tmp_path / "mine.yaml").write_text(lever)
    portfolio, _ = read_portfolio(written(tmp_path, "candidates: [{scenario: mine.yaml}]\n"), market, 52)
    assert portfolio.candidates[0].name == "mine"


MISTAKES = {
    "candidates: [{scenario: fix-rot-causes}]": (
        "portfolio.yaml:1: candidates.1: there is no such file: unknown scenario 'fix-rot-causes' "
        "(did you mean 'fix-root-causes'?)"
    ),
    "candidates: [{kind: yes_no}]": (
        "portfolio.yaml:1: candidates.1: needs a scenario or levers of its own, and not both"
    ),
    "candidates: [{scenario: referral, only: [3]}]": (
        "portfolio.yaml:1: candidates.1: referral has 2 levers, and no lever 3"
    ),
    "candidates:\n  - {scenario: referral, knd: yes_no}": (
        "portfolio.yaml:2: candidates.1.knd: unknown key 'knd' (did you mean 'kind'?)"
    ),
    "candidates:\n  - {scenario: referral, kind: maybe}": (
        "portfolio.yaml:2: candidates.1.kind: must be one of 'continuous', 'yes_no' (got 'maybe')"
    ),
    "candidates: []": "portfolio.yaml:1: candidates: must not be empty",
    "question: What?": "portfolio.yaml:1: candidates: is missing",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_mistakes_are_told_with_their_line(market, tmp_path, text):
    """Whatever is wrong is reported with its line, what was found and what comes nearest."""
    assert problems(tmp_path, text, market) == [MISTAKES[text]]


def test_all_mistakes_are_told_at_once(market, tmp_path):
    """Two wrong candidates are two problems."""
    text = "candidates:\n  - {scenario: nowhere-near}\n  - levers: [{set: brand.offer.prize_eur, multiply: 0.9}]\n"
    first, second = problems(tmp_path, text, market)
    assert "portfolio.yaml:2" in first
    assert "portfolio.yaml:3" in second
    assert "did you mean 'price_eur'?" in second


def test_candidates_without_cost_are_told(market, tmp_path):
    """A lever without cost cannot be bought."""
    text = "candidates:\n  - {scenario: referral, only: [2]}\n"
    with pytest.raises(InputError, match=r"yaml:1: candidates: referral has no cost in 52 weeks"):
        read_portfolio(written(tmp_path, text), market, 52)


def test_twice_the_same_name_is_told(market, tmp_path):
    """Parts of one scenario need names of their own."""
    text = "candidates:\n  - {scenario: fix-root-causes, only: [1]}\n  - {scenario: fix-root-causes, only: [2]}\n"
    with pytest.raises(InputError, match=r"yaml:1: candidates: two candidates are called fix-root-causes"):
        read_portfolio(written(tmp_path, text), market, 52)
