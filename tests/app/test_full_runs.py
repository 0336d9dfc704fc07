"""What a full run of the page is on the command line."""

import pytest

from app.address import asked_in
from app.catalogue import Catalogue
from app.rooms import full_run
from app.words import WORDS


@pytest.mark.parametrize("assumptions, is_kept", [("kept", True), ("varied", False), ("", False)])
def test_worlds_are_used_unless_assumptions_are_kept(assumptions, is_kept):
    """A full run lies in the worlds of the market, as on the command line, unless luck alone is to differ."""
    catalogue = Catalogue()
    asked = asked_in({"market": "telecom", "strategy": "fix-root-causes"}, catalogue)
    order = full_run.order(asked, {"assumptions": assumptions}, catalogue, WORDS)
    assert ("--worlds=none" in order.words()) is is_kept
