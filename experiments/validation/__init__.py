"""Published patterns as experiments: does the simulated world behave as the real one was seen to?"""
