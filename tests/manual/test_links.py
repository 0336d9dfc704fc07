"""Links of the project's pages hold in the manual."""

from __future__ import annotations

import pytest

from manual.links import place_of, rewritten, within


@pytest.mark.parametrize(
    "path, page",
    [
        ("README.md", "index"),
        ("docs/SWEEPS.md", "do/sweeps"),
        ("sim/scenarios/telecom/README.md", "reference/telecom"),
        ("sim/rules", "reference/rules"),
        ("sim/rules/impressions.py", "reference/rules/impressions"),
        ("sim/week.py", "source/sim/week-py"),
    ],
)
def test_every_file_has_a_page(path, page):
    """A file that is no page of the manual is shown on a page of its own, a file of rules with its formulas."""
    assert place_of(path) == page


def test_a_link_leads_from_page_to_page():
    """Links within the project lead to pages of the manual with their headings; those abroad and to headings stay."""
    led_to = []

    def follow(path):
        led_to.append(path)
        return f"{place_of(path)}.md"

    text = "[a](SWEEPS.md#points) [b](../sim/rules/price.py) [c](https://mesa.readthedocs.io) [d](#here)"
    shown = "[a](sweeps.md#points) [b](../reference/rules/price.md) [c](https://mesa.readthedocs.io) [d](#here)"
    assert rewritten(text, "docs/STUDIES.md", "do/studies", follow) == shown
    assert led_to == ["docs/SWEEPS.md", "sim/rules/price.py"]


def test_code_is_left_alone():
    """What looks like a link in a block of code is code."""
    text = "```python\nrow = table[a](b)\n```\n"
    assert rewritten(text, "docs/CRM.md", "do/crm", lambda path: "elsewhere.md") == text


def test_addresses_go_up_and_down():
    """An address is read from the folder of the file that holds it."""
    assert within("sim/scenarios/rail/README.md", "../../../docs/VALIDATION.md") == "docs/VALIDATION.md"
