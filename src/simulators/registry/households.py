"""The kinds of household that the population is made of; each function settles one of them."""

from simulators.registry import facts
from simulators.registry.census import NAMES, Census


def widow_with_children(census: Census) -> None:
    """A widow and her young children, without income."""
    husband, widow = census.couple(census.between(40, 58), census.between(30, 47))
    count = census.between(1, 6)
    census.children(husband, widow, [3 + 2 * number for number in range(count)])
    census.bury(husband, widow)
    census.head(widow, "widow")


def widow_with_survivor_pension(census: Census) -> None:
    """A widow whose late husband's pension is paid to her."""
    husband, widow = census.couple(census.between(55, 66), census.between(48, 60))
    census.children(husband, widow, [12, 16])
    census.bury(husband, widow, years=4)
    amount = census.between(9, 30) * 100
    widow["facts"].append(facts.pension(census.as_of, of="survivor", monthly_amount=amount))
    census.head(widow, "widow")


def divorced_with_children(census: Census) -> None:
    """A divorced woman with custody of her children."""
    husband, mother = census.couple(census.between(35, 50), census.between(28, 45))
    census.children(husband, mother, [4, 8, 11][: census.between(1, 3)])
    census.divorce(husband, mother)
    deed = facts.court_deed(census.as_of, about="custody", number=census.number())
    mother["facts"].append(deed)
    census.head(mother, "divorced")


def divorced_past_the_age(census: Census) -> None:
    """A divorced woman older than 65."""
    husband, woman = census.couple(census.between(70, 80), census.between(66, 74))
    census.divorce(husband, woman)
    census.head(woman, "divorced")


def elderly_couple(census: Census) -> None:
    """An elderly man and his wife in a rented home."""
    husband, _wife = census.couple(census.between(63, 82), census.between(58, 72))
    rent = {"contract_number": census.number(), "yearly_rent": census.between(8, 18) * 1000}
    husband["facts"].append(facts.fact("rent_contract", census.as_of, rent))
    census.head(husband, "elderly")


def elderly_with_pension(census: Census) -> None:
    """An elderly man whose retirement pension may be over the limit; owns his home."""
    husband, _wife = census.couple(census.between(62, 76), census.between(56, 70))
    amount = census.between(12, 60) * 100
    husband["facts"] += [
        facts.pension(census.as_of, of="retirement", monthly_amount=amount),
        facts.real_estate(census.as_of, deed=census.number(), main_home=True),
    ]
    census.head(husband, "elderly")


def disabled_with_wife(census: Census) -> None:
    """A disabled man who cannot work, with his wife and children."""
    husband, wife = census.couple(census.between(30, 52), census.between(26, 45))
    census.children(husband, wife, [2, 5, 9][: census.between(0, 3)])
    certificate = facts.disability(census.as_of, degree="severe", able_to_work=False)
    husband["facts"].append(certificate)
    census.head(husband, "disabled")


def disabled_alone(census: Census) -> None:
    """A disabled woman who lives alone."""
    woman = census.person("F", census.between(24, 50))
    woman["facts"].append(facts.disability(census.as_of, degree="moderate", able_to_work=False))
    census.head(woman, "disabled")


def minor_unable(census: Census) -> None:
    """Children whose parents are dead, with a grown brother or sister as guardian by deed."""
    father, mother = census.couple(50, 46)
    elder, *_rest = census.children(father, mother, [20, 11])
    census.bury(father, mother)
    census.bury(mother, years=1)
    elder["facts"].append(
        facts.court_deed(census.as_of, about="guardianship", number=census.number())
    )
    census.head(elder, "minor_unable")


def orphan(census: Census) -> None:
    """A grown orphan with a younger brother or sister."""
    father, mother = census.couple(55, 50)
    elder, *_rest = census.children(father, mother, [census.between(18, 24), 12])
    census.bury(father, mother, years=8)
    census.bury(mother, years=5)
    census.head(elder, "orphan")


def unknown_parentage(census: Census) -> None:
    """A person whose parents are not known; the registry gives the name of the line."""
    person = census.person(
        "M" if census.chance(50) else "F", census.between(18, 27), father=None, mother=None
    )
    census.head(person, "unknown_parentage")


def woman_no_breadwinner(census: Census) -> None:
    """A woman who never married and has nobody who provides for her."""
    woman = census.person("F", census.between(35, 58))
    deed = facts.court_deed(census.as_of, about="no_breadwinner", number=census.number())
    woman["facts"].append(deed)
    census.head(woman, "woman_no_breadwinner")


def wife_of_addict(census: Census) -> None:
    """A wife whose husband is under treatment for addiction."""
    husband, wife = census.couple(census.between(30, 48), census.between(26, 42))
    census.children(husband, wife, [3, 7])
    treatment = {"residential": True, "active": True}
    husband["facts"].append(facts.fact("addiction_treatment", census.as_of, treatment))
    census.head(wife, "wife_of_addict")


def wife_of_absent(census: Census) -> None:
    """A wife whose husband is absent."""
    _left_by_court_deed(census, about="absence", category="wife_of_absent")


def wife_of_missing(census: Census) -> None:
    """A wife whose husband is missing."""
    _left_by_court_deed(census, about="disappearance", category="wife_of_missing")


def suspended_wife(census: Census) -> None:
    """A wife left neither married in fact nor divorced."""
    _left_by_court_deed(census, about="suspension", category="suspended_wife")


def large_family(census: Census) -> None:
    """An elderly man with a wife and many children, sixteen people at the most."""
    husband, wife = census.couple(63, 45)
    census.children(husband, wife, list(range(3, 3 + census.between(7, 14))))
    census.employ(husband, census.between(20, 32) * 100)
    census.head(husband, "elderly")


def foreign_widow_of_saudi(census: Census) -> None:
    """A widow who is not Saudi, with Saudi children."""
    husband, widow = census.couple(
        census.between(50, 64),
        census.between(33, 45),
        saudi=False,
        nationality_basis="widow_with_saudi_children",
    )
    census.children(husband, widow, [5, 10])
    census.bury(husband, widow)
    census.head(widow, "widow")


def foreign_wife_of_disabled(census: Census) -> None:
    """A disabled Saudi man whose wife is not Saudi."""
    husband, wife = census.couple(
        census.between(38, 55),
        census.between(30, 44),
        saudi=False,
        nationality_basis="wife_of_saudi",
    )
    census.children(husband, wife, [6])
    certificate = facts.disability(census.as_of, degree="severe", able_to_work=False)
    husband["facts"].append(certificate)
    census.head(husband, "disabled")


def widow_of_foreigner(census: Census) -> None:
    """A Saudi widow whose children are not Saudi."""
    husband = census.person("M", census.between(45, 55), saudi=False)
    widow = census.person("F", census.between(36, 44))
    census.marry(husband, widow)
    basis = {"saudi": False, "nationality_basis": "child_of_saudi_widow"}
    census.children(husband, widow, [6, 9], **basis)
    census.bury(husband, widow)
    census.head(widow, "widow")


def mother_with_employed_son(census: Census) -> None:
    """An elderly widow who lives with her employed son."""
    husband, widow = census.couple(78, census.between(62, 72))
    son = census.person("M", census.between(26, 34), father=husband, mother=widow)
    census.bury(husband, widow, years=6)
    census.employ(son, census.between(40, 70) * 100)
    census.head(widow, "elderly")


def employed_family(census: Census) -> None:
    """A working man with a wife and children: none of the categories."""
    husband, wife = census.couple(census.between(30, 50), census.between(27, 45))
    census.children(husband, wife, [2, 6, 9][: census.between(1, 3)])
    census.employ(husband, census.between(40, 140) * 100)
    car = {"plate": census.number()[:4], "model": census.pick("cars"), "year": 2019}
    husband["facts"].append(facts.fact("vehicle", census.as_of, car))
    census.head(husband, "none")


def widow_with_property(census: Census) -> None:
    """A widow with a home of her own, a let flat, savings and a small trade."""
    husband, widow = census.couple(64, census.between(50, 60))
    census.children(husband, widow, [15, 17])
    census.bury(husband, widow, years=3)
    trade = {"number": census.number(), "activity": census.pick("trades"), "monthly_income": 900}
    widow["facts"] += [
        facts.real_estate(census.as_of, deed=census.number(), main_home=True),
        facts.real_estate(census.as_of, deed=census.number(), main_home=False, monthly_rent=1000),
        facts.fact("savings", census.as_of, {"balance": census.between(6, 40) * 1000}),
        facts.fact("commercial_registration", census.as_of, trade),
    ]
    census.head(widow, "widow")


def long_abroad(census: Census) -> None:
    """A woman without a breadwinner who was abroad more than three months."""
    woman = census.person("F", census.between(38, 50))
    woman["facts"] = [facts.travel(census.as_of, total=130, longest=100, purpose="tourism")]
    census.head(woman, "woman_no_breadwinner")


def student_alone(census: Census) -> None:
    """A student in a flat of his own."""
    student = census.person("M", census.between(19, 23))
    studies = {"institution": NAMES["university"], "level": "university", "active": True}
    student["facts"] += [
        facts.fact("enrolment", census.as_of, studies),
        facts.fact(
            "other_support", census.as_of, {"of": "student_stipend", "monthly_amount": 990}
        ),
    ]
    census.head(student, "none")


def suspended_services(census: Census) -> None:
    """A disabled man whose government services are suspended, with his wife and children."""
    husband, wife = census.couple(45, 40)
    census.children(husband, wife, [7, 10])
    husband["facts"] += [
        facts.disability(census.as_of, degree="severe", able_to_work=False),
        facts.fact("services", census.as_of, {"suspended": True}),
    ]
    census.head(husband, "disabled")


def in_a_care_home(census: Census) -> None:
    """An elderly man who lives in a care home for good."""
    man = census.person("M", census.between(72, 82))
    man["facts"].append(facts.fact("institution", census.as_of, {"of": "care_home"}))
    census.head(man, "elderly")


def able_without_work(census: Census) -> None:
    """A man able to work who searches for work and did not attend his training."""
    man = census.person("M", census.between(25, 33))
    search = {"registered": True, "training_attended": False}
    man["facts"].append(facts.fact("job_search", census.as_of, search))
    census.head(man, "none")


def _left_by_court_deed(census: Census, *, about: str, category: str) -> None:
    husband, wife = census.couple(census.between(32, 55), census.between(27, 48))
    census.children(husband, wife, [4, 9, 13][: census.between(1, 3)])
    husband["mobiles"] = []
    deed = facts.court_deed(census.as_of, about=about, number=census.number())
    wife["facts"].append(deed)
    census.head(wife, category)


# The order in which households are settled, round and round: every category within the first 14.
KINDS = (
    widow_with_children,
    divorced_with_children,
    elderly_couple,
    disabled_with_wife,
    minor_unable,
    woman_no_breadwinner,
    wife_of_addict,
    wife_of_absent,
    wife_of_missing,
    suspended_wife,
    unknown_parentage,
    orphan,
    employed_family,
    large_family,
    widow_with_survivor_pension,
    divorced_past_the_age,
    elderly_with_pension,
    disabled_alone,
    foreign_widow_of_saudi,
    foreign_wife_of_disabled,
    widow_of_foreigner,
    mother_with_employed_son,
    widow_with_property,
    long_abroad,
    student_alone,
    suspended_services,
    in_a_care_home,
    able_without_work,
)
