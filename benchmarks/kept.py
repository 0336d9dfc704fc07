"""A second comparison of the same market, when the first one has left settled worlds and a baseline behind."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from benchmarks.clock import Ratio
from benchmarks.speed import MARKET, Sizes
from experiments.comparison.matching import Matched
from experiments.running import settled
from experiments.running.study import Study

_CUSTOMERS, _WEEKS = 2_000, 156
_FIRST, _SECOND = "price-cut", "fix-root-causes"


def second_comparison(sizes: Sizes) -> Iterator[Ratio]:
    """Yield the ratio of the time of a comparison with nothing kept to that of the same one after another one."""
    import numpy as np

    seconds = []
    for seed in range(1, sizes.sweep + 1):
        with _keeping(megabytes=0):
            alone = _seconds(_SECOND, seed)
        with _keeping(megabytes=1_000):
            _seconds(_FIRST, seed)
            seconds.append((alone, _seconds(_SECOND, seed)))
    how = f"another strategy, {_CUSTOMERS:,}, {_WEEKS} weeks"
    yield Ratio.of("nothing kept / after a first comparison", how, 1.6, *np.array(seconds).T)


def _seconds(scenario: str, seed: int) -> float:
    """Return the time of the processor that one future of a strategy and the baseline takes."""
    start = time.process_time()
    Matched(Study.of(MARKET, [scenario], customers=_CUSTOMERS, weeks=_WEEKS))(seed)
    return time.process_time() - start


@contextmanager
def _keeping(megabytes: int) -> Iterator[None]:
    """Keep settled worlds in an empty folder while this lasts."""
    with (
        tempfile.TemporaryDirectory() as folder,
        patch.object(settled, "user_cache_path", lambda name: Path(folder, name)),
        patch.dict(os.environ, {settled.SIZE_NAMED_BY: str(megabytes)}),
    ):
        yield
