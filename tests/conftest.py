"""Lets tests in every folder import ``numeric``, the sample networks and equations they share."""
