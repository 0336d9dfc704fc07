"""A number of a market file may say where it comes from, and everybody who reads the number finds that."""

import pytest

from experiments.results.manifest import market_file
from sim.market.loading import load_market
from sim.market.sheet import numbers_in
from sim.scenarios.scenario import Scenario

PRICE = "      price_eur: 30\n"
WITH_SOURCE = "      price_eur: {value: 30, source: price list 2026, grade: measured}\n"


def known(market, path: str) -> tuple[float, str, str]:
    """Return value, grade and source of a number."""
    return next(
        (found.value, found.number.grade, found.number.source)
        for found in numbers_in(market.model_dump())
        if ".".join(found.path) == path
    )


@pytest.fixture
def market(tmp_path):
    """Return a function that loads a market from the text of its file."""

    def load(text: str):
        (tmp_path / "market.yaml").write_text(text)
        return load_market(tmp_path)

    return load


def test_a_number_with_its_source(market, small):
    """The number is what it is without a source; source and grade are the file's in place of the sheet's."""
    with_source, plain = market(small.replace(PRICE, WITH_SOURCE)), market(small)
    assert known(with_source, "brands.acme.offer.price_eur") == (30, "measured", "price list 2026")
    assert known(plain, "brands.acme.offer.price_eur") == (30, "assumed", "the market file")
    assert with_source.model_dump(exclude={"sources"}) == plain.model_dump(exclude={"sources"})


@pytest.mark.parametrize("place", ["", "brands:\n", "brands:\n  acme:\n", "    offer:\n"])
def test_a_source_of_a_part(market, small, place):
    """A source in a part, a group of parts or the whole file holds for the numbers below it that the file gives."""
    indent = "  " * (3 if "offer" in place else place.count("\n"))
    at = small.index(place) + len(place)
    read = market(f"{small[:at]}{indent}source: annual report\n{indent}grade: adapted\n{small[at:]}")
    assert known(read, "brands.acme.offer.price_eur") == (30, "adapted", "annual report")
    assert known(read, "brands.acme.offer.breadth")[1:] == ("assumed", "our assumption")


def test_what_stands_nearer_counts(market, small):
    """Source and grade are those that stand nearest to a number, each by itself."""
    near = small.replace(PRICE, "      price_eur: {value: 30, source: price list}\n").replace(
        "brands:\n", "brands:\n  grade: adapted\n"
    )
    assert known(market(f"source: far away\n{near}"), "brands.acme.offer.price_eur") == (30, "adapted", "price list")


def test_a_number_for_all_brands(market, small):
    """A number that is given once for all brands has its source for each of them."""
    read = market(small.replace("severity: 0.4", "severity: {value: 0.4, source: fault log}"))
    for brand in ("acme", "rival"):
        assert known(read, f"causes.reliability.severity.{brand}")[::2] == (0.4, "fault log")


def test_numbers_by_name(market, small):
    """A group of numbers by name may have a source, also where a name is called source."""
    read = market(small.replace("{product: 0.8,", "{source: fault log, product: {value: 0.8, grade: measured},"))
    assert known(read, "causes.reliability.exposure.product") == (0.8, "measured", "fault log")
    renamed = market(
        small.replace("product:\n    title", "source:\n    title").replace("{product: 0.8", "{source: 0.8")
    )
    assert known(renamed, "causes.reliability.exposure.source")[0] == 0.8


def test_a_market_that_extends_another(tmp_path, small):
    """A number has the source of the file that gives it: one that is replaced loses the old one."""
    (tmp_path / "market.yaml").write_text("source: old report\n" + small)
    child = tmp_path / "child.yaml"
    child.write_text(
        "extends: market.yaml\n"
        "brands: {acme: {offer: {price_eur: 31}}}\n"
        "segments: {source: panel, families: {talk: 2}}\n"
    )
    read = load_market(child)
    assert known(read, "brands.acme.offer.price_eur") == (31, "assumed", "the market file")
    assert known(read, "brands.rival.offer.price_eur")[2] == "old report"
    assert known(read, "segments.families.talk")[2] == "panel"
    assert known(read, "segments.families.share")[2] == "old report"


def test_levers_and_results_know_it(market, small):
    """What a lever changes is reported with the file's source, and the market kept with results has it too."""
    read = market(small.replace(PRICE, WITH_SOURCE).replace("severity: 0.4", "severity: {value: 0.4, source: log}"))
    scenario = Scenario.model_validate({"name": "dearer", "levers": ({"set": "brand.offer.price_eur", "add": 1},)})
    assert {(each.grade, each.source) for each in scenario.plan(read).changes()} == {("measured", "price list 2026")}
    copied = market(market_file(read).decode())
    assert list(numbers_in(copied.model_dump())) == list(numbers_in(read.model_dump()))


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (
            "{valeu: 30, source: x}",
            "20: brands.acme.offer.price_eur.valeu: unknown key 'valeu' (did you mean 'value'?)",
        ),
        (
            "{value: 30, sorce: x}",
            "20: brands.acme.offer.price_eur.sorce: unknown key 'sorce' (did you mean 'source'?)",
        ),
        (
            "{source: x}",
            "20: brands.acme.offer.price_eur: must be a number, or a group of keys: value, source, grade (got a group "
            "without value); expected 0 to 100,000 (EUR)",
        ),
        ("{value: cheap, source: x}", "20: brands.acme.offer.price_eur: must be a number (got 'cheap')"),
        ("{value: -1, source: x}", "20: brands.acme.offer.price_eur: is out of range (got -1)"),
        ("{value: 30, source: 2026}", "20: brands.acme.offer.price_eur.source: must be text (got 2026)"),
        (
            "{value: 30, grade: good}",
            "20: brands.acme.offer.price_eur.grade: must be one of 'measured', 'adapted', 'assumed' (got 'good')",
        ),
    ],
)
def test_mistakes(told, small, written, message):
    """What is wrong in a source is told at its place."""
    lines = told(small.replace("price_eur: 30", f"price_eur: {written}"))
    assert any(line.startswith(f"market.yaml:{message}") for line in lines), lines


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sources: {}\n", "1: sources: unknown key 'sources' (did you mean 'source'?)"),
        ("grade: sure\n", "1: grade: must be one of 'measured', 'adapted', 'assumed' (got 'sure')"),
    ],
)
def test_mistakes_of_a_whole_file(told, small, text, message):
    """So is what is wrong in a source of the whole file."""
    assert f"market.yaml:{message}" in told(text + small)


def test_source_of_the_sheet():
    """Without sources in the file, the sheet's stand as before."""
    path = "category.discount_rate"
    assert known(load_market("telecom"), path)[1:] == ("adapted", "Gupta, Lehmann & Stuart 2004 use 8 to 16 %")
