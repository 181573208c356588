"""The deadlines: of a decision, a change report, a grievance; and the first month of pay."""

from dataclasses import dataclass
from datetime import date, timedelta

from daman.kernel.month import Month
from daman.kernel.working_days import add_working_days
from daman.law.parameters.clocks import Clock, clocks, holidays


@dataclass(frozen=True)
class DecisionDeadline:
    """When an applicant is promised the result, and when waiting becomes a ground to grieve."""

    article_on: date
    law_on: date

    @property
    def promised_on(self) -> date:
        """Return the earlier of the two, which is what the applicant is promised."""
        return min(self.article_on, self.law_on)


def due_on(clock: str, start: date) -> date:
    """
    Return the last day of a clock that starts to run on a day; that day itself does not count.

    >>> due_on("change_report", date(2024, 1, 7))
    datetime.date(2024, 1, 28)
    """
    return _end(clocks()[clock], start)


def _end(clock: Clock, start: date) -> date:
    if clock.working:
        return add_working_days(start, clock.days, holidays=holidays())
    return start + timedelta(days=clock.days)


def decision_deadline(submitted_on: date) -> DecisionDeadline:
    """
    Return the decision's two clocks: 25 days (S003-79) and 20 working days (article 6).

    >>> deadline = decision_deadline(date(2024, 1, 7))
    >>> str(deadline.promised_on), str(deadline.law_on)
    ('2024-02-01', '2024-02-04')
    """
    return DecisionDeadline(
        article_on=due_on("decision_promised", submitted_on),
        law_on=due_on("decision_by_law", submitted_on),
    )


def change_report_due_on(changed_on: date) -> date:
    """Return the last day to report a change that affects entitlement (article 7)."""
    return due_on("change_report", changed_on)


def requested_update_due_on(notified_on: date) -> date:
    """
    Return the last day to update data on request, before the pension may stop (article 17.3).

    >>> requested_update_due_on(date(2024, 1, 7))
    datetime.date(2024, 2, 18)
    """
    return due_on("requested_update", notified_on)


def grievance_due_on(notified_on: date) -> date:
    """
    Return the last day to grieve against a decision (Board of Grievances procedure, 8.4).

    >>> grievance_due_on(date(2024, 2, 1))
    datetime.date(2024, 4, 1)
    """
    return due_on("grievance", notified_on)


def first_payment_month(accepted_on: date) -> Month:
    """
    Return the month from which a pension is paid: the one after the acceptance (article 16).

    >>> first_payment_month(date(2024, 12, 31))
    Month(year=2025, month=1)
    """
    return Month.of(accepted_on).next


def financial_complaint_due_on(month: Month) -> date:
    """
    Return the last day to complain about the amount paid in a month (from its 10th).

    >>> financial_complaint_due_on(Month(2024, 2))
    datetime.date(2024, 3, 11)
    """
    return due_on("financial_complaint", month.first_day.replace(day=10))
