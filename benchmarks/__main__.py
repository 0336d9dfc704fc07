"""``python -m benchmarks``: the same as ``cxsim bench``, from a checkout or an unpacked source distribution."""

import sys

from experiments.cli import main

main(["bench", *sys.argv[1:]])
