"""The pictures of the record, drawn by matplotlib.

Each function takes the runs by variant, the arguments of the view and the file to write, and returns a caption.
"""
