"""A market file is loaded whole, or everything that is wrong with it is told with its line."""

import pickle
from pathlib import Path

import pytest
from pydantic import ValidationError

from sim.market.loading import load_market, shipped_markets
from sim.market.messages import InputError
from sim.market.schema import Market

FOLDER = Path(__file__).parent / "small"


@pytest.mark.parametrize(
    ("costs", "amount"),
    [
        ("goods_share: 0.3", "goods_eur: 9"),
        ("goods_share: {value: 0.45, source: our accounts}", "goods_eur: 13.5"),
        ("goods_share: a lot", "goods_eur"),
    ],
)
def test_a_share_of_the_price_is_now_an_amount(told, small, costs, amount):
    """Who still writes goods as a share of the price is told the amount to write instead."""
    message = f"is now an amount that stays when the price changes: write {amount}, the price x goods_share, in EUR"
    written = small.replace("    offer:\n", f"    costs: {{{costs}}}\n    offer:\n", 1)
    assert f"market.yaml:19: brands.acme.costs.goods_share: {message}" in told(written)


@pytest.mark.parametrize(
    ("written", "instead", "message"),
    [
        ("price_eur: 30", "price_eur: cheap", "20: brands.acme.offer.price_eur: must be a number (got 'cheap')"),
        ("price_eur: 30", "price_eur: no", "20: brands.acme.offer.price_eur: must be a number (got 'no')"),
        ("price_eur: 30", "price_eur: true", "20: brands.acme.offer.price_eur: must be a number (got true)"),
        ("price_eur: 30", "price_eur:", "20: brands.acme.offer.price_eur: must be a number (got nothing)"),
        ("price_eur: 30", "price_eur: [30]", "20: brands.acme.offer.price_eur: must be a number (got a list)"),
        ("price_eur: 30", "usability: 0.3", "19: brands.acme.offer.price_eur: is missing; expected 0 to 100,000 (EUR)"),
        (
            "price_eur: 30",
            "price_eur: -30",
            "20: brands.acme.offer.price_eur: is out of range (got -30); expected 0 to 100,000 (EUR)",
        ),
        (
            "expertise: 0.8",
            "expertize: 0.8",
            "14: segments.professionals.expertize: unknown key 'expertize' (did you mean 'expertise'?)",
        ),
        (
            "kind: contractual",
            "kind: contract",
            "5: category.kind: must be one of 'contractual', 'repeat_purchase' (got 'contract')",
        ),
        ("burn_in_weeks: 4", "burn_in_weeks: 4.5", "6: category.burn_in_weeks: must be a whole number (got 4.5)"),
        ("title: Acme", "title: 7", "17: brands.acme.title: must be text (got 7)"),
        (
            "title: Acme",
            'title: "Ac\\e[31mme"',
            r"17: brands.acme.title: must not hold control characters (got 'Ac\x1b[31mme')",
        ),
        ("title: Rival", "title: Acme", "22: brands.rival.title: 'Acme' is the title of 'acme' too"),
        ("focus: acme", "focus: acne", "3: focus: unknown brand 'acne' (did you mean 'acme'?)"),
        ("share: 0.4\n    exp", "share: 0.5\n    exp", "7: segments: shares must add up to 1 (they add up to 1.1)"),
        (
            "share: 0.4\n    off",
            "share: 0.3\n    off",
            "15: brands: shares of the brands present at the start must add up to 1 (they add up to 0.9)",
        ),
        ("rival: {functional", "rivel: {functional", "31: touchpoints.product.quality.rival: is missing"),
        (
            "rival: {functional",
            "rivel: {functional",
            "33: touchpoints.product.quality.rivel: unknown brand 'rivel' (did you mean 'rival'?)",
        ),
        (
            "salience_by_segment: {families",
            "salience_by_segment: {families: 1, students",
            "39: touchpoints.shop.salience_by_segment.students: "
            "unknown segment 'students' (known: families, professionals)",
        ),
        ("severity: 0.4", "severity: loud", "57: causes.reliability.severity: must be a number (got 'loud')"),
        (
            "{product: 0.8",
            "{produce: 0.8",
            "58: causes.reliability.exposure.produce: unknown touchpoint 'produce' (did you mean 'product'?)",
        ),
        (
            "{acme: 0.04, rival: 0.02}",
            "{acme: 0.04, rival: 2}",
            "56: causes.reliability.weekly_probability.rival: is out of range (got 2); expected 0 to 1 (a week)",
        ),
        (
            "    stage: help\n",
            "    stage: help\n    step: purchase\n",
            "46: touchpoints.help_desk.step: purchase is a step of buying, of a touchpoint that is not indirect",
        ),
        (
            "focus: acme\n",
            "focus: acme\nbehaviour: {impressions: {second_hand: 0.5}}\n",
            "4: behaviour.impressions.second_hand: is now behaviour.household.told",
        ),
        (
            "name: small",
            "name: Small Market",
            "1: name: must be a name: small letters, digits and underscores after a first letter (got 'Small Market')",
        ),
        (
            "  families:\n",
            "  Big Families:\n",
            "8: segments.Big Families: must be a name: "
            "small letters, digits and underscores after a first letter (got 'Big Families')",
        ),
        ("  families:\n", "  all:\n", "8: segments.all: is a reserved name: tables use it for all customers together"),
        (
            "  burn_in_weeks: 4\n",
            "network:\n  kind: edge_list\n",
            "6: network.edges: is missing: an edge_list network needs the path of its file",
        ),
        (
            "  burn_in_weeks: 4\n",
            "network: {kind: edge_list, edges: ties.csv}\n",
            "6: network.edges: there is no such file (got 'ties.csv')",
        ),
        (
            "expertise: 0.8",
            "functional_weight: 0\n    emotional_weight: 0\n    relational_weight: 0",
            "11: segments.professionals: functional_weight, emotional_weight, relational_weight must not all be 0",
        ),
        (
            "    offer:\n",
            "    relationship: {year_contract_share: 0.7, two_year_contract_share: 0.5}\n    offer:\n",
            "19: brands.acme.relationship: "
            "year_contract_share and two_year_contract_share together must not exceed 1 (they add up to 1.2)",
        ),
        (
            "focus: acme\n",
            "focus: acme\nbehaviour: {impressions: {loss_aversion: 9}}\n",
            "4: behaviour.impressions.loss_aversion: is out of range (got 9); expected 1 to 4 (ratio)",
        ),
    ],
)
def test_one_mistake(told, small, written, instead, message):
    """Each kind of mistake is told where it is written, with what was expected and what comes nearest."""
    assert small.count(written) == 1
    lines = told(small.replace(written, instead))
    assert any(line.startswith(f"market.yaml:{message}") for line in lines), lines


def test_small_market_is_right(told, small):
    """The market that the mistakes are made in has none."""
    assert told(small) == []


def test_all_mistakes_at_once(told, small):
    """A wrong number does not hide that shares do not add up, nor a wrong name."""
    content = small.replace("price_eur: 30", "price_eur: cheap").replace("share: 0.4\n    exp", "share: 0.5\n    exp")
    assert told(content.replace("focus: acme", "focus: nobody")) == [
        "market.yaml:3: focus: unknown brand 'nobody' (known: acme, rival)",
        "market.yaml:7: segments: shares must add up to 1 (they add up to 1.1)",
        "market.yaml:20: brands.acme.offer.price_eur: must be a number (got 'cheap'); expected 0 to 100,000 (EUR)",
    ]


def test_hundreds_of_mistakes(told, small):
    """A file full of mistakes ends in a count rather than in pages."""
    content = small + "".join(f"mistake{number}: 1\n" for number in range(1000))
    lines = told(content)
    assert len(lines) == 101
    assert lines[-1] == "and 900 more problems"


def test_numbers_written_once():
    """A number of a cause that is written once holds for all brands, one that is left out has the sheet's default."""
    cause = load_market(FOLDER).causes["reliability"]
    assert cause.severity == {"acme": 0.4, "rival": 0.4}
    assert cause.order_probability == {"acme": 0.0, "rival": 0.0}


def test_market_made_in_python():
    """A market that does not come from a file is checked as well."""
    document = load_market(FOLDER).model_dump()
    with pytest.raises(ValidationError, match="unknown brand 'nobody'"):
        Market.model_validate(document | {"focus": "nobody"})


def test_market_travels():
    """A market survives the way to another process, with the folders of its scenarios."""
    market = load_market(FOLDER)
    copy = pickle.loads(pickle.dumps(market))
    assert copy == market
    assert copy.folders == market.folders == (FOLDER,)


def test_folder_file_and_object():
    """A folder stands for the market file in it, and a loaded market for itself."""
    market = load_market(FOLDER)
    assert load_market(FOLDER / "market.yaml") == market
    assert load_market(market) is market


def test_edge_list_beside_the_market(tmp_path, small):
    """The path of an edge list begins at the file that names it."""
    (tmp_path / "ties.csv").write_text("customer,customer\n1,2\n")
    content = small.replace("  burn_in_weeks: 4\n", "network: {kind: edge_list, edges: ties.csv}\n")
    (tmp_path / "market.yaml").write_text(content)
    assert load_market(tmp_path).network.edges == str(tmp_path / "ties.csv")


def test_strange_names_of_files():
    """A name that no file can have is told without disturbing the terminal, and shortened when it is endless."""
    with pytest.raises(InputError) as caught:
        load_market("a\0b\x1b[31m" + "c" * 5000)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 500


def test_unknown_market():
    """A wrong name is answered with the nearest shipped one."""
    with pytest.raises(InputError, match=r"^telecoms: there is no such file: unknown market 'telecoms' \(did you mean"):
        load_market("telecoms")


def test_a_part_of_the_wrong_shape_is_one_error(tmp_path):
    """Names are not called unknown because the part that declares them is no group."""
    (tmp_path / "mine.yaml").write_text("extends: telecom\nbrands: 5\n")
    with pytest.raises(InputError) as caught:
        load_market(tmp_path / "mine.yaml")
    assert [(problem.line, problem.path) for problem in caught.value.problems] == [(2, "brands")]


@pytest.mark.parametrize("name", shipped_markets())
def test_shipped_markets(name):
    """Every shipped market is found by its name and is right."""
    assert load_market(name).name == name


def test_nobody_is_there_at_the_start(told, small):
    """A market in which every brand enters later has nobody to begin with."""
    written = small.replace("    share: 0.6\n    offer:\n", "    enters_in_week: 3\n    share: 0\n    offer:\n")
    written = written.replace("    share: 0.4\n    offer: {", "    enters_in_week: 3\n    share: 0\n    offer: {")
    message = "brands: must have one that is present at the start: every one enters later, see enters_in_week"
    assert f"market.yaml:15: {message}" in told(written)


def test_shares_that_nearly_add_up(told, small):
    """Shares that are not one are not told to be one."""
    (line,) = told(small.replace("share: 0.6\n    offer", "share: 0.600002\n    offer"))
    assert line.endswith("(they add up to 1.000002)")


@pytest.mark.parametrize(
    ("weeks", "message"),
    [
        ("enters_in_week: 400", "enters_in_week: must not come after the horizon_weeks of the market"),
        ("leaves_in_week: 400", "leaves_in_week: must not come after the horizon_weeks of the market"),
        ("enters_in_week: 20, leaves_in_week: 10", "leaves_in_week: must come after enters_in_week, 20 (got 10)"),
        ("enters_in_week: 2.5", "enters_in_week: must be a whole number (got 2.5)"),
    ],
)
def test_weeks_on_the_market(tmp_path, weeks, message):
    """A brand that enters after the end of the run, or leaves before it enters, is refused at its line."""
    (tmp_path / "mine.yaml").write_text(
        f"extends: telecom\nbrands:\n  pico: {{share: 0, {weeks}}}\n  kite: {{share: 0.42}}\n"
    )
    with pytest.raises(InputError) as caught:
        load_market(tmp_path / "mine.yaml")
    assert any(f"mine.yaml:3: brands.pico.{message}" in str(problem) for problem in caught.value.problems)


def test_two_brands_of_one_name(tmp_path):
    """The same name twice is refused with both lines."""
    (tmp_path / "mine.yaml").write_text("extends: telecom\nbrands:\n  pico: {share: 0.2}\n  pico: {share: 0.3}\n")
    with pytest.raises(InputError, match=r"mine.yaml:4: brands.pico"):
        load_market(tmp_path / "mine.yaml")
