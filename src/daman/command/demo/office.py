"""What the demo office does: studies cases, votes, decides, and pays the months since."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import yaml

from daman.base.outbox import operations as outbox
from daman.command.demo.citizens import Demo
from daman.journey.applications import queries as applications
from daman.journey.assessment import queries as assessments
from daman.journey.casework import operations as casework
from daman.journey.casework.models import Case
from daman.journey.committee import operations as committee
from daman.journey.committee.models import Sitting
from daman.journey.decisions import operations as decisions
from daman.journey.decisions.queries import entitlements_in
from daman.journey.payroll import operations as payroll
from daman.kernel.month import Month
from daman.kernel.riyadh import riyadh_date
from daman.record.accounts.models import Account

SYSTEM = "system:demo"
WORK = {"in_study", "with_citizen", "recommended", "decided", "paid"}
OPENED_AFTER = timedelta(hours=1)
STUDIED_AFTER = timedelta(days=2)
RECOMMENDED_AFTER = timedelta(days=4)
DECIDED_AFTER = timedelta(days=6)
PROMISES_MAX = 100_000
_NAMES = yaml.safe_load((Path(__file__).parent / "names.yaml").read_text("utf-8"))
REASONS = {outcome: str(_NAMES["reasons"][outcome]) for outcome in ("ACCEPT", "REFUSE")}
WEALTH = str(_NAMES["reasons"]["wealth"])
ILLEGIBLE = str(_NAMES["reasons"]["illegible"])


class Office:
    """The demo members of staff at work."""

    def __init__(self) -> None:
        staff = {account.login: account for account in Account.objects.filter(kind="STAFF")}
        self.caseworkers = [staff["caseworker1"], staff["caseworker2"]]
        self.reviewers = [staff["reviewer1"], staff["reviewer2"], staff["reviewer3"]]
        self.chair = staff["chair1"]
        self.officer = staff["officer1"]
        self.approver, self.releaser = staff["approver1"], staff["approver2"]

    def work(self, demos: Iterable[Demo]) -> None:
        """Bring every submitted application as far as its stage says, in order of time."""
        sent = [
            demo
            for demo in demos
            if demo.application is not None and demo.application.submitted_at is not None
        ]
        for number, demo in enumerate(sorted(sent, key=lambda each: each.began_at)):
            self._work_on(demo, self.caseworkers[number % 2], number)

    def _work_on(self, demo: Demo, worker: Account, number: int) -> None:
        application = demo.application
        if application is None or application.submitted_at is None:
            return
        application.refresh_from_db()
        at = application.submitted_at
        if demo.stage == "withdrawn" or application.state != "SUBMITTED":
            return
        case = casework.open_case(application=application, by=SYSTEM, at=at + OPENED_AFTER)
        if demo.stage not in WORK:
            return
        case = casework.take(case=case, by=worker, at=at + STUDIED_AFTER)
        if demo.stage == "with_citizen":
            self._ask(case, worker, at + STUDIED_AFTER)
        elif demo.stage != "in_study":
            self._study(case, demo, worker, number)

    def _ask(self, case: Case, worker: Account, at: datetime) -> None:
        papers = applications.attachments(case.application)
        if papers:
            casework.check_document(
                case=case,
                attachment=papers[0],
                accept=False,
                reason=ILLEGIBLE,
                by=worker,
                at=at,
            )

    def _study(self, case: Case, demo: Demo, worker: Account, number: int) -> None:
        """Accept the papers, recommend what the law answers, vote, decide."""
        at = case.opened_at + RECOMMENDED_AFTER
        for paper in applications.attachments(case.application):
            casework.check_document(
                case=case, attachment=paper, accept=True, reason="", by=worker, at=at
            )
        self._settle_wealth(case, worker, at)
        answer = assessments.latest(case.application)
        if answer is None or answer.is_eligible is None:
            return
        if answer.is_eligible and not answer.amount_halalas:
            return
        outcome = "ACCEPT" if answer.is_eligible else "REFUSE"
        recommendation = casework.recommend(
            case=case, outcome=outcome, reasons=REASONS[outcome], by=worker, at=at
        )
        sitting = committee.open_sitting(recommendation=recommendation, by=SYSTEM, at=at)
        votes_count = number % 3 if demo.stage == "recommended" else 3
        for member in self.reviewers[:votes_count]:
            committee.cast_vote(
                sitting=sitting,
                choice=outcome,
                reason=REASONS[outcome],
                by=member,
                at=at + timedelta(days=1),
            )
        if demo.stage in {"decided", "paid"}:
            self._decide(sitting, outcome, at + DECIDED_AFTER - RECOMMENDED_AFTER)

    def _settle_wealth(self, case: Case, worker: Account, at: datetime) -> None:
        """Find what no register tells: whether the assets are of high value."""
        for path, value in (
            ("assessor_findings.high_value_assets", False),
            ("assessor_findings.wealth_criteria_met", True),
        ):
            casework.record_finding(
                case=case, path=path, value=value, reason=WEALTH, by=worker, at=at
            )

    def _decide(self, sitting: Sitting, outcome: str, at: datetime) -> None:
        closed = committee.close(sitting=sitting, reasons=REASONS[outcome], by=self.chair, at=at)
        decisions.decide(sitting=closed, by=self.chair, at=at)

    def pay(self, *, since: Month, now: datetime) -> None:
        """Build, sign and send the run of every month from `since` to the present one."""
        month = since
        while month <= Month.of(riyadh_date(now)):
            at = min(now, _results_day(month, now))
            if entitlements_in(month).exists():
                self._run(month, at, now=now)
            month = month.next

    def _run(self, month: Month, at: datetime, *, now: datetime) -> None:
        run = payroll.build(month=month, by=self.officer, at=at)
        payroll.prepare(run=run, by=self.officer, at=at)
        payroll.approve(run=run, by=self.approver, at=at)
        payroll.release(run=run, by=self.releaser, at=at)
        # The files leave when they are released, and the bank's answers are read on the pay day.
        outbox.keep_due(at=at, limit=PROMISES_MAX)
        paid_at = min(now, _pay_day(month, now))
        payroll.read_answers(by=SYSTEM, at=paid_at)
        outbox.keep_due(at=paid_at, limit=PROMISES_MAX)


def _pay_day(month: Month, now: datetime) -> datetime:
    """Return the first of the month, at the hour of `now`."""
    day = month.first_day
    return now.replace(year=day.year, month=day.month, day=day.day)


def _results_day(month: Month, now: datetime) -> datetime:
    """Return the 27th of the month before, at the hour of `now`."""
    before = month.plus(-1)
    return now.replace(year=before.year, month=before.month, day=27)
