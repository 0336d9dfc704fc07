"""The memory that there is, so that what does not fit is refused before it is read or built."""

from __future__ import annotations

import math
import os
from pathlib import Path

_LIMIT = Path("/sys/fs/cgroup/memory.max")


def memory_bytes() -> float:
    """Return the memory that this process may use: that of the machine or of a limit on it; infinite if unknown."""
    limits = [math.inf]
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        limits.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    if _LIMIT.is_file() and (text := _LIMIT.read_text().strip()).isdecimal():
        limits.append(int(text))
    try:
        import resource
    except ImportError:  # there are no such limits on Windows
        return min(limits)
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return min(*limits, math.inf if soft == resource.RLIM_INFINITY else soft)
