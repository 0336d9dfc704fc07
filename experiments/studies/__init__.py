"""Worked studies: questions put to the shipped markets, each with its date, its study files and a page of findings.

One command makes the findings of a study again: ``python -m experiments.studies NAME``.
"""
