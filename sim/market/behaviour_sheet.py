"""The parameter sheet of the rules (being written by the lead)."""
from sim.market.numbers import Number
BEHAVIOUR = {"impression": {"loss_aversion": Number(2.25, 1, 4, "ratio", "adapted", "weight of a loss against a gain", "Tversky & Kahneman 1992")}}
