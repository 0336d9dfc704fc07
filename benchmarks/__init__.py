"""Speed and memory on this machine, compared with other implementations of the same model."""
