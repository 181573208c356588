"""Load the demo people: the staff, then every household by the journey's own operations."""

import os
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from daman.base.outbox import operations as outbox
from daman.command.demo import citizens, drafts, staff
from daman.command.demo.office import PROMISES_MAX, Office
from daman.command.demo.outside import outside_world
from daman.kernel.month import Month
from daman.kernel.riyadh import riyadh_date

MONTHS_PAID = 3
HOUSEHOLDS = 204


def households_count() -> int:
    """Return how many households are led; a story needs fewer than a visitor."""
    return int(os.environ.get("DAMAN_DEMO_HOUSEHOLDS", HOUSEHOLDS))


def load_everybody() -> None:
    """
    Load the staff, then lead every household through the journey by its own operations.

    Registry, SMS gateway and bank are asked over HTTP, as in service. Never in production.
    """
    assert not settings.IS_PRODUCTION, "demo people are never loaded in production"
    now = timezone.now()
    with outside_world() as people:
        # The members of staff are loaded while the outside world starts.
        staff.load(at=now - timedelta(days=200))
        drafts.load(at=now)
        led = list(citizens.demos(people(), households_count=households_count(), at=now))
        for demo in led:
            citizens.lead(demo)
        office = Office()
        office.work(led)
        office.pay(since=Month.of(riyadh_date(now)).plus(1 - MONTHS_PAID), now=now)
        outbox.keep_due(at=now, limit=PROMISES_MAX)
