"""The file of facts: what it means, what is implied, and what is refused."""

import pytest

from experiments.fitting.fact_file import read_facts
from experiments.fitting.figures import FIGURES, Scope
from sim.market.loading import load_market
from sim.market.messages import InputError
from sim.market.schema import Market
from tests.worlds import document_of, without_causes

SHARES = "share,acme,,,34,\nshare,orchid,,,24,\nshare,kite,,,23,\nshare,pico,,,19,\n"
HEAD = "what,brand,segment,touchpoint,value,tolerance\n"


def test_a_fact_is_a_line(read):
    """A line gives figure, scope, value, tolerance and source; comments, units and empty lines are no matter."""
    text = "# known since May\nwhat;brand;value;unit;tolerance;source\n\nNPS;;;;;\nnps;acme;3;points;2;survey\n"
    facts = read(text.replace("NPS", "nps"))
    (fact,) = facts.given
    assert (fact.what, fact.scope, fact.value, fact.tolerance, fact.source) == ("nps", Scope("acme"), 3, 2, "survey")
    assert fact.line == 5


def test_a_missing_tolerance_is_the_default_and_is_stated(read):
    """Without a tolerance that of the figure holds, and a note says so."""
    facts = read(HEAD + "churn,acme,,,30,\n")
    assert facts.given[0].tolerance == FIGURES["churn"].default_tolerance(30) == 1.5
    assert any(
        "the tolerance is the default where none is given: Yearly churn ± 1.5 % a year" in note for note in facts.notes
    )


def test_lines_without_a_value_are_counted(read):
    """A template that is filled in part is a file of facts."""
    facts = read(HEAD + "nps,acme,,,3,\nnps,kite,,,,\nchurn,,,,,\n")
    assert len(facts.given) == 1
    assert "2 lines have no value: what they stand for is not fitted" in facts.notes


def test_an_empty_list_lets_shares_stand_still(read):
    """Without any value only what is implied is left, and a note says so."""
    facts = read(HEAD + "nps,acme,,,,\n")
    assert not facts.given
    assert {fact.what for fact in facts.all} == {"share", "share_change"}
    assert facts.notes[0] == "no fact is given: only the shares of the market are made to stand still"


def test_shares_that_are_not_given_are_those_of_the_market_and_stand_still(read):
    """What is not given of shares is implied: the rest in proportion, and no change."""
    facts = read(HEAD + "share,acme,,,50,\nnps,,,,10,\n")
    implied = {(fact.what, fact.scope.brand): fact.value for fact in facts.all if fact.is_implied}
    shares = {name: brand.share for name, brand in load_market("telecom").brands.items()}
    assert implied["share", "orchid"] == pytest.approx(50 * shares["orchid"] / (1 - shares["acme"]))
    assert {brand for what, brand in implied if what == "share_change"} == {"acme", "orchid", "kite", "pico"}
    assert {value for (what, _), value in implied.items() if what == "share_change"} == {0.0}


def test_a_change_that_is_given_is_not_implied(read):
    """A brand that grows may be a fact."""
    facts = read(HEAD + "share_change,kite,,,1.5,\n")
    changes = {fact.scope.brand: fact.value for fact in facts.all if fact.what == "share_change"}
    assert changes == {"kite": 1.5, "acme": 0, "orchid": 0, "pico": 0}


def test_rounded_shares_are_made_to_add_up(read):
    """Shares that add up to 100 but for rounding are scaled."""
    facts = read(HEAD + SHARES.replace("34", "34.9"))
    assert sum(fact.value for fact in facts.given) == pytest.approx(100)


@pytest.mark.parametrize(
    "rows, message",
    [
        ("nsp,acme,,,3,\n", "what: unknown figure 'nsp' (did you mean 'nps'?)"),
        ("support_agents,acme,,,3,\n", "is a number of the market file, not a figure that it shows: write it there"),
        ("nps,acne,,,3,\n", "brand: unknown brand 'acne' (did you mean 'acme'?)"),
        ("nps,,old,,3,\n", "segment: unknown segment 'old'"),
        ("nps,,,app,3,\n", "touchpoint: is not used by nps (got 'app'); leave it empty"),
        ("share,,,,34,\n", "brand: is missing: share needs it"),
        ("nps,acme,,,120,\n", "value: must be from -100 to 100 (got 120)"),
        ("nps,acme,,,3%,\n", "value: must be a number (got '3%'); leave out the sign, the unit is known"),
        ("churn,acme,,,17.5,0\n", "tolerance: must be above 0, or empty for the default (got 0)"),
        ("nps,acme,,,3,\nnps,acme,,,4,\n", "is given twice (first in line 2: 3)"),
        (SHARES.replace("34", "44"), "shares add up to 110 %, more than 100"),
        (SHARES.replace("34", "24"), "shares of all brands must add up to 100 % (they add up to 90)"),
        ("share,acme,,,60,\nshare,kite,,,40,\n", "shares add up to 100 % and leave nothing for orchid, pico"),
        (
            "share,acme,,,.34,\nshare,orchid,,,.24,\nshare,kite,,,.23,\nshare,pico,,,.19,\n",
            "shares are in %: they add up to 1, write 19 here",
        ),
        (
            "churn,acme,,,10,\nchurn,orchid,,,11,\nchurn,kite,,,12,\nchurn,pico,,,13,\nchurn,,,,30,\n",
            "Yearly churn is 30, and contradicts those of the brands, which lie between 10 and 13",
        ),
    ],
)
def test_bad_facts(read, rows, message):
    """A mistake is named with its line, its column and what was expected."""
    with pytest.raises(InputError) as error:
        read(HEAD + rows)
    assert message in str(error.value)


def test_all_mistakes_at_once(read):
    """Every line with a mistake is reported."""
    with pytest.raises(InputError) as error:
        read(HEAD + "nsp,acme,,,3,\nnps,acne,,,3,\nchurn,,,,x,\n")
    assert [problem.line for problem in error.value.problems] == [2, 3, 4]


def test_a_unit_is_checked(read):
    """A value in another unit is refused rather than read as something else."""
    with pytest.raises(InputError, match="unit: must be 'per 100 customers a month'"):
        read("what,value,unit\ncomplaints,1.5,per 100 customers a year\n")


def test_what_a_market_cannot_show_is_refused(tmp_path):
    """Without causes of trouble nobody waits for support."""
    document = document_of(without_causes("telecom"))
    path = tmp_path / "facts.csv"
    path.write_text(HEAD + "wait_minutes,acme,,,3,\n")
    with pytest.raises(InputError, match="cannot be shown: telecom has no causes of trouble"):
        read_facts(path, Market.model_validate(document))
