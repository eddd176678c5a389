"""Lets the tests of this folder import the modules of scripts/bench as they import one another."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "scripts" / "bench"))
