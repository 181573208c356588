"""Background entrances of the profile: what a registry could not say at first."""

from datetime import datetime

from daman.base.outbox.models import Promise
from daman.base.outbox.operations import TryLater, keeps
from daman.exchange.notices.operations import notify
from daman.exchange.registries import RegistryUnavailable
from daman.journey.profile import family, operations
from daman.journey.profile.models import Profile
from daman.kernel.refusal import Refusal
from daman.record.accounts.queries import account_with_login

WORKER = "system:worker"


@keeps("fetch_facts")
def fetch_facts(promise: Promise, at: datetime) -> None:
    """Fill a profile that was opened while the registries were away, and tell its owner."""
    profile = _profile(promise)
    try:
        operations.fetch_facts(profile=profile, by=WORKER, at=at)
    except RegistryUnavailable as none:
        raise TryLater(none.reason) from None
    _tell(profile, "profile_facts_fetched", at)


@keeps("match_dependant")
def match_dependant(promise: Promise, at: datetime) -> None:
    """Match a dependant who was added while the registry was away, and tell the owner."""
    profile = _profile(promise)
    number = promise.payload["national_id"]
    try:
        family.match_pending(profile=profile, national_id=number, by=WORKER, at=at)
    except RegistryUnavailable as none:
        raise TryLater(none.reason) from None
    except Refusal:
        _tell(profile, "dependant_not_added", at)
    else:
        _tell(profile, "dependant_added", at)


def _profile(promise: Promise) -> Profile:
    return Profile.objects.select_related("person").get(ref=promise.payload["profile"])


def _tell(profile: Profile, template: str, at: datetime) -> None:
    account = account_with_login(profile.person.national_id)
    if account is not None:
        notify(account=account, template=template, at=at, about=profile.ref)
