"""The machines of 1989 as models: what a presentation costs there, and what their clocks would show.

``operations`` counts what SN executes, ``machines`` has the published speeds, ``clock`` turns both into time.
"""
