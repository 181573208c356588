"""Read an inbox."""

from django.db.models import QuerySet

from daman.exchange.notices.models import Notice
from daman.record.accounts.models import Account


def inbox(account: Account) -> QuerySet[Notice]:
    """Return the account's notices, newest first."""
    return Notice.objects.filter(account=account).order_by("-made_at", "-pk")


def unread_count(account: Account) -> int:
    """Return how many notices the account has not read."""
    return Notice.objects.filter(account=account, read_at__isnull=True).count()
