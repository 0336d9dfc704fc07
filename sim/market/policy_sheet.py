"""The parameter sheet of policies: reactions of a brand to public actions of others."""

from __future__ import annotations

from sim.foundations.numbers import Number

POLICY = {
    "from_week": Number(0, 0, 1040, "week", "assumed", "week after which the brand first decides; 0 = after the burn-in"),
    "lag_weeks": Number(4, 1, 52, "weeks", "assumed", "weeks between an action of others and the reaction to it", "form: reaction functions, Leeflang & Wittink 1996; number: our assumption"),
    "reaction": Number(0.5, 0, 2, "ratio", "assumed", "share of a change of others, or of the distance to the best, that is finally followed; 1 = fully", "form: reaction functions, Leeflang & Wittink 1996, and most competitors react little, Steenkamp et al. 2005; number: our assumption"),
    "adjustment_share": Number(0.25, 0.01, 1, "share a week", "assumed", "share of the gap to the intended number that is closed in a week; the rest is inertia", "form: partial adjustment, Nerlove 1958; number: our assumption"),
    "floor": Number(0.8, 0.05, 1, "ratio", "assumed", "lower limit of the number / its initial value"),
    "ceiling": Number(1.2, 1, 5, "ratio", "assumed", "upper limit of the number / its initial value"),
}
