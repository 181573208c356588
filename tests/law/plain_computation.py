"""The law computed a second time, plainly, from complete facts; kept only to check the first."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

PENSION_1444 = [1000, 1285, 1570, 1855, 2140, 2420, 2710, 3000, 3280, 3560, 3840, 4130]
PENSION_1444 += [4410, 4700, 5000]
CEILING_1444 = [2001] + [2 * amount for amount in PENSION_1444[1:]]
PENSION_1446 = [1000, 1275, *PENSION_1444[2:10]]
EVERYWHERE = ["wife_of_saudi", "divorcee_with_saudi_children", "widow_with_saudi_children"]
CARDS = ["disabled_mobility_card", "orphan_mobility_card"]
BASES = {
    "1444": [*EVERYWHERE, "divorcee_of_saudi_no_saudi_children", "child_of_saudi_man"],
    "1446": [
        *EVERYWHERE,
        *CARDS,
        "child_of_saudi_widow",
        "disabled_non_saudi",
        "orphan_non_saudi",
    ],
    "stat": [
        *EVERYWHERE,
        *CARDS,
        "child_of_saudi_widow",
        "child_of_saudi_divorcee",
        "widow_with_orphans_mobility_card",
    ],
}
MINIMUM = {
    "1446-article": (1100, 550),
    "statutory-2022": (1100, 550),
    "statutory-2023-11": (1320, 660),
    "statutory-2026-07": (1320, 660),
}


def family_of(edition):
    return "stat" if edition.startswith("statutory") else edition[:4]


def exact(number):
    return Fraction(str(number))


def is_national(person, family):
    if person["saudi"]:
        return True
    permitted = family != "1444" or person["residence_permit_valid"] is True
    return person["nationality_basis"] in BASES[family] and permitted


def decide(household, edition):
    """Return (eligible, the set of reasons, the amount in riyals as a Decimal or None)."""
    family = family_of(edition)
    failing, questions = FAMILIES[family](household, edition)
    if failing:
        return False, {f"{family}.{code}" for code in failing}, Decimal(0)
    if questions:
        return None, {f"{family}.{code}" for code in questions}, None
    return amount(household, edition, family)


def size_of(household, family):
    counted = [
        person
        for person in household["dependants"]
        if is_national(person, family) and person["accepted_link"]
    ]
    return 1 + len(counted)


def gross(household):
    return sum(map(exact, household["monthly_income"].values()))


def countable(household):
    income = {kind: exact(value) for kind, value in household["monthly_income"].items()}
    earned = (income["salary"] + income["business"]) / 2
    pensions = income["retirement_pension"] + income["survivor_pension"]
    savings = exact(household["assets"]["liquid_assets"]) / 12
    return earned + pensions + income["rent"] + savings


def minimum(household, edition):
    base, increment = MINIMUM[edition]
    return base + increment * (size_of(household, family_of(edition)) - 1)


def untrained(household):
    income = household["monthly_income"]
    unemployed = not income["salary"] and not income["business"]
    attended = household["obligations"]["training_attended"]
    return household["head"]["able_to_work"] and unemployed and not attended


def article_1444(household, edition):
    assets, size = household["assets"], size_of(household, "1444")
    beyond = size > len(CEILING_1444)
    owns = assets["main_home_owned"] or assets["other_real_estate_count"] > 0
    old = household["category"] == "divorced" and household["head"]["age"] > 65
    failing = {
        "nationality": not is_national(household["head"], "1444"),
        "residence": not household["residence"]["permanent"],
        "assets": owns or assets["liquid_assets"] > 0,
        "income_limit": not beyond and gross(household) > CEILING_1444[size - 1],
        "divorcee_age": old,
        "category": household["category"] == "none",
    }
    return held(failing), held({"size_beyond_table": beyond})


def article_1446(household, edition):
    residence, finding = household["residence"], household["assessor_findings"]
    failing = {
        "nationality": not is_national(household["head"], "1446"),
        "residence": not residence["permanent"] and not residence["study_abroad"],
        "income_limit": gross(household) > minimum(household, edition),
        "obligations": not household["obligations"]["health_education_met"],
        "training": untrained(household),
        "institution": household["institution"] is not None,
        "assets": finding["high_value_assets"] is True,
    }
    return held(failing), held({"assets_review": finding["high_value_assets"] is None})


def statutory(household, edition):
    head, finding = household["head"], household["assessor_findings"]["wealth_criteria_met"]
    residence = household["residence"]
    days = max(residence["longest_consecutive_days_abroad"], residence["total_days_abroad_12m"])
    away = not residence["permanent"] or days > 90
    student = residence["study_abroad"]
    young = head["age"] < 18 or (head["student"] and head["age"] < 25)
    not_independent = young or not household["separate_dwelling"]
    unmet = not household["obligations"]["health_education_met"] or untrained(household)
    failing = {
        "head": head["services_suspended"],
        "nationality": not is_national(head, "stat"),
        "unit": household["unit"] == "independent" and not_independent,
        "residence": away and not student,
        "institution": household["institution"] is not None,
        "obligations": unmet,
        "income": not is_exempt(household, edition)
        and countable(household) >= minimum(household, edition),
        "wealth": finding is False,
    }
    shares = household["other_families_of_head"] > 0 and gross(household) > 0
    questions = {
        "residence_review": away and student,
        "multi_family_income_review": shares,
        "wealth_review": finding is None,
    }
    return held(failing), held(questions)


def is_exempt(household, edition):
    return edition == "statutory-2026-07" and household["legacy_category_m45"] is not None


def held(codes):
    return {code for code, holds in codes.items() if holds}


def amount(household, edition, family):
    size = size_of(household, family)
    if family == "1444":
        return True, set(), Decimal(PENSION_1444[size - 1])
    if family == "1446":
        if size > len(PENSION_1446):
            return True, {"1446.amount_not_published"}, None
        return True, set(), Decimal(PENSION_1446[size - 1])
    due = minimum(household, edition) - countable(household)
    if due <= 0:
        return True, {"stat.m35_amount_review"}, None
    due = min(Fraction(5000), due)
    riyals = Decimal(due.numerator) / Decimal(due.denominator)
    return True, set(), riyals.quantize(Decimal("0.01"), ROUND_HALF_UP)


FAMILIES = {"1444": article_1444, "1446": article_1446, "stat": statutory}
