"""The record: every published experiment beside ours.

An experiment is a script in ``scripts/record`` that begins with ``(experiment ...)`` (``declaration.py``): put there,
it is part of the record. ``sections`` runs an experiment and gathers its section, ``views`` are what a section can show
besides its table, ``pictures`` draw them, ``page`` writes everything down.
"""
