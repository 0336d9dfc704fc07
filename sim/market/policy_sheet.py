"""The parameter sheet of policies: how a brand answers what others do in public."""

from __future__ import annotations

from sim.foundations.numbers import Number

POLICY = {
    "from_week": Number(0, 0, 1040, "week", "assumed", "week at whose end the brand decides for the first time; 0 = the end of the burn-in"),
    "lag_weeks": Number(4, 1, 52, "weeks", "assumed", "weeks from what others do until the answer to it is in force", "form: reaction functions, Leeflang & Wittink 1996; number: our assumption"),
    "reaction": Number(0.5, 0, 2, "ratio", "assumed", "part of the change of others, or of the distance to the best, that is answered in the end; 1 = wholly", "form: reaction functions, Leeflang & Wittink 1996, and most competitors react little, Steenkamp et al. 2005; number: our assumption"),
    "adjustment_share": Number(0.25, 0.01, 1, "share a week", "assumed", "share of the gap to the intended number that is closed in a week; what is left is inertia", "form: partial adjustment, Nerlove 1958; number: our assumption"),
    "floor": Number(0.8, 0.05, 1, "ratio", "assumed", "lowest that the number may become / what it was at the start"),
    "ceiling": Number(1.2, 1, 5, "ratio", "assumed", "highest that the number may become / what it was at the start"),
}
