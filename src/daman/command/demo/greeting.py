"""What `up` prints about the demo people: who they are and how to sign in as them."""

from collections.abc import Iterator
from pathlib import Path

import yaml
from django.conf import settings

from daman.command.demo import citizens, staff
from daman.command.paths import DATA
from daman.journey.applications.models import Application
from daman.record.accounts.models import Account, Kind

_WORDS = yaml.safe_load((Path(__file__).parent / "names.yaml").read_text("utf-8"))["sign_in"]
STATES_SHOWN = ("DRAFT", "SUBMITTED", "DECIDED")


def lines() -> Iterator[str]:
    """Yield the lines, Arabic and English beside each other."""
    url = settings.DAMAN_PUBLIC_URL
    yield from _both("citizens", password=citizens.PASSWORD, sms=f"{url}/simulators/sms")
    for state in STATES_SHOWN:
        for account in _citizens_in(state):
            yield f"    {account.login}  {state:10}  {account.person.name_en}"  # type: ignore[union-attr]
    yield from _both("newcomer", **_newcomer())
    yield from _both("staff", password=staff.PASSWORD, command=_code_command())
    for member in staff.MEMBERS:
        yield f"    {member.login:12}  {', '.join(role.lower() for role in member.roles)}"
    yield from _both("outside", url=f"{url}/simulators/")


def _both(name: str, **values: str) -> Iterator[str]:
    yield f"  {_WORDS[name]['ar'].format(**values)}"
    yield f"  {_WORDS[name]['en'].format(**values)}"


def _citizens_in(state: str) -> list[Account]:
    found = Application.objects.filter(state=state).order_by("pk")[:2]
    return [application.opened_by for application in found.select_related("opened_by__person")]


def _code_command() -> str:
    """Return the command that prints a sign-in code, for the data that are in use."""
    folder = Path(settings.DAMAN_DATA_DIR)
    return "./daman demo code USER" + ("" if folder == DATA else f" --data {folder}")


def _newcomer() -> dict[str, str]:
    """Return somebody of the registry who has no account yet."""
    from simulators.registry.population import NAMED

    taken = set(Account.objects.filter(kind=Kind.CITIZEN).values_list("login", flat=True))
    free = [named for named in NAMED.values() if named.national_id not in taken]
    named = free[0] if free else NAMED["noura"]
    return {
        "nid": named.national_id,
        "born": named.born_on.isoformat(),
        "mobile": named.mobile,
    }
