"""What the product asks of the paying bank: whose account, take this file, what came back."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from django.conf import settings


class BankUnavailable(Exception):
    """
    The bank gave no usable answer: nothing may be decided from that.

    `reason` is one word: not_configured, timeout, connection, status, too_large or malformed.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Ownership(StrEnum):
    """The bank's answers about an account and a person; only VERIFIED may be paid."""

    VERIFIED = "VERIFIED"
    NOT_VERIFIED = "NOT_VERIFIED"
    UNABLE = "UNABLE"
    CLOSED = "CLOSED"


@dataclass(frozen=True)
class OwnershipAnswer:
    """What the bank said; name and BIC are those of the account's bank, empty when not told."""

    result: Ownership
    bank_name: str = ""
    bic: str = ""


class AccountOwnership(Protocol):
    """Asks whether an account belongs to a person."""

    def verify(self, *, iban: str, national_id: str) -> OwnershipAnswer:
        """
        Return whether the account is the person's.

        :raises BankUnavailable: when no usable answer came
        """


class PaymentFiles(Protocol):
    """Hands over payment files and fetches what the bank says of them."""

    def send(self, *, name: str, content: bytes, msg_id: str) -> None:
        """
        Hand over one payment file; the same message handed over again changes nothing.

        :raises BankUnavailable: when it was not surely taken; send the same bytes again later
        """

    def answers(self, *, known: Collection[str] = ()) -> list[tuple[str, bytes]]:
        """
        Return the answer files whose names are not `known`, oldest first, as (name, bytes).

        :raises BankUnavailable: when no usable answer came
        """


class Bank(AccountOwnership, PaymentFiles, Protocol):
    """The paying bank, as every adapter and simulator must answer."""


def current() -> Bank:
    """Return the bank that the settings name; unset, every question is unavailable."""
    from daman.exchange.banks.http_bank import HttpBank

    return HttpBank(url=settings.DAMAN_BANK_URL, token=settings.DAMAN_BANK_TOKEN)
