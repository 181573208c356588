"""What the profile's questions, answers, sources and states are called."""

from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daman.interfaces.ui.dates import dual_date_text
from daman.journey.profile.states import SectionState
from daman.kernel.money import Money

SECTIONS = {
    "personal": (_("Personal details"), _("Health, work ability and services")),
    "housing": (_("Housing"), _("Where and with whom you live, and travel")),
    "income": (_("Income"), _("Whether money comes in each month")),
    "education": (_("Education"), _("Study and your children's schooling")),
    "employment": (_("Work"), _("A job, looking for one, or training")),
    "licences": (_("Licences"), _("Commercial register and professional licences")),
    "property": (_("Property"), _("Home, other real estate, savings and cars")),
    "dependants": (_("Dependants"), _("The people you provide for")),
}
QUESTIONS = {
    "able_to_work": (_("Are you able to work?"), ""),
    "has_disability": (_("Do you have a disability?"), ""),
    "services_suspended": (
        _("Are your government services suspended?"),
        _("By a court or another authority."),
    ),
    "nationality_basis": (_("Which of these describes you?"), ""),
    "residence_permit_valid": (_("Is your residence permit valid?"), ""),
    "dwelling": (_("Where do you live?"), ""),
    "separate_dwelling": (
        _("Do you live in a home of your own?"),
        _("Separate from other families."),
    ),
    "institution": (
        _("Do you live in a care home, hospital or another centre?"),
        _("Only if you stay there permanently."),
    ),
    "permanent_residence": (_("Do you live in the Kingdom permanently?"), ""),
    "longest_consecutive_days_abroad": (
        _("Your longest stay abroad in the past year, in days"),
        _("Write 0 if you did not travel. Leave it empty if you do not know."),
    ),
    "total_days_abroad_12m": (
        _("All your days abroad in the past year"),
        _("Write 0 if you did not travel. Leave it empty if you do not know."),
    ),
    "study_abroad": (_("Were you abroad to study?"), ""),
    "has_income": (
        _("Do you or the people you provide for have any income?"),
        _("Salary, pension, trade, rent or support. You give the amounts when you apply."),
    ),
    "student": (_("Are you a student?"), ""),
    "health_education_met": (
        _("Do the children of your family go to school and get their vaccinations?"),
        _("Answer yes if you have no children."),
    ),
    "employed": (_("Do you have a job?"), ""),
    "seeking_work": (_("Are you looking for a job?"), ""),
    "training_attended": (
        _("Did you attend the training you were offered?"),
        _("Answer yes if no training was offered to you."),
    ),
    "commercial_register": (_("Do you have a commercial register?"), ""),
    "professional_licence": (
        _("Do you have a professional licence?"),
        _("Such as freelance, taxi, fishing or farming."),
    ),
    "main_home_owned": (_("Do you own the home you live in?"), ""),
    "other_real_estate_count": (
        _("How many other properties do you own?"),
        _("Write 0 if you have none. Leave it empty if you do not know."),
    ),
    "liquid_assets_halalas": (
        _("How much do you have in savings?"),
        _("Bank balances, shares and gold. Leave it empty if you do not know."),
    ),
    "cars": (
        _("How many cars do you own?"),
        _("Write 0 if you have none. Leave it empty if you do not know."),
    ),
    "other_families_of_head": (
        _("How many other families do you provide for?"),
        _("Another wife with her children in another home. Write 0 if there is none."),
    ),
}
WORDS = {
    "owned": _("In a home I own"),
    "rented": _("In a rented home"),
    "with_family": _("With relatives"),
    "other": _("Somewhere else"),
    "none": _("No"),
    "care_home": _("In a care home"),
    "shelter": _("In a shelter"),
    "hospital": _("In a hospital"),
    "prison": _("In a prison"),
    "wife_of_saudi": _("Wife of a Saudi man"),
    "divorcee_of_saudi_no_saudi_children": _("Divorced from a Saudi man, no Saudi children"),
    "divorcee_with_saudi_children": _("Divorced, with Saudi children"),
    "widow_with_saudi_children": _("Widow with Saudi children"),
    "child_of_saudi_man": _("Child of a Saudi man"),
    "child_of_saudi_widow": _("Child of a Saudi widow"),
    "child_of_saudi_divorcee": _("Child of a Saudi divorced woman"),
    "disabled_non_saudi": _("Person with a disability"),
    "disabled_mobility_card": _("Person with a disability and a mobility card"),
    "orphan_non_saudi": _("Orphan"),
    "orphan_mobility_card": _("Orphan with a mobility card"),
    "widow_with_orphans_mobility_card": _("Widow with orphans and a mobility card"),
}
RELATIONS = {
    "wife": _("Wife"),
    "husband": _("Husband"),
    "child": _("Son or daughter"),
    "parent": _("Father or mother"),
    "sibling": _("Brother or sister"),
    "other": _("Another person in my care"),
}
SOURCES = {
    "civil_registry": _("the civil registry"),
    "social_insurance": _("social insurance"),
    "commerce": _("the Ministry of Commerce"),
    "justice": _("the Ministry of Justice"),
    "traffic": _("the traffic department"),
    "education": _("the Ministry of Education"),
    "housing": _("the Ejar register"),
    "health": _("the Ministry of Health"),
    "borders": _("the passports department"),
    "labour": _("the job-search register"),
    "finance": _("the banks"),
    "support": _("the support programmes"),
    "interior": _("the Ministry of Interior"),
    "declared": _("your own words"),
}
STATES = {
    SectionState.WAITING: (_("Not started"), "plain"),
    SectionState.NOT_STARTED: (_("Not started"), "plain"),
    SectionState.STARTED: (_("Under way"), "info"),
    SectionState.PREFILLED: (_("Check what we know"), "info"),
    SectionState.COMPLETE: (_("Completed"), "done"),
}
FAULTS = {
    "child_too_old": _("A son or daughter is listed who could not be so by age."),
    "parent_too_young": _("A father or mother is listed who could not be so by age."),
    "wives_too_many": _("More than four wives are listed."),
}


def label_of(name: str) -> Any:
    """Return a question's words."""
    return QUESTIONS[name][0]


def answer_text(kind: str, value: Any) -> str:
    """Return an answer in words; None is "I don't know"."""
    if value is None:
        return gettext("I don't know")
    if kind == "flag":
        return gettext("Yes") if value else gettext("No")
    if kind == "word":
        return str(WORDS[value])
    if kind == "money":
        return gettext("%(amount)s riyals") % {"amount": Money(value)}
    return str(value)


def told_text(kind: str, told: dict[str, Any]) -> str:
    """Return what a registry says to a question, with its name and the day."""
    return gettext("From %(source)s, %(day)s: %(answer)s.") % {
        "source": SOURCES.get(told["source"], told["source"]),
        "day": dual_date_text(date.fromisoformat(told["as_of"])),
        "answer": answer_text(kind, told["value"]),
    }


def source_text(source: str) -> str:
    """Return where an answer comes from."""
    return gettext("From %(source)s") % {"source": SOURCES.get(source, source)}
