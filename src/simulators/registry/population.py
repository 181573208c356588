"""The whole made-up population: the people with a name in the documentation, then households."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from simulators.registry import facts
from simulators.registry.census import NAMES, Census, Person
from simulators.registry.households import KINDS

AS_OF = date(2026, 11, 1)
DEMO_SEED = 1448
DEMO_HOUSEHOLDS = 240
FIRST_UNNAMED_SERIAL = 1000


@dataclass(frozen=True)
class Named:
    """A person whom documentation, demonstrations and tests may count on."""

    national_id: str
    born_on: date
    mobile: str
    iban: str
    name_ar: str
    name_en: str


def generate(seed: int, count: int, *, as_of: date = AS_OF) -> list[Person]:
    """Return the named people and `count` households; equal arguments give equal people."""
    named, _ = _named(as_of)
    census = Census(seed=seed, as_of=as_of)
    census.serial = FIRST_UNNAMED_SERIAL
    census.households = len(_NAMED_HOUSEHOLDS)
    for number in range(count):
        census.settle()
        KINDS[number % len(KINDS)](census)
    return named + census.people


def _named(as_of: date) -> tuple[list[Person], dict[str, Person]]:
    census = Census(seed=0, as_of=as_of)
    heads = {}
    for position, (name, build) in enumerate(_NAMED_HOUSEHOLDS.items()):
        census.settle()
        census.serial = position * 10
        heads[name] = build(census)
    return census.people, heads


def _noura(census: Census) -> Person:
    """A widow of 38 in Riyadh with two children and no income."""
    noura = census.person("F", 38, given_name=_given("women", "Noura"), born_on=date(1988, 3, 12))
    husband = census.person("M", 45)
    census.marry(husband, noura)
    census.children(husband, noura, [7, 11])
    census.bury(husband, noura)
    for person in census.people[-4:]:
        person.update(_RIYADH)
    return census.head(noura, "widow")


def _salem(census: Census) -> Person:
    """An elderly man whose retirement pension is over the limit."""
    salem = census.person("M", 70, given_name=_given("men", "Salem"), born_on=date(1956, 5, 2))
    census.marry(salem, census.person("F", 62))
    salem["facts"].append(facts.pension(census.as_of, of="retirement", monthly_amount=4800))
    return census.head(salem, "elderly")


def _huda(census: Census) -> Person:
    """A divorced woman of 66."""
    huda = census.person("F", 66, given_name=_given("women", "Huda"), born_on=date(1960, 6, 20))
    husband = census.person("M", 73)
    census.marry(husband, huda)
    census.divorce(husband, huda)
    return census.head(huda, "divorced")


def _khalid(census: Census) -> Person:
    """A disabled man with his wife."""
    khalid = census.person("M", 41, given_name=_given("men", "Khalid"), born_on=date(1985, 2, 8))
    census.marry(khalid, census.person("F", 36))
    khalid["facts"].append(facts.disability(census.as_of, degree="severe", able_to_work=False))
    return census.head(khalid, "disabled")


def _yousef(census: Census) -> Person:
    """An orphan of 20 with a sister of 12."""
    father, mother = census.couple(52, 48)
    yousef = census.person(
        "M",
        20,
        given_name=_given("men", "Yousef"),
        born_on=date(2006, 4, 15),
        father=father,
        mother=mother,
    )
    census.children(father, mother, [12])
    census.bury(father, mother, years=6)
    census.bury(mother, years=3)
    return census.head(yousef, "orphan")


def _faisal(census: Census) -> Person:
    """An employed man with a wife and a child."""
    faisal = census.person("M", 34, given_name=_given("men", "Faisal"), born_on=date(1992, 1, 30))
    wife = census.person("F", 31)
    census.marry(faisal, wife)
    census.children(faisal, wife, [4])
    census.employ(faisal, 9500)
    return census.head(faisal, "none")


def _saleh(census: Census) -> Person:
    """A man who died in August 2026."""
    saleh = census.person("M", 68, given_name=_given("men", "Saleh"), born_on=date(1958, 7, 7))
    saleh["died_on"] = (census.as_of - timedelta(days=80)).isoformat()
    return census.head(saleh, "elderly")


def _rakan(census: Census) -> Person:
    """A boy of 15 who has a mobile of his own and lives with his parents."""
    father, mother = census.couple(47, 43)
    rakan = census.person(
        "M",
        15,
        given_name=_given("men", "Rakan"),
        born_on=date(2011, 5, 9),
        father=father,
        mother=mother,
    )
    return census.head(rakan, "none")


def _maha(census: Census) -> Person:
    """A widow whose bank account is closed."""
    maha = census.person("F", 47, given_name=_given("women", "Maha"), born_on=date(1979, 4, 4))
    husband = census.person("M", 55)
    census.marry(husband, maha)
    census.bury(husband, maha)
    maha["account"] = "closed"
    return census.head(maha, "widow")


def _bandar(census: Census) -> Person:
    """A disabled man whose IBAN belongs to somebody else."""
    bandar = census.person("M", 39, given_name=_given("men", "Bandar"), born_on=date(1987, 3, 21))
    bandar["facts"].append(facts.disability(census.as_of, degree="severe", able_to_work=False))
    bandar["account"] = "other_owner"
    return census.head(bandar, "disabled")


def _given(sex: str, latin: str) -> list[str]:
    return next(name for name in NAMES[sex] if name[1] == latin)


_RIYADH = {
    "region_code": NAMES["places"][0]["code"],
    "region": NAMES["places"][0]["region"],
    "city": NAMES["places"][0]["cities"][0],
}
# The head of household n (from 0) carries a serial in n*10+1 … n*10+9; the order is for ever.
_NAMED_HOUSEHOLDS: dict[str, Callable[[Census], Person]] = {
    "noura": _noura,
    "salem": _salem,
    "huda": _huda,
    "khalid": _khalid,
    "yousef": _yousef,
    "faisal": _faisal,
    "saleh": _saleh,
    "rakan": _rakan,
    "maha": _maha,
    "bandar": _bandar,
}


def _cards() -> dict[str, Named]:
    _, heads = _named(AS_OF)
    return {
        name: Named(
            national_id=head["id"],
            born_on=date.fromisoformat(head["born_on"]),
            mobile=(head["mobiles"] or [""])[0],
            iban=head["iban"],
            name_ar=head["name_ar"],
            name_en=head["name_en"],
        )
        for name, head in heads.items()
    }


NAMED = _cards()
