"""Published patterns as experiments: simulated markets compared with real ones."""
