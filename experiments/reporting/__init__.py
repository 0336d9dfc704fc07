"""The report of a comparison: one offline page, readable by a director in two minutes and by an analyst in twenty."""

from experiments.reporting.report import write_report

__all__ = ["write_report"]
