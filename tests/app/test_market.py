"""What a user gives is kept within limits, guessed at with care, and judged by the loaders of the command line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pandas as pd
import pytest
from starlette.requests import Request

from app.catalogue import Catalogue
from app.engine import tables as engine
from app.engine.futures import Shelf
from app.rooms.given import facts_file, facts_in, filled, mapping_file, result
from app.rooms.market import Question
from app.serve import _not_kept
from app.uploads import FACTS, LARGEST, MAPPING, TABLE, TooLargeError, Uploads
from app.words import WORDS
from experiments.errors import OutputError
from experiments.fitting.fact_file import read_facts
from language import speaking
from sim.market.crm import load_crm
from sim.market.loading import load_shipped
from sim.market.messages import InputError

CATALOGUE = Catalogue()
TELECOM = load_shipped("telecom")
KINDS = list(TELECOM.segments)
HEAD = "customer_id;kind;tenure_months;MonthlyCharges;Contract;churned\n"


def customers(rows: int = 40) -> str:
    """Return a table of customers with a decimal comma and words for contracts."""
    contracts = "Month-to-month", "One year", "Two year"
    lines = [
        f"C{k};{KINDS[k % len(KINDS)]};{1 + k};{20 + k % 9},50;{contracts[k % 3]};{'yes' if k % 5 == 0 else 'no'}"
        for k in range(rows)
    ]
    return HEAD + "\n".join(lines) + "\n"


def told(of: Any, **asked: Any) -> dict[str, Any]:
    """Return what a worker tells."""
    found: list[dict[str, Any]] = []
    for _ in of(Shelf(), {"market": "telecom"} | asked, found.append):
        pass
    return found[-1]


def form_of(guess: dict[str, Any]) -> dict[str, str]:
    """Return a guess as its form sends it when nothing is changed."""
    form = {role: each["column"] for role, each in guess.items()}
    form |= {f"segment of {value}": name for value, name in guess["segment"]["values"].items()}
    form |= {f"months of {value}": str(months) for value, months in guess["contract"]["months"].items()}
    return form | {"unit": guess["tenure"]["unit"], "until": "", "worst": "0", "best": "10", "one segment": KINDS[0]}


async def parts(*given: bytes) -> AsyncIterator[bytes]:
    """Yield bytes as they come from a browser."""
    for part in given:
        yield part


def test_a_table_is_guessed_and_read(tmp_path):
    """The guess of a plain table, confirmed as it is, is a mapping that the loader takes, with every row."""
    path = tmp_path / "customers.table"
    path.write_text(customers(), encoding="utf-8")
    found = told(engine.columns, path=str(path))
    assert {role: each["column"] for role, each in found["guess"].items()} == {
        "customer": "customer_id",
        "segment": "kind",
        "tenure": "tenure_months",
        "price": "MonthlyCharges",
        "contract": "Contract",
        "left": "churned",
    }
    assert found["guess"]["contract"]["months"] == {"Month-to-month": 0, "One year": 12, "Two year": 24}
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(mapping_file(form_of(found["guess"])), encoding="utf-8")
    table = load_crm(path, TELECOM, mapping)
    assert (len(table.rows), table.rows["contract_months"].max()) == (40, 24)
    assert told(engine.table, path=str(path), mapping=str(mapping))["rows"] == 40


def test_a_parquet_file_is_guessed_like_a_csv_file(tmp_path):
    """The same table in another form has the same guess."""
    text, packed = tmp_path / "a", tmp_path / "b"
    text.write_text(customers(), encoding="utf-8")
    pd.read_csv(text, sep=";", dtype=str).to_parquet(packed)
    assert told(engine.columns, path=str(text))["guess"] == told(engine.columns, path=str(packed))["guess"]


def test_what_is_wrong_is_said_in_the_words_of_the_loader(tmp_path):
    """A mapping that names a column which is not there is refused as on the command line."""
    path, mapping = tmp_path / "customers.table", tmp_path / "mapping.yaml"
    path.write_text(customers(), encoding="utf-8")
    mapping.write_text(mapping_file({"customer": "custmer_id", "one segment": KINDS[0]}), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_crm(path, TELECOM, mapping)
    with pytest.raises(InputError) as on_page:
        told(engine.table, path=str(path), mapping=str(mapping))
    assert str(on_page.value) == str(refused.value)
    assert "customer_id" in str(on_page.value)


def test_no_column_means_what_its_values_cannot(tmp_path):
    """A column called price that holds words is no price, and one called churn with many values is no flag."""
    table = pd.DataFrame({"id": ["1", "2"], "price": ["cheap", "dear"], "churn": ["0.3", "0.7"]})
    assert set(engine.guessed(table, TELECOM)) == {"customer"}


def test_the_list_of_facts_is_that_of_new():
    """What can be filled in is what `cxsim new` lists, with brands and touchpoints of the market."""
    rows = told(engine.fact_rows)["rows"]
    assert {"share", "churn", "nps", "csat"} <= {row["what"] for row in rows}
    assert {row["brand"] for row in rows} == {"", *TELECOM.brands}


def test_typed_facts_are_a_file_that_the_command_reads(tmp_path):
    """What is typed becomes a file of facts with these values, and comes back into the form from it."""
    rows = told(engine.fact_rows)["rows"]
    facts = CATALOGUE["telecom"]
    form = filled(rows, [], facts, WORDS)
    typed = [(f"value {each['key']}", "") for each in form]
    typed[0] = (typed[0][0], "34.5")
    typed.append((f"tolerance {form[0]['key']}", "2"))
    text = facts_file(typed)
    path = tmp_path / "facts.csv"
    path.write_text(text, encoding="utf-8")
    given = [fact for fact in read_facts(path, TELECOM).all if not fact.is_implied]
    assert [(fact.value, fact.tolerance) for fact in given] == [(34.5, 2.0)]
    again = filled(rows, list(facts_in(text)), facts, WORDS)
    assert [row["value"] for row in again if row["value"]] == ["34.5"]


def test_what_is_no_fact_of_the_form_goes_nowhere():
    """Fields with made-up names become an empty line that the command refuses, and no path."""
    text = facts_file([("value ../../x", "1"), ("other", "2")])
    assert text.splitlines()[1:] == [",,,,1,"]


def test_only_so_many_bytes_are_kept(tmp_path):
    """What is too large is refused while it comes, and nothing of it is kept."""
    uploads = Uploads(tmp_path / "given")
    with pytest.raises(TooLargeError):
        asyncio.run(uploads.take_in(parts(b"x" * LARGEST[FACTS], b"x"), FACTS))
    assert not list(tmp_path.rglob("*.csv"))
    digest = asyncio.run(uploads.take_in(parts(b"what,value\n", b"share,1\n"), FACTS))
    assert uploads.path(digest, FACTS).read_bytes() == b"what,value\nshare,1\n"
    uploads.forget(digest)
    assert uploads.path(digest, FACTS) is None


def test_what_is_given_is_closed_to_others(tmp_path):
    """A table of customers and its mapping can be read by their owner only, and nothing else lies beside them."""
    uploads = Uploads(tmp_path / "given")
    digest = uploads.keep(b"id\n1\n", TABLE)
    uploads.beside(digest, MAPPING, "customer: id\n")
    assert [uploads.path(digest, name).stat().st_mode & 0o777 for name in (TABLE, MAPPING)] == [0o600, 0o600]
    assert len(list((tmp_path / "given" / digest).iterdir())) == 2


def test_a_disk_that_is_full_is_answered_in_words(tmp_path):
    """Where nothing can be kept a request ends in a sentence."""
    (tmp_path / "given").write_text("in the way")
    with pytest.raises(OutputError) as error:
        Uploads(tmp_path / "given").keep(b"id\n1\n", TABLE)
    answer = _not_kept(Request({"type": "http"}), error.value)
    assert (answer.status_code, answer.body.decode()) == (507, f"{error.value}\n")


def test_facts_with_a_cell_without_end_are_left_to_the_command():
    """The list of facts shows what is easily read; a cell of a megabyte stops no page."""
    assert list(facts_in(f'what,value\n"{"x" * 200_000}"\n')) == []


@pytest.mark.parametrize("digest", ["", "..", "../../../../etc", "0" * 16, "G" * 16])
def test_no_address_leads_elsewhere(tmp_path, digest):
    """A digest that was never given leads to no file, and to no command."""
    uploads = Uploads(tmp_path / "given")
    (tmp_path / "facts.csv").write_text("what,value\n", encoding="utf-8")
    question = Question({"market": "../x", "facts": digest, "table": digest}, CATALOGUE, uploads)
    assert (question.market, question.facts, question.table, question.command()) == ("telecom", "", "", None)
    assert uploads.beside(digest, MAPPING, "") is None


def test_facts_and_a_confirmed_table_make_a_command(tmp_path):
    """The command names the facts that were given, and the table only with a mapping that was confirmed."""
    uploads = Uploads(tmp_path)
    facts, table = uploads.keep(b"what,value\n", FACTS), uploads.keep(b"id\n1\n", TABLE)
    query = {"market": "telecom", "facts": facts, "table": table, "how": "quick"}
    words = Question(query, CATALOGUE, uploads).command().words()
    assert words[:2] == ["fit", "telecom"]
    assert not any(word.startswith("--from-crm") for word in words)
    uploads.beside(table, MAPPING, "customer: id\n")
    words = Question(query, CATALOGUE, uploads).command().words()
    assert any(word.startswith("--from-crm") for word in words)
    assert not any(word.startswith("--customers") for word in words)


def test_verdicts_claim_no_more_than_the_command():
    """What is missed is shown as missed, with the reason that the command gives, in the language of the page."""
    head = "what,brand,segment,touchpoint,value,tolerance,unit,is_given,before,shown,standard_error,tolerances_off"
    head += ",verdict,reason,reason_kind,reason_of"
    lines = [
        "churn,acme,,,17.5,1,% a year,True,14.0,17.2,0.1,-0.3,met,,,",
        "nps,acme,,,30,2,points,True,3.0,9.0,0.1,-10.5,missed,in conflict,conflict,churn brand=acme",
        "share,kite,,,20,0.5,% of customers,False,20.0,20.0,0.1,0.0,met,,,",
    ]
    found = result("\n".join([head, *lines]), CATALOGUE["telecom"], WORDS)
    assert "1 of your 2 figures" in found["finding"]
    assert [row[1] for row in found["table"]] == [
        "met",
        "off by 10.5 tolerances; in conflict with “Customers lost in a year: Acme Telecom”: numbers that would meet it "
        "move that away",
    ]
    with speaking("fr"):
        found = result("\n".join([head, *lines]), CATALOGUE["telecom"], WORDS)
    assert "en conflit avec « Clients perdus en un an : Acme Telecom »" in found["table"][1][1].replace("\u00a0", " ")
