"""Threads of linear algebra."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_thread() -> Iterator[None]:
    """Run linear algebra on one thread: identical results on any number of cores, and no competition with workers."""
    import scipy.optimize  # noqa: F401  libraries that are loaded later would not be limited
    import sklearn.gaussian_process  # noqa: F401
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        yield
