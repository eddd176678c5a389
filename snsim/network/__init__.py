"""The model as flat arrays: units, connections, (shared) weights, their fields, and files of weights."""
