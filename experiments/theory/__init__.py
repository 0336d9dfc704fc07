"""The theory of customer experience as experiments: each claim is run on a market, and has a verdict."""
