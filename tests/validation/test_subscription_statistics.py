"""The statistics of subscription patterns, on data whose answer is known."""

import numpy as np
import pytest

from experiments.validation.pattern import published
from experiments.validation.patterns import complaint_handling as complaints
from experiments.validation.patterns import customer_value_elasticity as worth
from experiments.validation.patterns import effort_disloyalty as effort
from experiments.validation.patterns import loss_aversion as losses
from experiments.validation.patterns import retention_curve as retention
from experiments.validation.patterns import talk_u_shape as talk
from experiments.validation.patterns import totally_satisfied as totally
from experiments.validation.patterns import word_of_mouth_headroom as headroom

RNG = np.random.default_rng(7)


def failing(result) -> list[str]:
    """Return the names of the checks that fail."""
    return [check.name for check in result.checks if not check.passes]


# Retention -----------------------------------------------------------------------------------------------------------


def test_the_published_curve_passes_its_own_test():
    """A cohort that shrinks as published has no distance to it, and rising retention."""
    curve = published("retention_regular")["percent_still_customer"].to_numpy(float)
    cohorts = curve * np.array([[90.0], [100.0], [110.0]])
    result = retention.judged({"baseline": {"customers": cohorts}})
    assert result.checks[0].simulated == pytest.approx(0.0, abs=1e-9)
    assert failing(result) == []


def test_constant_churn_is_no_retention_curve():
    """A cohort that loses the same share each year is too far from the published one."""
    cohorts = 1000.0 * 0.8 ** np.arange(13) * np.array([[0.9], [1.0], [1.1]])
    assert "mean absolute error over 12 years, points" in failing(
        retention.judged({"baseline": {"customers": cohorts}})
    )


def test_falling_retention_is_noticed():
    """A year that keeps fewer of those who were there than the year before fails, when it is not luck."""
    curve = published("retention_regular")["percent_still_customer"].to_numpy(float).copy()
    curve[6:] *= 0.85
    cohorts = RNG.poisson(200 * curve, (10, 13)).astype(float)
    result = retention.judged({"baseline": {"customers": cohorts}})
    assert "smallest rise of yearly retention, in its standard errors" in failing(result)


# Losses --------------------------------------------------------------------------------------------------------------


def piecewise(ratio: float, n: int = 20_000) -> np.ndarray:
    """Return sums of a regression in which a loss moves `ratio` times as much as a gain."""
    gap, perceived = RNG.normal(0, 0.1, n), RNG.uniform(0.3, 0.9, n)
    gain, loss = losses.parted(gap)
    felt = 0.8 * gain - 0.8 * ratio * loss + 0.9 * perceived + RNG.normal(0, 0.05, n)
    return losses.sums([np.ones(n), gain, loss, perceived], felt)


@pytest.mark.parametrize("ratio", [1.0, 2.0, 2.7])
def test_the_piecewise_regression_recovers_a_known_ratio(ratio):
    """Loss over gain is found within a few per cent, also when there is none."""
    assert losses.loss_over_gain(piecewise(ratio)) == pytest.approx(ratio, rel=0.05)


def test_fixed_effects_take_out_what_differs_between_customers():
    """Who is less satisfied by nature and meets more losses does not make losses look larger than they are."""
    who = np.repeat(np.arange(500), 20)
    nature = RNG.normal(0, 1.0, 500)
    gap = RNG.normal(0, 0.1, who.size) + 0.05 * nature[who]
    gain, loss = losses.parted(gap)
    change = 0.1 * gain - 0.2 * loss + 0.05 * nature[who]
    columns = [RNG.uniform(0.5, 1.5, who.size), gain, loss, RNG.uniform(0, 1, who.size)]
    table = losses.sums([losses.within(each, who) for each in columns], losses.within(change, who))
    assert losses.loss_over_gain(table) == pytest.approx(2.0, rel=1e-6)
    assert losses.loss_over_gain(losses.sums(columns, change)) != pytest.approx(2.0, rel=0.2)


def test_loss_aversion_needs_its_control():
    """The very same ratio with and without loss aversion is a fault of the measurement, and fails."""
    encounter = np.stack([piecewise(2.0, 2_000) for _ in range(5)])
    bins = np.ones((5, 2, len(losses.BINS) - 1))
    world = {"encounter": encounter, "relation": encounter, "bins": bins}
    assert failing(losses.judged({"baseline": world, "without": world})) == [
        "encounter: loss / gain without loss aversion",
        "relation: what loss aversion adds, lower end",
    ]


# Talk ----------------------------------------------------------------------------------------------------------------


def surveys(probability) -> dict[str, dict[str, np.ndarray]]:
    """Return samples of surveys in which people talk with a probability that depends on satisfaction."""
    tables, tenths = [], []
    for _ in range(10):
        satisfaction = RNG.normal(0.7, 0.1, 3_000)
        talked = (RNG.uniform(size=3_000) < probability((satisfaction - 0.7) / 0.1)).astype(float)
        tables.append(talk.quadratic_term(satisfaction, talked))
        tenths.append(talk.by_rank(satisfaction, talked))
    return {"surveys": {"quadratic": np.array(tables), "tenths": np.array(tenths)}}


def test_an_asymmetric_u_is_found():
    """Both ends talk, the dissatisfied somewhat more: all checks pass, and the term is the one put in."""
    result = talk.judged(surveys(lambda z: 0.1 + 0.05 * z**2 - 0.02 * z))
    assert failing(result) == []
    assert result.checks[0].simulated == pytest.approx(0.05, abs=0.01)


def test_no_u_is_found_where_there_is_none():
    """Where satisfaction does not move talk, the term is zero within three errors."""
    term = talk.judged(surveys(lambda z: 0.2 + 0 * z)).checks[0]
    assert abs(term.simulated) < 3 * term.standard_error


def test_an_arch_and_folklore_fail():
    """Where those in between talk most, or the dissatisfied three times as much as the satisfied, a check fails."""
    assert failing(talk.judged(surveys(lambda z: 0.5 - 0.05 * z**2)))
    assert failing(talk.judged(surveys(lambda z: np.where(z < 0, 0.15 + 0.2 * z**2, 0.15))))


# Head-room -----------------------------------------------------------------------------------------------------------


def messages(praise, blame) -> dict[str, dict[str, np.ndarray]]:
    """Return samples in which a message shifts the prior by these functions of it."""
    seen = []
    for _ in range(5):
        prior = RNG.uniform(0.01, 1.0, 2_000)
        shift = np.stack([praise(prior), blame(prior)]) + RNG.normal(0, 0.02, (2, 2_000))
        seen.append(headroom.summed_up(prior, shift))
    return {"messages": {name: np.stack([each[name] for each in seen]) for name in seen[0]}}


def test_head_room_is_found():
    """Praise that fills a part of the room above, and blame that takes a part of the room below, pass."""
    assert failing(headroom.judged(messages(lambda p: 0.4 * (1 - p), lambda p: -0.2 * p))) == []


def test_blame_that_spares_the_likely_fails():
    """Where blame cannot touch the brand that is likeliest anyhow, head-room is not what limits it."""
    result = headroom.judged(messages(lambda p: 0.4 * (1 - p), lambda p: -0.2 * p * (1 - p)))
    assert "shift by blame, priors above 2/3 less below 1/3" in failing(result)


# Satisfaction and defection ------------------------------------------------------------------------------------------


def test_defection_of_the_satisfied_over_the_totally_satisfied():
    """Twelve of a hundred against three is four times; an even curve is once."""
    assert totally.satisfied_over_totally(np.array([[100, 30], [100, 12], [100, 3]])) == 4.0
    assert totally.satisfied_over_totally(np.array([[100, 5], [100, 5], [100, 5]])) == 1.0


def test_loyalty_without_lock_in_and_with_it():
    """A steep curve under competition and a flat one under lock-in pass; the other way round fails twice."""
    steep = {"groups": np.tile([[100.0, 30], [100, 12], [100, 3]], (5, 1, 1)), "tenths": np.ones((5, 10, 2))}
    flat = {"groups": np.tile([[100.0, 5], [100, 4], [100, 4]], (5, 1, 1)), "tenths": np.ones((5, 10, 2))}
    assert failing(totally.judged({"competitive": steep, "locked in": flat})) == []
    assert len(failing(totally.judged({"competitive": flat, "locked in": steep}))) == 2


# Complaints ----------------------------------------------------------------------------------------------------------


def cases(shares_if_grave, shares_if_light) -> np.ndarray:
    """Return counts (2, 100, 4) of a thousand light and a thousand grave cases that end in each way."""
    counts = np.zeros((2, len(complaints.SEVERITIES) - 1, 4))
    counts[0, [35, 60]] = 1000
    counts[1, 35], counts[1, 60] = 1000 * np.array(shares_if_light), 1000 * np.array(shares_if_grave)
    return counts


def test_only_major_problems_count():
    """The graver half of the problems gives the shares, whatever the light ones do."""
    counts = cases(complaints.PUBLISHED, (0.9, 0.9, 0.9, 0.9))
    np.testing.assert_allclose(complaints.shares(counts), complaints.PUBLISHED)


def test_published_shares_pass_and_equal_ones_fail():
    """The published levels pass; a world in which handling changes nothing fails in order and in levels."""

    def result(shares):
        asked, would = np.tile(cases(shares, shares), (5, 1, 1, 1)).swapaxes(0, 1)
        return complaints.judged({"cases": {"asked": asked, "would": would, "chose": asked, "again": would}})

    assert failing(result(complaints.PUBLISHED)) == []
    assert {"smallest step up in this order", "would buy again: silent"} <= set(failing(result((0.5,) * 4)))


# Effort --------------------------------------------------------------------------------------------------------------


def test_disloyalty_by_tenth_of_effort():
    """Where the easiest tenth has 10 % disloyal and the hardest 90 %, the ratio is nine."""
    counts = np.zeros((2, len(effort.EFFORTS) - 1))
    counts[0, [5, 20, 80]] = 100, 800, 100
    counts[1, [5, 20, 80]] = 10, 240, 90
    by_tenth = effort.by_tenth(counts)
    np.testing.assert_allclose(by_tenth[[0, 1, 9]], [0.1, 0.3, 0.9])
    result = effort.judged({"cases": {"cases": np.stack([counts, counts])}})
    assert result.checks[0].simulated == pytest.approx(9.0)
    assert result.passes


# Customer value ------------------------------------------------------------------------------------------------------


def cohort(retention: float, margin: float, acquisition: float, rate: float = 0.1, years: int = 200) -> np.ndarray:
    """Return the sums of a cohort of one with constant churn, followed so long that nothing is left."""
    year = np.arange(years)
    there = retention**year
    worth_now = float(np.sum(margin * there / (1 + rate) ** year))
    return np.array([1.0, acquisition, worth_now, there[:-1].sum(), there[1:].sum()])


def test_elasticities_are_those_of_constant_churn():
    """With constant churn value is m (1 + i) / (1 + i - r), whose elasticity to retention is r / (1 + i - r)."""
    r, i, step = 0.8, 0.1, 1e-4
    found = worth.elasticities(np.stack([cohort(r, 100.0, 0.0), cohort(r * (1 + step), 100.0, 0.0)]))
    assert found[0] == pytest.approx(r / (1 + i - r), rel=1e-3)
    np.testing.assert_allclose(found[1:], [1.0, 0.0])


def test_acquisition_cost_makes_margin_count_for_more():
    """What is paid for a customer is a fixed sum: a tenth of the value makes the elasticities 1.1 and .1."""
    sums = cohort(0.8, 100.0, 0.0)
    sums[1] = sums[2] / 11
    np.testing.assert_allclose(worth.elasticities(np.stack([sums, cohort(0.81, 100.0, sums[1])]))[1:], [1.1, 0.1])
