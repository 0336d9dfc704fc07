"""Levers on any number of a market, with targets, ramps and costs, and the shipped markets and strategies."""
