"""The accounts that the simulated bank knows, and what happens to money sent to them."""

from typing import Any

from daman.kernel.iban import SYNTHETIC_BANK, bank_number
from simulators.registry.people import People

Person = dict[str, Any]
OWN_BIC = ""
OWN_NAME = "\u0628\u0646\u0643 \u0627\u0644\u0645\u062d\u0627\u0643\u0627\u0629"
# Reasons of the external code list ISO 20022.
WRONG_ACCOUNT, CLOSED, BLOCKED, DECEASED = "AC01", "AC04", "AC06", "MD07"
_REFUSED_STATES = {"closed": CLOSED, "blocked": BLOCKED}


def ownership(people: People, iban: str, identifier: str) -> str:
    """Return VERIFIED, NOT_VERIFIED, CLOSED, or UNABLE for accounts at banks it cannot ask."""
    if bank_number(iban) != SYNTHETIC_BANK:
        return "UNABLE"
    owner = people.owner_of(iban)
    if owner is None or owner["id"] != identifier or owner.get("account") == "other_owner":
        return "NOT_VERIFIED"
    return "CLOSED" if owner.get("account") == "closed" else "VERIFIED"


def fates(people: People, ibans: list[str]) -> list[str]:
    """Return for each account why money to it is refused, or nothing when it arrives."""
    owners = {person["iban"]: person for person in people.all() if person.get("iban")}
    return [_fate(owners.get(iban)) for iban in ibans]


def _fate(owner: Person | None) -> str:
    if owner is None:
        return WRONG_ACCOUNT
    if owner.get("died_on"):
        return DECEASED
    return _REFUSED_STATES.get(owner.get("account") or "", "")
