"""The spine of all experiments: a request whose fields are the options, a plan, a run, tables and a page.

Write a subclass of :class:`Experiment` in a file of your own, and give it to ``cxsim experiment FILE``; see
``docs/EXPERIMENTS.md``.
"""

from experiments.experiment.experiment import Cost, Experiment, Plan, Summary
from experiments.experiment.lab import Lab
from experiments.experiment.options import Argument, Input, Option, between, file, number, share
from experiments.experiment.request import MarketRequest, Request
from experiments.experiment.runner import Performed, Setting, perform

__all__ = [
    "Argument",
    "Cost",
    "Experiment",
    "Input",
    "Lab",
    "MarketRequest",
    "Option",
    "Performed",
    "Plan",
    "Request",
    "Setting",
    "Summary",
    "between",
    "file",
    "number",
    "perform",
    "share",
]
