"""What every test may count on."""

import os
import shutil
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

# One thread for linear algebra, before it is loaded: on matrices as small as these, several wait for each other most of
# the time, and tests run beside each other as it is.
for library in ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

# Settled markets are kept between commands; a test finds only what it has simulated itself.
os.environ.setdefault("CXSIM_CACHE_MB", "0")

# The first call of a rule compiles it, so no example has a deadline.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")

# A shell lets what it runs in the background ignore Ctrl-C, and so would the commands that are interrupted here.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def one_core() -> Iterator[None]:
    """Let commands that are given no number of workers take one: starting processes costs more than what tests run.

    Workers change no result; tests that show it give their number.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "sched_getaffinity", lambda process: {0}, raising=False)
        yield


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of a headless-capable Chromium, or skip the test."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine")
    return path


@pytest.fixture
def pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every language but English be the sentences of the catalogue in wide letters."""
    from tests.languages.pseudo import in_wide_letters

    monkeypatch.setattr("language.speech.catalogue", in_wide_letters)
