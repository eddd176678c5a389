"""``python -m snsim.highlighting > editors/sn.tmLanguage.json``."""

import sys

from .textmate import grammar_text

sys.stdout.write(grammar_text())
