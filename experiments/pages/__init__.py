"""The page kit: blocks, charts, formats and the template of a self-contained page."""
