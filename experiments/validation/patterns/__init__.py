"""Published patterns, a module each."""
