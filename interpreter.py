"""Run snsim from a checkout: ``python interpreter.py [--exact] [--quiet] [-i] [file.sn [arguments ...]]``."""

import sys

from snsim.toplevel.command import main

if __name__ == "__main__":
    sys.exit(main())
