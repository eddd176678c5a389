"""Lets tests in every folder import ``numeric``, the sample networks and equations they share; is patient.

How fast hypothesis draws examples depends on what else the machine does: that is nothing to fail for.
"""

from hypothesis import HealthCheck, settings

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
