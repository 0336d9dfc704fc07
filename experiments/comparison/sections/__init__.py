"""The chapters of the report, one per file; each writes its sentences from the figures it shows."""
