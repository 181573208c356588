"""Background entrances: match what the registry could not answer at once."""

from datetime import datetime

from daman.base.outbox.models import Promise
from daman.base.outbox.operations import TryLater, keeps
from daman.exchange.registries.port import RegistryUnavailable
from daman.journey.registration.models import Attempt
from daman.journey.registration.operations import registering
from daman.journey.registration.states import State


@keeps(registering.MATCH)
def match_later(promise: Promise, at: datetime) -> None:
    """
    Match one attempt and tell the person when they may go on.

    :raises TryLater: while the registry does not answer
    """
    attempt = Attempt.objects.get(ref=promise.payload["attempt"])
    if attempt.state != State.AWAITING_REGISTRY:
        return
    try:
        registering.match(attempt=attempt, at=at)
    except RegistryUnavailable as unavailable:
        raise TryLater(unavailable.reason) from None
    if attempt.state == State.MATCHED:
        registering.tell_matched(attempt=attempt, at=at)
