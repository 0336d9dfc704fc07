"""One concept of customer experience per file: scalar, pure, readable beside the paper."""
