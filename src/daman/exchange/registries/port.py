"""What the product asks of the government's registries, and the facts that they answer with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

# Where each fact comes from; the DCI record type carries the same word.
SOURCES = (
    "social_insurance",
    "commerce",
    "justice",
    "traffic",
    "education",
    "housing",
    "health",
    "borders",
    "labour",
    "finance",
    "support",
    "interior",
)


class NotMatched(Exception):
    """Nobody has this number with this birth date; which of the two is wrong is not said."""


class RegistryUnavailable(Exception):
    """
    The registry gave no usable answer: nothing may be decided from that.

    `reason` is one word of `daman.exchange.outbound.NoAnswer`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class CivilRecord:
    """
    A person as the civil registry has them.

    `marital_status` is SINGLE, MARRIED, DIVORCED or WIDOWED; mobiles are E.164.
    """

    national_id: str
    name_ar: str
    name_en: str
    sex: str
    born_on: date
    marital_status: str
    is_saudi: bool
    nationality_basis: str | None
    died_on: date | None
    mobiles: tuple[str, ...]
    spouse_ids: tuple[str, ...]
    child_ids: tuple[str, ...]
    parent_ids: tuple[str, ...]
    region: str
    city: str
    born_hijri: str = ""
    nationality: str = ""
    residence_permit_valid: bool | None = None


@dataclass(frozen=True)
class FactRecord:
    """One fact that an authority (`source`) states, true on the day `as_of`; money in riyals."""

    source: str
    kind: str
    values: Mapping[str, Any]
    as_of: date


class Registries(Protocol):
    """The registries, as every adapter and simulator must answer."""

    def person(self, *, national_id: str, born_on: date) -> CivilRecord:
        """
        Return the person with this number and birth date.

        :raises NotMatched: for an unknown number or another birth date, alike
        :raises RegistryUnavailable: when no usable answer came
        """

    def family(self, *, national_id: str) -> list[CivilRecord]:
        """
        Return spouses, children and parents, in this order.

        :raises NotMatched: when nobody has the number
        :raises RegistryUnavailable: when no usable answer came
        """

    def facts(self, *, national_id: str) -> list[FactRecord]:
        """
        Return what all authorities know of the person; all of them answered, or none counts.

        :raises RegistryUnavailable: when no usable answer came
        """

    def is_disabled(self, *, national_id: str) -> bool:
        """
        Return whether the person is registered as disabled.

        :raises RegistryUnavailable: when no usable answer came
        """

    def matches_mobile(self, record: CivilRecord, mobile: str) -> bool:
        """Return whether the mobile (E.164) is registered to the person."""
