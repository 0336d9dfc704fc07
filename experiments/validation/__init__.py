"""Published patterns as experiments: the simulated world beside the real one."""
