"""Runs, sweeps and the record: scripts run many times, with what they found kept in folders.

``job`` says what is to be run and what came of it; ``names`` are the Lisp names by which a script takes settings and
gives results; ``runfolder`` keeps a run on disk and ``finished`` finds it again; ``executors`` and ``sweep`` run many;
``summary`` makes tables of them. ``experiment`` reads what a script declares about itself, ``record`` prints the
published figures beside ours. How a script is run is not known here: the toplevel gives a ``Runner``.
"""
