"""Speed and memory on this machine, beside other ways to write the same model."""
