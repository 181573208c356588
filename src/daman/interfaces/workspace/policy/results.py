"""The tables of a simulation in the language of the page: cost, gap, fates and breakdowns."""

from typing import Any

from django.utils.translation import gettext as _

from daman.interfaces.workspace.policy import pictures, words
from daman.interfaces.workspace.policy.pictures import Row
from daman.interfaces.workspace.wording import in_language
from daman.kernel.money import Money
from daman.law.simulation_tables import (
    BREAKDOWNS,
    CHANGE_BANDS,
    FATES,
    INCOME_BANDS,
    SIZE_MAX,
    UNKNOWN,
)

MONTHS = 12
_SHOWN = ("gain", "lose", "newly", "no_longer", "same", "neither", "review")
_TONES = {"gain": "", "newly": "", "lose": "lose", "no_longer": "lose"}
assert set(_SHOWN) == set(FATES)


def fate_text(fate: str) -> str:
    """Return what becomes of a household in words."""
    return {
        "gain": _("Get more"),
        "lose": _("Get less"),
        "same": _("Get the same"),
        "newly": _("Newly eligible"),
        "no_longer": _("No longer eligible"),
        "neither": _("Not eligible before or after"),
        "review": _("For a person to decide"),
    }[fate]


def results(run: Any, drafts: list[Any], base_title: str) -> dict[str, Any]:
    """Return every table and chart of a finished simulation."""
    tables = run.result
    titles = [in_language(draft, "title") for draft in drafts]
    named = list(zip(titles, tables["drafts"], strict=True))
    return {
        "read": tables["households"] - tables["unreadable"],
        "unreadable": tables["unreadable"],
        "costs": _costs(tables, base_title, named),
        "cost_chart": _cost_chart(tables, base_title, named),
        "gaps": _gaps(tables, base_title, named),
        "measured": tables["before_help"]["measured"],
        "details": [
            _detail(place, draft, title, told, tables)
            for place, (draft, (title, told)) in enumerate(zip(drafts, named, strict=True), 1)
        ],
    }


def _costs(tables: dict[str, Any], base_title: str, named: list[Any]) -> list[dict[str, Any]]:
    base = tables["base"]
    rows = [(base_title, base), *named]
    return [
        {
            "title": title,
            "eligible": f"{told['eligible']:,}",
            "refused": f"{told['refused']:,}",
            "review": f"{told['review']:,}",
            "month": Money(told["cost"]),
            "year": Money(told["cost"] * MONTHS),
            "more_month": None if told is base else Money(told["cost"] - base["cost"]),
            "more_year": None if told is base else Money((told["cost"] - base["cost"]) * MONTHS),
        }
        for title, told in rows
    ]


def _cost_chart(tables: dict[str, Any], base_title: str, named: list[Any]) -> dict[str, Any]:
    rows = [
        Row(title, told["cost"], f"{told['cost'] // 100:,}", "" if place else "past")
        for place, (title, told) in enumerate([(base_title, tables["base"]), *named])
    ]
    return pictures.chart(
        rows,
        title=_("Cost of a month in riyals"),
        summary=_("What all eligible households get in a month, under each edition."),
        headings=(_("Edition"), _("Riyals a month")),
    )


def _gaps(tables: dict[str, Any], base_title: str, named: list[Any]) -> list[dict[str, Any]]:
    before, base = tables["before_help"], tables["base"]["after_help"]
    rows = [(_("Before any help"), before), (base_title, base)]
    rows += [(title, told["after_help"]) for title, told in named]
    return [
        {
            "title": title,
            "households": f"{gap['households']:,}",
            "month": Money(gap["halalas"]),
            "change": Money(gap["halalas"] - base["halalas"]) if place > 1 else None,
        }
        for place, (title, gap) in enumerate(rows)
    ]


def _detail(
    place: int, draft: Any, title: str, told: dict[str, Any], tables: dict[str, Any]
) -> dict[str, Any]:
    read = tables["households"] - tables["unreadable"]
    return {
        "place": place,
        "id": f"fates-{place}",
        "draft": draft,
        "title": title,
        "fates": [_fate(fate, told["fates"][fate], read) for fate in _SHOWN],
        "fate_chart": _fate_chart(title, told),
        "spread_chart": _spread_chart(title, told),
        "breakdowns": [_breakdown(place, title, name, told["by"][name]) for name in BREAKDOWNS],
    }


def _fate(fate: str, counted: list[int], read: int) -> dict[str, Any]:
    count, halalas = counted
    return {
        "text": fate_text(fate),
        "count": f"{count:,}",
        "share": _share(count, read),
        "change": Money(halalas) if halalas else None,
    }


def _share(count: int, of: int) -> str:
    tenths = (count * 1000 + of // 2) // of if of else 0
    return f"{tenths // 10}.{tenths % 10}%"


def _fate_chart(title: str, told: dict[str, Any]) -> dict[str, Any]:
    rows = [
        Row(fate_text(fate), count, f"{count:,}", _TONES.get(fate, "past"))
        for fate in _SHOWN
        for count in [told["fates"][fate][0]]
    ]
    return pictures.chart(
        rows,
        title=_("Who gains and who loses: %(title)s") % {"title": title},
        summary=_("How many households get more, less or the same."),
        headings=(_("What becomes of them"), _("Households")),
    )


def _spread_chart(title: str, told: dict[str, Any]) -> dict[str, Any]:
    rows = [
        Row(
            _band(place),
            count,
            f"{count:,}",
            "lose" if place < 4 else "past" if place == 4 else "",
        )
        for place in range(len(CHANGE_BANDS) + 1)
        for count in [told["spread"][str(place)]]
    ]
    return pictures.chart(
        rows,
        title=_("By how much a month changes: %(title)s") % {"title": title},
        summary=_("How many households change by how many riyals a month."),
        headings=(_("Riyals a month"), _("Households")),
    )


def _band_tone(place: int) -> str:
    if place == CHANGE_BANDS.index(1):
        return "past"
    return "lose" if place < CHANGE_BANDS.index(1) else ""


def _band(place: int) -> str:
    """Return a band of change in words; the middle one is no change."""
    bounds = CHANGE_BANDS
    if place == 0:
        return _("%(riyals)s or more less") % {"riyals": f"{-bounds[0]:,}"}
    if place == len(bounds):
        return _("%(riyals)s or more more") % {"riyals": f"{bounds[-1]:,}"}
    low, high = bounds[place - 1], bounds[place]
    if low == 0:
        return _("No change")
    if low < 0:
        return _("%(least)s to %(most)s less") % {"least": f"{-high:,}", "most": f"{-low:,}"}
    least = 0 if low == 1 else low
    return _("%(least)s to %(most)s more") % {"least": f"{least:,}", "most": f"{high:,}"}


def _breakdown(place: int, title: str, name: str, rows: dict[str, Any]) -> dict[str, Any]:
    titles = {
        "size": _("By family size"),
        "category": _("By category"),
        "region": _("By region"),
        "income": _("By income of a month"),
    }
    headings = {
        "size": _("Family size"),
        "category": _("Category"),
        "region": _("Region"),
        "income": _("Income in riyals"),
    }
    return {
        "id": f"{name}-{place}",
        "title": titles[name],
        "caption": f"{titles[name]}: {title}",
        "heading": headings[name],
        "rows": [_broken_down(name, label, rows[label]) for label in _ordered(name, rows)],
    }


def _ordered(name: str, rows: dict[str, Any]) -> list[str]:
    if name in ("size", "income"):
        return sorted(rows, key=lambda label: int(label) if label.isdecimal() else 10**6)
    return sorted(rows, key=lambda label: -sum(count for count, _ in rows[label].values()))


def _broken_down(name: str, label: str, fates: dict[str, Any]) -> dict[str, Any]:
    count = {fate: fates[fate][0] for fate in FATES}
    total = sum(count.values())
    halalas = sum(change for _, change in fates.values())
    return {
        "label": _label(name, label),
        "total": f"{total:,}",
        "up": f"{count['gain'] + count['newly']:,}",
        "down": f"{count['lose'] + count['no_longer']:,}",
        "same": f"{count['same'] + count['neither']:,}",
        "review": f"{count['review']:,}",
        "change": Money(halalas),
    }


def _label(name: str, label: str) -> str:
    if label == UNKNOWN:
        return _("Not known")
    if name == "size":
        more = int(label) >= SIZE_MAX
        return _("%(size)s or more") % {"size": label} if more else label
    if name == "category":
        return _("No category") if label == "none" else words.word(label)
    if name == "region":
        return region_text(label)
    return _income_band(int(label))


def _income_band(place: int) -> str:
    if place == 0:
        return _("None")
    low = INCOME_BANDS[place]
    if place == len(INCOME_BANDS) - 1:
        return _("%(riyals)s or more") % {"riyals": f"{low:,}"}
    least = 0 if low == 1 else low
    values = {"least": f"{least:,}", "most": f"{INCOME_BANDS[place + 1]:,}"}
    return _("%(least)s to less than %(most)s") % values


def region_text(name: str) -> str:
    """Return the name of a region."""
    return {
        "riyadh": _("Riyadh"),
        "makkah": _("Makkah"),
        "eastern": _("Eastern Region"),
        "madinah": _("Madinah"),
        "asir": _("Asir"),
        "jazan": _("Jazan"),
        "qassim": _("Qassim"),
        "tabuk": _("Tabuk"),
        "hail": _("Hail"),
        "jawf": _("Al-Jawf"),
        "najran": _("Najran"),
        "northern_borders": _("Northern Borders"),
        "bahah": _("Al-Bahah"),
    }.get(name, name)
