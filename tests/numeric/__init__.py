"""What the tests of the numeric rooms share: sample networks, tasks on them, and the equations in plain NumPy."""
