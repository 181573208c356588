"""A pytest plugin whose last lines say how many tests were skipped, and why."""

from collections import Counter
from typing import Any

import pytest


class _Tally:
    def __init__(self) -> None:
        self.reasons: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self.reasons[reason_of(report.longrepr)] += 1

    def pytest_collectreport(self, report: Any) -> None:
        if report.skipped:
            self.reasons[reason_of(report.longrepr)] += 1

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        for line in lines_of(self.reasons):
            print(line)


def pytest_configure(config: pytest.Config) -> None:
    """Count in the one process that reports; xdist's workers report to it."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Tally(), "daman-tally")


def reason_of(longrepr: object) -> str:
    """Return why a test was skipped, without where."""
    text = str(longrepr[2]) if isinstance(longrepr, tuple) else str(longrepr)
    return text.removeprefix("Skipped: ").strip()


def lines_of(reasons: Counter[str]) -> list[str]:
    """Return the closing lines: one for each reason, most frequent first."""
    return [
        f"{count} {'test was' if count == 1 else 'tests were'} skipped: {reason}"
        for reason, count in reasons.most_common()
    ]
