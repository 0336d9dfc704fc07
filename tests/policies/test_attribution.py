"""Bad scores are put down to touchpoints or to causes, as far as the codebook has words for them."""

import pandas as pd
import pytest

from sim.policies.attribution import blamed
from sim.policies.codebook import coded, found_causes
from tests.policies.feedback import answers

HEARD = answers(
    ("line", "billing", 2, 30), ("line", "none", 3, 10), ("line", "none", 9, 60), ("bill", "billing", 1, 5),
    ("bill", "unknown", 4, 5), ("bill", "none", 8, 90),
)  # fmt: skip
WEEKLY = {"line": 50.0, "bill": 400.0}
"""Encounters a week."""


def bad(found):
    """Return the bad encounters a week by target."""
    return {target: blame.bad for target, blame in found.items()}


def test_a_silo_blames_the_touchpoint():
    """Of 100 answers about the line 40 are bad, of 100 about the bill 10: 20 and 40 bad encounters a week."""
    assert bad(blamed(HEARD, WEEKLY, "silo", 4)) == {("touchpoint", "bill"): 40.0, ("touchpoint", "line"): 20.0}


def test_joined_feedback_blames_the_cause():
    """The cause has what was read at both touchpoints, and each of these what has no cause that could be read."""
    found = bad(blamed(HEARD, WEEKLY, "joined", 4))
    assert found == {("cause", "billing"): 35.0, ("touchpoint", "bill"): 20.0, ("touchpoint", "line"): 5.0}


def test_blame_is_shared_out_and_not_made():
    """However it is put down, all bad encounters are blamed on something, once."""
    assert sum(bad(blamed(HEARD, WEEKLY, "joined", 4)).values()) == pytest.approx(60)


def test_nothing_read_is_a_silo():
    """Where no cause can be read, joined feedback says what a silo says, to the last digit."""
    unread = HEARD.assign(cause=HEARD["cause"].where(HEARD["cause"] == "none", "unknown"))
    assert blamed(unread, WEEKLY, "joined", 4) == blamed(HEARD, WEEKLY, "silo", 4)


def test_asking_more_often_does_not_look_worse():
    """Ten times the answers about one touchpoint leave what is blamed, and make it surer."""
    often = HEARD.assign(answers=HEARD["answers"] * (1 + 9 * (HEARD["touchpoint"] == "line")))
    one, ten = (blamed(table, WEEKLY, "silo", 4)["touchpoint", "line"] for table in (HEARD, often))
    assert one.bad == ten.bad
    assert ten.variance == pytest.approx(one.variance / 10)


def test_other_instruments_do_not_judge_encounters():
    """Scores of recommendation are no scores of encounters."""
    table = pd.concat([HEARD, answers(("none", "billing", 0, 500), instrument="nps")])
    assert blamed(table, WEEKLY, "joined", 4) == blamed(HEARD, WEEKLY, "joined", 4)


def test_what_has_no_code_is_other():
    """A cause that is not in the codebook goes to the pile of the rest, and the touchpoint is blamed for it."""
    read = coded(HEARD, ["network"], {})
    assert set(read["cause"]) == {"other", "none", "unknown"}
    assert blamed(read, WEEKLY, "joined", 4) == blamed(HEARD, WEEKLY, "silo", 4)


def test_what_has_no_code_is_taken_for_a_neighbour():
    """As often as a cause resembles one that has a code, it is taken for that one; no answer is lost."""
    read = coded(HEARD, ["network"], {"billing": {"network": 0.25, "plan": 0.5}})
    assert read["answers"].sum() == HEARD["answers"].sum()
    assert bad(blamed(read, WEEKLY, "joined", 4))["cause", "network"] == pytest.approx(0.25 * 35)


def test_a_full_codebook_changes_nothing():
    """With a code for every cause feedback is read as it came."""
    assert coded(HEARD, ["billing"], {}).equals(HEARD)


def test_a_cause_is_found_after_enough_verbatims():
    """A cause enters the codebook when enough answers are about it, and not before; known ones are not found again."""
    assert found_causes(HEARD, [], 35) == ["billing"]
    assert found_causes(HEARD, [], 36) == []
    assert found_causes(HEARD, ["billing"], 1) == []
    both = pd.concat([HEARD, HEARD.assign(instrument="ces")])
    assert found_causes(both, [], 36) == []
