"""The same week in vectorised NumPy: arrays, masks, and index lists for what happens to few.

The rules are written again as formulas over whole columns, the way an expert in NumPy would: one contiguous column per
field, customers sorted by segment so that behaviour is a scalar, what is rare compacted first, encounters in rounds,
counters from one-hot products and counts. Draws are the compiled ones of the kernel, at the same addresses: the
comparison is about the week and not about generators, of which NumPy's counter-based one is as fast.

Subscription markets only. Where a customer's lot hangs on the order of events inside a week that order is kept, so both
forms live the same lives but for a few uniforms that are read another way; totals agree within chance.
"""
