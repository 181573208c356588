"""
The law as OpenFisca would have it: the edition of July 2026, for comparison only.

Written as its country template is: two entities, dated parameters, one variable for each quantity
and condition, one formula each. The forms are the fastest that its users know: a head's fact is
read by `sum(x * is_head)`, money is whole halalas in `int`, flags stay Boolean. OpenFisca knows no
missing value, so this answers complete facts only; reasons are bits in the order of our legend.
"""

# ruff: noqa: N801, N805 (the names and the signatures are those that OpenFisca's models have)
from numpy import floor_divide, minimum, select, where
from openfisca_core import parameters, taxbenefitsystems
from openfisca_core.variables import Variable
from openfisca_entities import (
    HEAD,
    INPUTS,
    MONEY,
    MONTH,
    Basis,
    Institution,
    Legacy,
    Unit,
    an_input,
    household,
    person,
)


def _add(household, period, names):
    first, *rest = names
    total = household(first, period)
    for name in rest:
        total = total + household(name, period)
    return total


class is_head(Variable):
    value_type = bool
    entity = person
    definition_period = MONTH
    label = "Whether the person is the head"

    def formula(person, period):
        return person.has_role(HEAD)


class is_accepted_national(Variable):
    value_type = bool
    entity = person
    definition_period = MONTH
    label = "Saudi, or in a case of article 10"

    def formula(person, period, parameters):
        basis = person("nationality_basis", period)
        accepted = parameters(period).nationality_bases
        found = person("saudi", period)
        for name in accepted:
            found = found | (basis == Basis[name])
        return found


class is_counted(Variable):
    value_type = bool
    entity = person
    definition_period = MONTH
    label = "A dependant of accepted nationality who agreed to being linked"

    def formula(person, period):
        national = person("is_accepted_national", period)
        linked = person("accepted_link", period)
        return national & linked & ~person("is_head", period)


class counted_dependants(Variable):
    value_type = int
    entity = household
    definition_period = MONTH
    label = "How many dependants count"

    def formula(household, period):
        return household.sum(household.members("is_counted", period))


class size(Variable):
    value_type = int
    entity = household
    definition_period = MONTH
    label = "The head and the dependants who count"

    def formula(household, period):
        return household("counted_dependants", period) + 1


class earned_income(Variable):
    value_type = int
    entity = household
    definition_period = MONTH
    label = "Salaries and business income"

    def formula(household, period):
        return _add(household, period, MONEY[:2])


class gross_income(Variable):
    value_type = int
    entity = household
    definition_period = MONTH
    label = "All income"

    def formula(household, period):
        return household("earned_income", period) + _add(household, period, MONEY[2:])


class calculated_minimum(Variable):
    value_type = int
    entity = household
    definition_period = MONTH
    label = "The calculated minimum (articles 14 and 15)"

    def formula(household, period, parameters):
        values = parameters(period)
        counted = household("counted_dependants", period)
        return values.basic_minimum + values.dependant_increment * counted


class counted_income_twelfths(Variable):
    value_type = int
    entity = household
    definition_period = MONTH
    label = "The counted income in twelfths of a halala, which are whole"

    def formula(household, period, parameters):
        values = parameters(period)
        earned = household("earned_income", period) * (12 * values.earned_share // 100)
        unearned = _add(household, period, MONEY[2:5]) * 12
        savings = household("assets_liquid_assets_halalas", period)
        return earned + unearned + savings * (12 // values.savings_months)


class due_twelfths(Variable):
    value_type = int
    entity = household
    definition_period = MONTH
    label = "The minimum less the counted income, in twelfths"

    def formula(household, period):
        minimum_due = household("calculated_minimum", period) * 12
        return minimum_due - household("counted_income_twelfths", period)


class is_income_exempt(Variable):
    value_type = bool
    entity = household
    definition_period = MONTH
    label = "Moved over from the old law (Royal Decree M/35)"

    def formula_2026_07_17(household, period):
        return household("legacy_category_m45", period) != Legacy.none


class is_over_abroad(Variable):
    value_type = bool
    entity = household
    definition_period = MONTH
    label = "Not resident, or abroad for too long"

    def formula(household, period, parameters):
        values = parameters(period)
        longest = household("residence_longest_consecutive_days_abroad", period)
        total = household("residence_total_days_abroad_12m", period)
        too_long = (longest > values.abroad_consecutive_days_max) | (
            total > values.abroad_total_days_max
        )
        return ~household("residence_permanent", period) | too_long


def _head(household, name, period):
    """Return a fact of the head: the sum over members of what only the head has."""
    return household.sum(household.members(name, period) * household.members("is_head", period))


def _fails(name, label, formula):
    words = {"value_type": bool, "entity": household, "definition_period": MONTH}
    return type(name, (Variable,), {**words, "label": label, "formula": formula})


def _head_fails(household, period):
    return _head(household, "services_suspended", period) > 0


def _nationality_fails(household, period):
    return _head(household, "is_accepted_national", period) == 0


def _unit_fails(household, period, parameters):
    values = parameters(period)
    student = _head(household, "student", period) > 0
    age_min = where(student, values.student_independent_age_min, values.independent_age_min)
    young = _head(household, "age", period) < age_min
    shares = ~household("separate_dwelling", period)
    return (household("unit", period) == Unit.independent) & (young | shares)


def _residence_fails(household, period):
    return household("is_over_abroad", period) & ~household("residence_study_abroad", period)


def _residence_review(household, period):
    return household("is_over_abroad", period) & household("residence_study_abroad", period)


def _institution_fails(household, period):
    return household("institution", period) != Institution.none


def _obligations_fail(household, period):
    able = _head(household, "able_to_work", period) > 0
    unemployed = household("earned_income", period) == 0
    untrained = able & unemployed & ~household("obligations_training_attended", period)
    return ~household("obligations_health_education_met", period) | untrained


def _income_fails(household, period):
    too_much = household("due_twelfths", period) <= 0
    return too_much & ~household("is_income_exempt", period)


def _several_families_review(household, period):
    others = household("other_families_of_head", period) > 0
    return others & (household("gross_income", period) > 0)


def _wealth_fails(household, period):
    return ~household("assessor_findings_wealth_criteria_met", period)


# In the order of our legend; bit 10, an undecided finding, needs a missing value.
FAILING = {
    "head_fails": (0, _head_fails),
    "nationality_fails": (1, _nationality_fails),
    "unit_fails": (2, _unit_fails),
    "residence_fails": (3, _residence_fails),
    "institution_fails": (5, _institution_fails),
    "obligations_fail": (6, _obligations_fail),
    "income_fails": (7, _income_fails),
    "wealth_fails": (9, _wealth_fails),
}
REVIEWED = {
    "residence_review": (4, _residence_review),
    "several_families_review": (8, _several_families_review),
}
NOTE = 11


class failing(Variable):
    value_type = int
    entity = household
    definition_period = MONTH
    label = "The conditions that are not met, as bits"

    def formula(household, period):
        return sum(household(name, period) * (1 << bit) for name, (bit, _) in FAILING.items())


class review(Variable):
    value_type = int
    entity = household
    definition_period = MONTH
    label = "What a person must decide, as bits"

    def formula(household, period):
        return sum(household(name, period) * (1 << bit) for name, (bit, _) in REVIEWED.items())


class has_open_amount(Variable):
    value_type = bool
    entity = household
    definition_period = MONTH
    label = "Exempt, and the formula gives nothing: the decree sets no amount"

    def formula_2026_07_17(household, period):
        return household("is_income_exempt", period) & (household("due_twelfths", period) <= 0)


class eligible(Variable):
    value_type = int
    entity = household
    definition_period = MONTH
    label = "1: yes, 0: no, -1: a person must decide"

    def formula(household, period):
        refused = household("failing", period) != 0
        reviewed = household("review", period) != 0
        return select([refused, reviewed], [0, -1], 1)


class reasons(Variable):
    value_type = int
    entity = household
    definition_period = MONTH
    label = "Why, as bits"

    def formula(household, period):
        found, asked = household("failing", period), household("review", period)
        noted = household("has_open_amount", period) * (1 << NOTE)
        return select([found != 0, asked != 0], [found, asked], noted)


class amount(Variable):
    value_type = int
    entity = household
    definition_period = MONTH
    label = "Halalas a month; -1 while it is open"

    def formula(household, period, parameters):
        cap = parameters(period).family_cap * 12
        due = floor_divide(minimum(cap, household("due_twelfths", period)) + 6, 12)
        outcome = household("eligible", period)
        is_open = (outcome == -1) | household("has_open_amount", period)
        return select([outcome == 0, is_open], [0, -1], due)


OUTPUTS = ("eligible", "amount", "reasons", "size")
VALUES = {
    "basic_minimum": {"2022-01-01": 1100_00, "2023-11-01": 1320_00},
    "dependant_increment": {"2022-01-01": 550_00, "2023-11-01": 660_00},
    "family_cap": {"2022-01-01": 5000_00},
    "earned_share": {"2022-01-01": 50},
    "savings_months": {"2022-01-01": 12},
    "independent_age_min": {"2022-01-01": 18},
    "student_independent_age_min": {"2022-01-01": 25},
    "abroad_consecutive_days_max": {"2022-01-01": 90},
    "abroad_total_days_max": {"2022-01-01": 90},
    "nationality_bases": {
        "2022-01-01": [
            "wife_of_saudi",
            "widow_with_saudi_children",
            "divorcee_with_saudi_children",
            "child_of_saudi_widow",
            "child_of_saudi_divorcee",
            "disabled_mobility_card",
            "orphan_mobility_card",
            "widow_with_orphans_mobility_card",
        ]
    },
}


class DamanSystem(taxbenefitsystems.TaxBenefitSystem):
    """The rules with their dated values."""

    def __init__(self):
        super().__init__([person, household])
        for entity, kinds in INPUTS.items():
            for name, kind in kinds.items():
                self.add_variable(an_input(name, entity, kind))
        for name, (_, formula) in {**FAILING, **REVIEWED}.items():
            self.add_variable(_fails(name, name, formula))
        self.add_variables(
            is_head, is_accepted_national, is_counted, counted_dependants, size, earned_income
        )
        self.add_variables(gross_income, calculated_minimum, counted_income_twelfths)
        self.add_variables(due_twelfths, is_income_exempt, is_over_abroad, failing, review)
        self.add_variables(has_open_amount, eligible, reasons, amount)
        written = {
            name: {"values": {day: {"value": value} for day, value in dated.items()}}
            for name, dated in VALUES.items()
        }
        self.parameters = parameters.ParameterNode("", data=written)
