"""Background entrances: match what the registry could not answer at once; forget what is over."""

from datetime import datetime, timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from daman.base.outbox.models import Promise
from daman.base.outbox.operations import TryLater, keeps
from daman.exchange.identity import codes
from daman.exchange.registries.port import RegistryUnavailable
from daman.journey.registration.models import Attempt
from daman.journey.registration.operations import registering
from daman.journey.registration.states import State

UNFINISHED_KEPT_FOR = timedelta(days=7)


@keeps(registering.MATCH)
def match_later(promise: Promise, at: datetime) -> None:
    """
    Match one attempt and tell the person when they may go on.

    :raises TryLater: while the registry does not answer
    """
    attempt = Attempt.objects.filter(ref=promise.payload["attempt"]).first()
    if attempt is None or attempt.state != State.AWAITING_REGISTRY:
        return
    try:
        registering.match(attempt=attempt, at=at)
    except RegistryUnavailable as unavailable:
        raise TryLater(unavailable.reason) from None
    if attempt.state == State.MATCHED:
        registering.tell_matched(attempt=attempt, at=at)


@app.periodic(cron="17 1 * * *")
@app.task(name="registration.forget", queueing_lock="registration.forget")
def forget_what_is_over(timestamp: int) -> None:
    """Forget, once a night, unfinished attempts of a week ago and codes of yesterday."""
    now = timezone.now()
    registering.forget_unfinished(before=now - UNFINISHED_KEPT_FOR)
    codes.forget_before(now - timedelta(days=1))
