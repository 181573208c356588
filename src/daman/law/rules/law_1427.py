"""Conditions and pension of the repealed law of 1427 (M/45): history; it decides nothing new."""

from daman.law.engine.conditions import Named, Parameters, condition, quantity
from daman.law.engine.decision import AmountLine, OpenAmount, ReadAmount
from daman.law.engine.expressions import Expression, Literal, choose, smaller, total
from daman.law.facts.vocabulary import HouseholdWords
from daman.law.rules.household import counted_dependants, has_accepted_basis, size

MONTHS_A_YEAR = 12
AID = ("citizen_account", "rural_support")


@quantity
def monthly_pension(h: HouseholdWords, k: Parameters) -> Expression:
    """Return the pension of the family's size before income (article 6), a twelfth of a year's."""
    yearly = k.first_person_yearly + k.further_person_yearly * counted_dependants(h, k)
    return yearly / MONTHS_A_YEAR


@quantity
def regular_income(h: HouseholdWords, k: Parameters) -> Expression:
    """Return the income of a month without the kinds that article 8 leaves out."""
    return total(
        [choose(Literal(kind).one_of(k.income_not_counted), 0, fact) for kind, fact in _kinds(h)]
    )


def _kinds(h: HouseholdWords) -> list[tuple[str, Expression]]:
    return list(h.incomes().items())


@condition("m45.nationality", "law-1427/2")
def nationality(h: HouseholdWords, _: Parameters) -> Expression:
    """Return whether the head is Saudi."""
    return h.head.saudi


@nationality.unless("accepted_basis", "law-1427/2")
def is_excepted(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether the head is in one of the cases that article 2 excepts."""
    return has_accepted_basis(h.head, k)


@condition("m45.residence", "law-1427/2")
def residence(h: HouseholdWords, _: Parameters) -> Expression:
    """Return whether the head lives in the Kingdom permanently."""
    return h.residence.permanent


@residence.opens("m45.residence_review")
def is_abroad_for_study(h: HouseholdWords, _: Parameters) -> Expression:
    """Return whether it is a student abroad: Cabinet Decision 250 of 1433 was not found."""
    return h.residence.study_abroad & ~h.residence.permanent


@condition("m45.category", "law-1427/3")
def category(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether the filed category is one of those the law lists."""
    return h.own.category.one_of(k.categories)


@condition(
    "m45.old_age",
    "law-1427/1.7",
    shows=[
        Named("age", "years", lambda h, _: h.head.age),
        Named("age_above", "years", lambda _, k: k.old_age_above),
    ],
)
def old_age(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether one who applies for old age is above its age."""
    return h.head.age > k.old_age_above


@old_age.applies_when
def is_filed_as_elderly(h: HouseholdWords, _: Parameters) -> Expression:
    """Return whether the application was filed in the category of the elderly."""
    return h.own.category.equals("elderly")


@condition(
    "m45.orphan_age",
    "law-1427/1.5",
    shows=[
        Named("age", "years", lambda h, _: h.head.age),
        Named("age_max", "years", lambda _, k: k.child_age_max),
    ],
)
def orphan_age(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether an orphan is not older than the law allows."""
    return h.head.age <= k.child_age_max


@orphan_age.applies_when
def is_filed_as_orphan(h: HouseholdWords, _: Parameters) -> Expression:
    """Return whether the application was filed in the orphans' category."""
    return h.own.category.equals("orphan")


@condition("m45.institution", "law-1427/5")
def institution(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether one who supports no family does not live permanently in such a centre."""
    return ~h.own.institution.one_of(k.closed_institutions)


@institution.applies_when
def supports_no_family(h: HouseholdWords, _: Parameters) -> Expression:
    """Return whether the application is an independent's."""
    return h.own.unit.equals("independent")


@condition(
    "m45.means_review",
    "law-1427/1.9",
    "law-1427/7",
    shows=[
        Named("income", "riyal", regular_income),
        Named("pension", "riyal", monthly_pension),
    ],
    contradictions=["C-03"],
)
def means(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether the income is below the pension, so that it is no sufficient means."""
    return regular_income(h, k) < monthly_pension(h, k)


@means.opens("m45.means_review")
def may_have_sufficient_means(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether the income reaches the pension: what is sufficient is not published."""
    return ~means.question(h, k)


@condition(
    "m45.grown_children_review",
    "law-1427/4",
    shows=[
        Named("age_max", "years", lambda _, k: k.child_age_max),
        Named("student_age_max", "years", lambda _, k: k.student_son_age_max),
    ],
)
def grown_children(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether no dependent child is grown."""
    return ~has_grown_child(h, k)


@grown_children.opens("m45.grown_children_review")
def has_grown_child(h: HouseholdWords, k: Parameters) -> Expression:
    """Return whether a dependent child is grown: study, work and marriage are no facts here."""
    return h.dependants.any(lambda p: p.relation.equals("child") & (p.age > k.child_age_max))


CONDITIONS = (
    nationality,
    residence,
    category,
    old_age,
    orphan_age,
    institution,
    means,
    grown_children,
)


@quantity
def deducted_income(h: HouseholdWords, k: Parameters) -> Expression:
    """Return what is added for income above half the pension (article 7): zero or less."""
    free = monthly_pension(h, k) * k.free_income_share / 100
    return smaller(0, free - regular_income(h, k))


@quantity
def pension_after_income(h: HouseholdWords, k: Parameters) -> Expression:
    """Return the pension once income is taken off, before the least that is paid."""
    return monthly_pension(h, k) + deducted_income(h, k)


def pension_less_income(h: HouseholdWords, k: Parameters) -> ReadAmount:
    """Return the pension less the income above its free share, and never below the least paid."""
    after_income = pension_after_income(h, k)
    paid = -smaller(-(k.paid_min_yearly / MONTHS_A_YEAR), -after_income)
    further = k.further_person_yearly * counted_dependants(h, k) / MONTHS_A_YEAR
    lines = (
        AmountLine("first_person", "law-1427/6", k.first_person_yearly / MONTHS_A_YEAR),
        AmountLine("further_persons", "law-1427/6", further),
        AmountLine("deducted_income", "law-1427/7", deducted_income(h, k)),
        AmountLine("least_paid", "law-1427/7", paid - after_income),
    )
    return ReadAmount(paid.rounded(), lines, _left_open(h, k))


def _left_open(h: HouseholdWords, k: Parameters) -> tuple[OpenAmount, ...]:
    """Return what the text leaves open: larger families, and aid that may be no income."""
    aid = total([h.incomes()[kind] for kind in AID])
    return (
        OpenAmount("m45.size_not_published", ("law-1427/6",), (), size(h, k) > k.size_max),
        OpenAmount("m45.aid_review", ("law-1427/8.3",), (), aid > 0),
    )
