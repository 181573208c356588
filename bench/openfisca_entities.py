"""What OpenFisca's model of the law is about: persons in households, and the facts of each."""

from openfisca_core import entities, indexed_enums, periods
from openfisca_core.variables import Variable

PERIOD = "2026-08"
MONTH = periods.DateUnit.MONTH

person = entities.Entity("person", "persons", "A person", "")
household = entities.GroupEntity(
    "household",
    "households",
    "A household",
    "",
    roles=[
        {"key": "head", "plural": "heads", "max": 1},
        {"key": "dependant", "plural": "dependants"},
    ],
)
HEAD, DEPENDANT = household.flattened_roles


class Unit(indexed_enums.Enum):
    __order__ = "independent family"
    independent = "An independent"
    family = "A family"


class Basis(indexed_enums.Enum):
    __order__ = (
        "wife_of_saudi divorcee_of_saudi_no_saudi_children divorcee_with_saudi_children "
        "widow_with_saudi_children child_of_saudi_man child_of_saudi_widow "
        "child_of_saudi_divorcee disabled_non_saudi disabled_mobility_card orphan_non_saudi "
        "orphan_mobility_card widow_with_orphans_mobility_card none"
    )
    wife_of_saudi = "Wife of a Saudi"
    divorcee_of_saudi_no_saudi_children = "Divorcee of a Saudi, no Saudi children"
    divorcee_with_saudi_children = "Divorcee with Saudi children"
    widow_with_saudi_children = "Widow with Saudi children"
    child_of_saudi_man = "Child of a Saudi man"
    child_of_saudi_widow = "Child of a Saudi widow"
    child_of_saudi_divorcee = "Child of a Saudi divorcee"
    disabled_non_saudi = "Disabled, not Saudi"
    disabled_mobility_card = "Disabled, with a mobility card"
    orphan_non_saudi = "Orphan, not Saudi"
    orphan_mobility_card = "Orphan with a mobility card"
    widow_with_orphans_mobility_card = "Widow with orphans, with a mobility card"
    none = "None"


class Institution(indexed_enums.Enum):
    __order__ = "care_home shelter hospital prison none"
    care_home = "Care home"
    shelter = "Shelter"
    hospital = "Hospital"
    prison = "Prison"
    none = "None"


class Legacy(indexed_enums.Enum):
    __order__ = "elderly_no_income disabled_no_breadwinner special_orphan_no_breadwinner none"
    elderly_no_income = "Elderly without income"
    disabled_no_breadwinner = "Disabled without a breadwinner"
    special_orphan_no_breadwinner = "Special orphan without a breadwinner"
    none = "None"


EARNED = ("salary", "business")
UNEARNED = ("retirement_pension", "survivor_pension", "rent")
NOT_COUNTED = ("citizen_account", "rural_support", "student_stipend")
MONEY = tuple(f"monthly_income_{kind}_halalas" for kind in (*EARNED, *UNEARNED, *NOT_COUNTED))
INPUTS = {
    person: {
        "saudi": bool,
        "accepted_link": bool,
        "able_to_work": bool,
        "student": bool,
        "services_suspended": bool,
        "age": int,
        "nationality_basis": Basis,
    },
    household: {
        **dict.fromkeys((*MONEY, "assets_liquid_assets_halalas"), int),
        "residence_longest_consecutive_days_abroad": int,
        "residence_total_days_abroad_12m": int,
        "other_families_of_head": int,
        "residence_permanent": bool,
        "residence_study_abroad": bool,
        "obligations_health_education_met": bool,
        "obligations_training_attended": bool,
        "separate_dwelling": bool,
        "assessor_findings_wealth_criteria_met": bool,
        "unit": Unit,
        "institution": Institution,
        "legacy_category_m45": Legacy,
    },
}


def an_input(name, entity, kind):
    words = {"value_type": kind, "entity": entity, "definition_period": MONTH, "label": name}
    if isinstance(kind, type) and issubclass(kind, indexed_enums.Enum):
        default = list(kind)[-1]
        words |= {
            "value_type": indexed_enums.Enum,
            "possible_values": kind,
            "default_value": default,
        }
    return type(name, (Variable,), words)
