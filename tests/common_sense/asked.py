"""All what-ifs, of all shipped markets."""

from tests.common_sense import travel_and_software, what_ifs

WHAT_IFS = (*what_ifs.WHAT_IFS, *travel_and_software.WHAT_IFS)
