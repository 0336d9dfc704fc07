"""The order of the manual: its parts, and where each page of the project stands in it."""

from __future__ import annotations

from typing import NamedTuple

from sim.market.loading import shipped_markets


class Page(NamedTuple):
    """One page of the manual.

    Attributes
    ----------
    name : its address in the manual, without an ending.
    title : in the navigation.
    source : the file of the project that it shows; empty when it is made from the code (see :mod:`manual.reference`).
    """

    name: str
    title: str
    source: str = ""


class Part(NamedTuple):
    """One part of the manual.

    Attributes
    ----------
    name : folder of its pages.
    title : in the navigation.
    lead : one sentence that says what it is for.
    pages : in the order in which they are read.
    """

    name: str
    title: str
    lead: str
    pages: tuple[Page, ...]


def _docs(folder: str, titles: dict[str, str]) -> tuple[Page, ...]:
    """Return pages that show files of `docs`, given by their names and titles."""
    return tuple(
        Page(f"{folder}/{name.lower().replace('_', '-')}", title, f"docs/{name}.md") for name, title in titles.items()
    )


def _notebooks(titles: dict[str, str]) -> tuple[Page, ...]:
    """Return pages that show notebooks, given by their names and titles."""
    return tuple(Page(f"learn/{name}", title, f"notebooks/{name}.ipynb") for name, title in titles.items())


LEARN = (
    *_docs("learn", {"TUTORIAL": "From install to a first decision", "TUTORIEL": "Tutoriel (français)"}),
    *_notebooks(
        {
            "a-customers-year": "A customer's year",
            "promised-expected-delivered-perceived": "Promised, expected, delivered, perceived",
            "what-is-believed-and-what-is-delivered": "What is believed and what is delivered",
            "the-third-delay": "The third delay",
            "satisfied-is-not-loyal": "Satisfied is not loyal",
            "relationship-and-experience": "Relationship and experience",
            "moments-of-truth": "Moments of truth",
            "waiting-and-first-discovery": "Waiting, and the first discovery",
            "under-use": "Under-use",
            "word-of-mouth-and-reviews": "Word of mouth and reviews",
            "the-people-behind-one-customer": "The people behind one customer",
            "price-and-rivals": "Price and rivals",
            "the-first-decision": "The first decision",
            "what-if-done-right": "What-if done right",
            "the-voice-of-the-customer": "The Voice of the Customer and its blind spots",
            "which-analysis-finds-the-cause": "Which analysis finds the cause?",
            "sensitivity-in-an-hour": "Sensitivity in an hour",
            "replace-a-rule": "Replace a rule with your own theory",
            "your-own-market-from-facts": "Your own market from facts",
        }
    ),
)

DO = _docs(
    "do",
    {
        "APP": "Use the page in the browser",
        "TEACHING": "Teach a class",
        "MARKETS": "Write a market of your own",
        "SCENARIOS": "Write a scenario",
        "FITTING": "Fit a market to your facts",
        "CRM": "Start from a customer table",
        "CALIBRATION": "Calibrate on data",
        "WORLDS": "Say how sure the answer is",
        "MONDES": "Avec quelle certitude ? (français)",
        "MOMENTS": "Find moments of truth",
        "OPTIMISATION": "Split a budget",
        "SENSITIVITY": "Find the assumptions that matter",
        "DISCOVERY": "Find where a strategy loses",
        "SWEEPS": "Sweep over factors",
        "CLUSTER": "Use a cluster",
        "POLICIES": "Let brands decide",
        "PROGRAMMES": "Let a brand listen",
        "EXPORT": "Export data with known truth",
        "CLAIMS": "Test a claim of the theory",
        "EXPERIMENTS": "Write an experiment",
        "EXTENDING": "Add a state and a rule",
    },
)

LOOK_UP = (
    Page("reference/commands", "Commands"),
    Page("reference/parameters", "Parameters"),
    Page("reference/indicators", "Indicators"),
    Page("reference/states", "States"),
    Page("reference/files", "Files"),
    Page("reference/rules", "Rules"),
    Page("reference/python", "Python"),
    *_docs("reference", {"GLOSSARY": "Glossary", "GLOSSAIRE": "Glossaire français-anglais"}),
    *(
        Page(f"reference/{name}", f"Market: {name}", f"sim/scenarios/{name}/README.md")
        for name in ("telecom", "retail", "rail", "software")
        if name in shipped_markets()
    ),
)

STUDIES = {
    "root_causes_2026_11": "Study: root causes or conversations",
    "reversal_2026_11": "Study: what would reverse it",
    "networks_2026_11": "Study: networks",
}

UNDERSTAND = (
    Page("explanation/model", "The model (ODD+D)"),
    *_docs(
        "explanation",
        {
            "LIMITS": "Chance, limits and misuse",
            "VALIDATION": "How the model was checked",
            "THEORY": "The theory, claim by claim",
            "COMMON_SENSE": "Common sense",
            "BACKTESTS": "Forecasts of public tables",
            "STUDIES": "Studies",
        },
    ),
    *(
        Page(f"explanation/{name.replace('_', '-')}", title, f"experiments/studies/{name}/FINDINGS.md")
        for name, title in STUDIES.items()
    ),
    *_docs(
        "explanation",
        {"RELIABILITY": "Reliability", "SECURITY": "What may be trusted", "DECISIONS": "Design decisions"},
    ),
    Page("explanation/changelog", "Changes", "CHANGELOG.md"),
)

PARTS = (
    Part(
        "learn",
        "Learn",
        "A tutorial and essays with experiments, from the first command to a theory of your own.",
        LEARN,
    ),
    Part("do", "Do", "How-to guides: one task a page.", DO),
    Part(
        "reference", "Look up", "Every command, parameter, figure, state, rule and file, made from the code.", LOOK_UP
    ),
    Part(
        "explanation", "Understand", "What is modelled and why, how it was checked, and what it cannot say.", UNDERSTAND
    ),
)

PAGES = tuple(page for part in PARTS for page in part.pages)
