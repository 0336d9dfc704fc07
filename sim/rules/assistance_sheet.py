"""Parameters of help."""

from typing import NamedTuple

from sim.foundations.numbers import number, parameters


@parameters
class Assistance(NamedTuple):
    """See :mod:`sim.rules.assistance`."""

    problem_threshold: float = number(0.30, 0, 1, "quality", "assumed", "quality lost at one encounter above which a problem opens")
    complaint_base: float = number(-0.4, -6, 6, "log-odds", "adapted", "log-odds to complain of a light problem", "TARP 1986: about half complain, few of them to the company")
    complaint_severity: float = number(2.0, 0, 10, "log-odds", "assumed", "effect of severity")
    complaint_voice: float = number(2.5, 0, 10, "log-odds", "assumed", "effect of the propensity to voice")
    complaint_trust: float = number(1.0, 0, 10, "log-odds", "assumed", "effect of trust that complaining helps")
    complaint_effort: float = number(2.0, 0, 10, "log-odds", "adapted", "effect of the effort expected", "Dixon, Freeman & Toman 2010 for the sign")
    exit_probability: float = number(0.05, 0, 1, "a problem", "assumed", "probability that the silent start to look elsewhere, per unit of severity")
    patience_minutes: float = number(12, 0.5, 240, "minutes", "adapted", "mean patience in a support queue", "Brown et al. 2005: some minutes to some tens")
    waiting_loss: float = number(0.35, 0, 1, "quality", "assumed", "quality lost by an infinite wait")
    waiting_minutes: float = number(8, 0.5, 120, "minutes", "assumed", "wait at which two thirds of that loss is reached")
    giving_up: float = number(0.33, 0, 1, "a failure", "assumed", "probability to give up after a failed contact")
    severity_hardness: float = number(0.35, 0, 1, "ratio", "assumed", "how much harder a severe problem is to solve")
    failure_loss: float = number(0.16, 0, 1, "quality", "adapted", "quality lost when a contact fails (double deviation)", "Bitner, Booms & Tetreault 1990 for the sign")
    recovery_gain: float = number(0.12, 0, 0.6, "quality", "adapted", "quality won by a solution", "de Matos, Henrique & Rossi 2007: paradox in satisfaction only; fitted to TARP 1986")
    fast_recovery_gain: float = number(0.30, 0, 0.6, "quality", "adapted", "quality won by a fast solution", "de Matos, Henrique & Rossi 2007; fitted to repurchase after complaints, TARP 1986")
    recovery_trust: float = number(0.4, 0, 1, "weight", "adapted", "how much of a good recovery reaches trust", "de Matos, Henrique & Rossi 2007: no paradox in loyalty")
    setback_half_life: float = number(8, 0.5, 104, "weeks", "assumed", "half-life of the memory of satisfaction lost to trouble")
    given_back_fast: float = number(1.5, 0, 2, "share", "adapted", "share of that loss given back by a fast solution at the first contact", "fitted to de Matos, Henrique & Rossi 2007: a little more satisfied than without failure")
    given_back: float = number(0.3, 0, 2, "share", "assumed", "share of that loss given back by any other solution at the first contact")
    recovery_weariness: float = number(20, 0, 100, "a recovery", "adapted", "how much recent recoveries weaken the next one", "Maxham & Netemeyer 2002 for the sign: a second failure ends the paradox")
    recoveries_half_life: float = number(52, 1, 520, "weeks", "assumed", "half-life of the memory of recoveries")
    grudge_gain: float = number(2.0, 0, 10, "ratio", "assumed", "grudge left by a problem, per unit of quality lost")
    grudge_half_life: float = number(5, 1, 260, "weeks", "adapted", "half-life of a grudge", "fitted to repurchase after complaints, TARP 1986")
    grudge_forgotten: float = number(0.01, 0, 0.5, "0 to 1", "assumed", "grudge below which it is forgotten")
    grudge_voiced: float = number(0.75, 0, 1, "ratio", "adapted", "grudge left after voicing without solution", "TARP 1986")
    grudge_soothed: float = number(0.5, 0, 1, "ratio", "assumed", "grudge left after a contact that soothes while the trouble goes on")
    soothing_gain: float = number(0.05, 0, 0.6, "quality", "assumed", "quality won by a contact that soothes while the trouble goes on: somebody took charge and explained")
    avoidance: float = number(0.7, 0, 1, "share", "assumed", "how far self-service is avoided by those whom it failed last time")
    full_compensation: float = number(1.25, 0.1, 5, "ratio", "adapted", "compensation, as a multiple of the loss, above which more of it gains nothing", "Gelbrich, Gäthke & Grégoire 2015: nothing gained above about 100 to 150 %")
    compensation_weariness: float = number(1.0, 0, 20, "a recovery", "adapted", "how much recent recoveries weaken the effect of a compensation", "Maxham & Netemeyer 2002 for the sign")
    compensated_grudge: float = number(0.6, 0, 1, "share", "adapted", "share of the grudge that is taken away by full compensation", "Orsingher, Valentini & de Angelis 2010: a fair outcome counts most")
    compensated_setback: float = number(0.6, 0, 2, "share", "assumed", "share of the satisfaction lost to the trouble that full compensation gives back")
    compensated_trust: float = number(0.05, 0, 1, "share", "assumed", "share of the gap to full trust closed by full compensation")
    grudge_solved: float = number(0.02, 0, 1, "ratio", "adapted", "grudge left after a solution", "TARP 1986")
    grudge_solved_fast: float = number(0.02, 0, 1, "ratio", "adapted", "grudge left after a fast solution", "TARP 1986")
