"""Lets tests in every folder import ``numeric``, the sample networks and equations they share; is patient.

How fast hypothesis draws examples depends on what else the machine does: that is nothing to fail for.

After the tests, a table of the transcripts of the original: how many numbers were compared, how many were wrong.
"""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The table; its rows are what ``oracle/originals.py`` recorded, in whichever process a test ran."""
    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.getreports(outcome)]
    rows = sorted(
        value
        for report in reports
        if report.when == "call"
        for name, value in report.user_properties
        if name == "transcript"
    )
    if rows:
        terminalreporter.section("transcripts of the original")
        total = ("all", sum(row[1] for row in rows), sum(row[2] for row in rows))
        for case, values, wrong in (("case", "values", "mismatches"), *rows, total):
            terminalreporter.write_line(f"{case:45} {values:>8} {wrong:>11}")
