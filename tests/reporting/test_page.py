"""The page is one safe, offline, small file that says what the comparison holds."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise

import pandas as pd
import pytest

from experiments.comparison import report as reporting
from experiments.comparison.compare import Comparison
from experiments.measures.metrics import KEYS, figures
from experiments.measures.statistics import summary
from experiments.pages import page as pages
from experiments.pages.formats import amount

HOSTILE = "<script>alert(1)</script> $x_{1$ & \"q\" 'r' \u0007 {{ 7*7 }} ]]> --> 漢字 " + "long" * 40
"""A title that would break a page, a template, an SVG, a formula or a line."""
MOST_BYTES = 2_000_000
VOID = {"meta", "link", "br", "wbr", "img", "input", "hr"}


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.addresses: list[str] = []
        self.headings: list[int] = []
        self.open: list[str] = []
        self.unnamed_pictures = 0
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags[tag] += 1
        self.ids.update([given["id"]] if "id" in given else [])
        self.addresses += [value for name, value in attrs if name in ("href", "src", "action", "data", "xlink:href")]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "svg" and not (given.get("aria-label") or given.get("aria-hidden")):
            self.unnamed_pictures += 1
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"style", "script"} & set(self.open):
            self.words.append(data)

    @property
    def text(self) -> str:
        """All words on the page, with plain spaces."""
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def page(html) -> Page:
    return Page(html)


def report(comparison: Comparison) -> str:
    """Return the report of a comparison as HTML."""
    return pages.html(reporting.report(comparison))


def test_the_page_needs_nothing_from_outside(html, page):
    """No address leads out of the file, and the browser is told to refuse any."""
    assert [address for address in page.addresses if not address.startswith("#")] == []
    assert not re.search(r"url\((?!#)", html)
    assert "@import" not in html
    assert "default-src 'none'" in html


def test_the_script_is_the_one_that_the_page_allows(html):
    """The policy of the page names its script by its content, so that browsers run it and no other."""
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in html


def test_every_reference_leads_somewhere(html, page):
    """What is referred to inside the page exists."""
    inside = {address.removeprefix("#") for address in page.addresses} | set(re.findall(r"url\(#([\w-]+)\)", html))
    assert inside <= set(page.ids)


def test_the_page_is_small(html):
    """The file stays below two megabytes."""
    assert len(html.encode()) < MOST_BYTES


def test_many_strategies_still_make_a_small_page(make_comparison, effect):
    """A comparison of all shipped strategies at once stays below two megabytes, and draws the best of them."""
    names = [f"s{number}" for number in range(12)]
    effects = {name: effect(f"Strategy {name}", quality=0.002 * i, one_off_eur=10_000) for i, name in enumerate(names)}
    many = make_comparison(("baseline", *names), effects={"baseline": effect("As today")} | effects, weeks=30, seeds=3)
    text = report(many)
    assert len(text.encode()) < MOST_BYTES
    assert "The figures below show the 6 strategies that rank highest" in Page(text).text


def test_the_same_comparison_gives_the_same_bits(comparison, html, tmp_path):
    """A second report is equal to the last bit, replaces an older file, and leaves no other behind."""
    path = tmp_path / "report.html"
    path.write_text("old")
    pages.write_page(reporting.report(comparison), path)
    assert path.read_text("utf-8") == html
    assert [each.name for each in tmp_path.iterdir()] == ["report.html"]


def test_names_from_files_are_escaped(make_comparison, effect):
    """Hostile names are shown as they are and do nothing."""
    change = (HOSTILE, HOSTILE, 1.0, 2.0, HOSTILE, "assumed", HOSTILE, 1, 0, None)
    effects = {
        "baseline": effect(HOSTILE, HOSTILE),
        "evil": effect(HOSTILE + "!", HOSTILE, one_off_eur=10.0, changes=(change,)),
    }
    hostile = make_comparison(("baseline", "evil"), effects=effects, seeds=3, weeks=30, title=HOSTILE)
    text = report(hostile)
    page = Page(text)
    assert page.tags["script"] == 1
    assert "alert(1)</script>" not in text
    assert "{{ 7*7 }}" in page.text
    assert "\u0007" not in text


def test_every_picture_and_table_is_named(page):
    """Pictures have a description, tables a heading for each column and row."""
    assert page.unnamed_pictures == 0
    assert page.tags["svg"] > 30
    assert page.tags["caption"] + page.tags["table"] > 5
    assert page.tags["th"] > page.tags["tr"]


def test_no_identity_stands_twice_outside_pictures(html):
    """Anchors of the page are unique."""
    outside = re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)
    assert max(Counter(re.findall(r' id="([^"]+)"', outside)).values()) == 1


def test_colours_of_bars_have_a_key(page):
    """Types of loyalty are named beside their colours."""
    assert "Loyal Latent loyalty Spurious loyalty No loyalty" in page.text


def test_the_baseline_is_explained_where_it_is_first_named(page):
    """Whoever reads the answer only knows what the strategies are compared with."""
    explained = page.text.index("“As today” is the market without any change by the brand.")
    assert explained < page.text.rindex("Strategies from best to worst")


def test_commands_are_not_broken_at_hyphens(html):
    """A command can be read on a phone: its words stay whole."""
    assert "<span>--seed</span> <span>1</span>" in html


def test_paths_are_folded_at_their_dots(html):
    """Long paths of numbers can be read in a narrow column, and are copied as they are."""
    assert "causes.<wbr>network.<wbr>weekly_probability.<wbr>incumbent" in html


def test_headings_step_down_one_at_a_time(page):
    """The outline of the page has one title and no gap."""
    assert page.headings.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(page.headings))


def test_the_answer_comes_first_and_the_command_last(page, comparison):
    """A director finds the answer at the top, an analyst the command at the bottom."""
    text = page.text
    order = [
        "The answer",
        "The ranking",
        "Details for the analyst",
        "Development over time",
        "What customers experience",
        "Reproduce these results",
    ]
    places = [text.rindex(title) for title in order]
    assert places == sorted(places)
    assert "cxsim compare telecom fix polish overpromise" in text[places[-1] :]


def test_numbers_on_the_page_are_those_of_the_comparison(page, comparison):
    """The ranked table shows the means of the summary."""
    summary = comparison.summary.set_index(["metric", "scenario"])
    for scenario in ("fix", "polish", "overpromise"):
        line = summary.loc[("npv_eur", scenario)]
        half = (line["high"] - line["low"]) / 2
        written = amount(line["difference"], "EUR", resolution=half, signed=True)
        assert " ".join(written.split()) in page.text


@pytest.mark.parametrize(("market", "metric"), [("retail", "churn"), ("telecom", "payback_weeks")])
def test_every_market_and_metric_has_a_report(make_comparison, market, metric):
    """The report is made for both kinds of market and for any metric that ranks."""
    assert "The answer" in Page(report(make_comparison(seeds=3, weeks=30, market=market, metric=metric))).text


@pytest.mark.parametrize(("names", "seeds"), [(("baseline",), 2), (("baseline", "fix"), 1)])
def test_little_to_compare_is_told_as_little(make_comparison, names, seeds):
    """A baseline alone, or a single seed, gives a page that claims nothing."""
    text = Page(report(make_comparison(names, seeds=seeds, weeks=30))).text
    assert "beats" not in text
    assert "nan" not in text.lower().split()


def test_a_market_in_which_nothing_happens_has_a_report(make_comparison):
    """Without encounters, churn, word of mouth or money the page says so, and shows no number that is none."""
    quiet = make_comparison(("baseline", "polish"), seeds=3, weeks=30)
    counters = quiet.weekly.columns.difference([*KEYS, "customers"])
    nothing = pd.DataFrame(0.0, quiet.weekly.index, counters)
    weekly = pd.concat([quiet.weekly[[*KEYS, "customers"]], nothing], axis=1)
    per_seed = figures(weekly, quiet.brand, quiet.market.category.discount_rate)
    text = Page(report(replace(quiet, weekly=weekly, per_seed=per_seed, summary=summary(per_seed)))).text
    assert "does not differ clearly" in text
    assert not {"nan", "inf", "None"} & set(re.findall(r"\w+", text))
