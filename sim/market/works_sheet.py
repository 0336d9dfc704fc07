"""The parameter sheet of works: what a brand can do about what customers say."""

from __future__ import annotations

from sim.foundations.numbers import Number

_FILE = "the market file"

WORK = {
    "one_off_eur": Number(None, 0, 1e12, "EUR", "assumed", "price of the work, paid when it is started", _FILE),
    "weekly_eur": Number(0, 0, 1e9, "EUR a week", "assumed", "running cost from the week in which the work has landed"),
    "lead_weeks": Number(None, 1, 520, "weeks", "assumed", "weeks from the start of the work until it has landed", _FILE),
    "avoids": Number(0.15, 0, 1, "share", "assumed", "share of the bad encounters at its target that the work is believed to avoid; the changes say what it does"),
}
"""Numbers of one work, below ``brands.BRAND.works.NAME``."""
