"""Every sentence has its translation, and every language has its way with numbers."""

from __future__ import annotations

from string import Formatter

import pytest

pytest.importorskip("babel", reason="Babel is a tool of developers")

from language import catalogue, number, phrase, plural, speaking
from language.typography import typeset


@pytest.mark.parametrize("language", catalogue.TRANSLATED)
def test_the_catalogue_is_that_of_the_sources(language):
    """After `make translations` nothing is new, nothing is left over, and what is compiled is what is written."""
    merged = catalogue.merged(language)
    assert catalogue.written(merged) == catalogue.path(language).read_bytes()
    assert catalogue.compiled(merged) == (catalogue.FOLDER / f"{language}.mo").read_bytes()


@pytest.mark.parametrize("language", catalogue.TRANSLATED)
def test_every_sentence_is_translated(language):
    """No sentence waits for a translator, and none is a guess."""
    read = catalogue.read(language)
    assert catalogue.untranslated(read) == []
    assert [message.id for message in read if message.fuzzy and message.id] == []


def fields(text: str) -> set[tuple[str, str]]:
    """Return the fields of a sentence with their formats."""
    return {(name, spec or "") for _, name, spec, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", catalogue.TRANSLATED)
def test_fields_are_the_same(language):
    """A translation says the figures and names of its sentence, with as many digits, and no others."""
    for message in catalogue.read(language):
        if not message.id:
            continue
        ids, strings = (one if isinstance(one, tuple | list) else (one,) for one in (message.id, message.string))
        wanted = set.union(*map(fields, ids))  # "the one customer" needs no number in either language
        assert set.union(*map(fields, strings)) == wanted, message.id


def test_numbers_are_written_as_the_language_writes_them():
    """French has a decimal comma, thin spaces between thousands, the unit behind, and one and a half day."""
    with speaking("fr"):
        assert number(-1234567.8, 1) == "\u22121\u202f234\u202f567,8"
        assert phrase("EUR\u00a0{amount}\u00a0m", amount=number(1.25, 2)) == "1,25\u00a0M€"
        assert plural("{days} day", "{days} days", 1.5, days=number(1.5, 1)) == "1,5 jour"
    assert plural("{days} day", "{days} days", 1.5, days=number(1.5, 1)) == "1.5 days"
    assert number(-1234567.8, 1) == "\u22121,234,567.8"


def test_a_field_with_a_format_is_written_as_the_language_writes_it():
    """A number that a sentence formats itself has the decimal sign of the language."""
    sentence = "{about} of {brand}; expected {expected:.2f}, perceived {perceived:.2f}, impression {impression:+.2f}"
    with speaking("fr"):
        said = phrase(sentence, about="Chat", brand="Acme", expected=0.5, perceived=0.25, impression=-0.5)
    assert said == "Chat (Acme)\u202f; attendu 0,50, perçu 0,25, impression \u22120,50"


def test_words_are_elided_before_names():
    """French says d’Acme and de Kite; what stands in quotation marks is left alone."""
    with speaking("fr"):
        said = [
            phrase(
                "What keeps customers of {brand_title} most is {title}: one step better in quality raises yearly "
                "retention by {most}.",
                brand_title=brand,
                title="« App »",
                most="1",
            )
            for brand in ("Acme", "Kite")
        ]
    assert said[0].startswith("Ce qui retient le plus les clients d’Acme est « App »")
    assert said[1].startswith("Ce qui retient le plus les clients de Kite est « App »")


def test_what_is_not_in_the_catalogue_stays():
    """Titles of a user's own market are shown as they stand there, braces and all."""
    with speaking("fr"):
        assert phrase("Mobile {in} the Alps") == "Mobile {in} the Alps"


def test_print_has_its_spaces():
    """Translators type plain spaces; before high punctuation and within quotation marks no line is broken."""
    assert typeset("« Qui ? » : l'autre ; 5 %") == "«\u00a0Qui\u202f?\u00a0»\u00a0: l’autre\u202f; 5\u00a0%"
