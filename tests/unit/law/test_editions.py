"""Editions, text and timeline: what is loaded, and each fault refused by file and key."""

import copy
import io
import json
from dataclasses import replace
from datetime import date

import pytest
import yaml

from daman.kernel.refusal import Refusal
from daman.law import command_line
from daman.law.engine.conditions import Unless
from daman.law.files import LawFault, folder, read_file, read_folder, read_text
from daman.law.parameters.clocks import clocks, holidays
from daman.law.parameters.editions import current_editions, edition_of, editions, load
from daman.law.parameters.texts import articles, check_cited
from daman.law.parameters.timeline import (
    Adoption,
    adoptions_in,
    edition_in_force,
    programme_timeline,
    statutory_edition_on,
)
from daman.law.rules import statutory
from daman.law.rules.reading import FAMILIES, check_citations, read_edition, reading_of
from daman.law.wording import LANGUAGES, condition_texts, contradiction, word_text

DOCUMENTS = read_folder("parameters/editions")


def with_fault(file, path, value):
    """Return the shipped editions with one value changed, or taken out when it is None."""
    documents = copy.deepcopy(DOCUMENTS)
    *groups, key = path
    place = documents[file]
    for group in groups:
        place = place[group]
    if value is None:
        del place[key]
    else:
        place[key] = value
    return documents


FAULTS = {
    "an increase above the minimum (article 14)": (
        "statutory-2023-11.yaml",
        ["values", "dependant_increment", "value"],
        1321,
    ),
    "a strange contradiction": ("1446-article.yaml", ["contradictions"], ["C-01", "C-99"]),
    "an erratum's strange contradiction": (
        "1444-article.yaml",
        ["values", "income_ceiling_by_size", "errata", 1, "contradiction"],
        "C-99",
    ),
    "no note on a missing first day": ("statutory-2022.yaml", ["start_note"], None),
    "an end before the first day": ("m45-1427.yaml", ["valid_until"], date(2006, 12, 7)),
    "history for a base": ("1446-article.yaml", ["extends"], "m45-1427"),
    "no source": ("1446-article.yaml", ["values", "basic_minimum", "sources"], []),
    "source missing": ("1446-article.yaml", ["values", "basic_minimum", "sources"], None),
    "no unit": ("1446-article.yaml", ["values", "basic_minimum", "unit"], None),
    "a strange unit": ("1446-article.yaml", ["values", "basic_minimum", "unit"], "furlong"),
    "no confidence": ("1446-article.yaml", ["values", "basic_minimum", "confidence"], None),
    "a strange confidence": ("1446-article.yaml", ["values", "basic_minimum", "confidence"], 7),
    "an unknown source": ("1446-article.yaml", ["values", "basic_minimum", "sources"], ["S9-9"]),
    "a negative amount": ("1446-article.yaml", ["values", "basic_minimum", "value"], -1),
    "a fraction": ("1446-article.yaml", ["values", "basic_minimum", "value"], 1.5),
    "a truth for a number": ("1446-article.yaml", ["values", "basic_minimum", "value"], True),
    "a falling table": ("1444-article.yaml", ["values", "pension_by_size", "value", 3], 1284),
    "a gap in rows": ("1444-article.yaml", ["values", "pension_by_size", "value", 3], None),
    "a negative row": ("1444-article.yaml", ["values", "pension_by_size", "value", 1], -5),
    "words without source": ("1444-article.yaml", ["values", "categories", "value"], ["widow"]),
    "a word's false source": (
        "1444-article.yaml",
        ["values", "categories", "value", "widow"],
        "S003-999",
    ),
    "an erratum of no row": (
        "1444-article.yaml",
        ["values", "income_ceiling_by_size", "errata"],
        {16: {"coherent": 1, "contradiction": "C-02"}},
    ),
    "no label": ("1444-article.yaml", ["values", "categories", "label_ar"], None),
    "no authority": ("1444-article.yaml", ["authority"], None),
    "a strange authority": ("1444-article.yaml", ["authority"], "rumour"),
    "no first day and no reason": ("1446-article.yaml", ["valid_from"], None),
    "a gap in days": ("1444-article.yaml", ["valid_until"], date(2024, 7, 1)),
    "an overlap of days": ("statutory-2023-11.yaml", ["valid_from"], date(2023, 10, 1)),
    "extends nothing that is there": (
        "statutory-2022.yaml",
        ["extends"],
        "statutory-1999",
    ),
    "an id given twice": ("1446-article.yaml", ["id"], "1444-article"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_refused_with_its_file_and_key(name):
    file, path, value = FAULTS[name]

    with pytest.raises(LawFault) as caught:
        load(with_fault(file, path, value))

    fault = caught.value
    stem = file.removesuffix(".yaml")
    assert stem in str(fault)
    assert fault.key
    text = folder(fault.file).read_text(encoding="utf-8").splitlines()
    word = fault.key.split(".")[0].split("[")[0]
    within = "\n".join(text[: fault.line])
    assert fault.line == 1 or word in within
    assert f"{fault.file}:{fault.line}: {fault.key}: " in str(fault)


def test_a_circle_of_editions_is_refused():
    documents = with_fault("statutory-2022.yaml", ["extends"], "statutory-2026-07")

    with pytest.raises(LawFault, match="extends"):
        load(documents)


def test_a_family_without_rules_is_refused():
    drafts = load(with_fault("1446-article.yaml", ["family"], "1500"))

    with pytest.raises(LawFault, match="no rules"):
        read_edition(drafts["1446-article"])


def test_a_rule_that_cites_nothing_known_is_refused():
    with pytest.raises(LawFault, match="law-1442/99"):
        check_cited(["law-1442/99"], file="rules", key="stat.income")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"articles": ("law-1442/99",)}, "cites law-1442/99"),
        ({"contradictions": ("C-99",)}, "names C-99"),
    ],
)
def test_a_rule_that_names_nothing_known_is_refused_with_its_line(change, problem):
    written = replace(statutory.income, **change)
    source = folder("rules/statutory.py").read_text(encoding="utf-8").splitlines()

    with pytest.raises(LawFault, match=problem) as caught:
        check_citations(written)

    fault = caught.value
    assert fault.file == "rules/statutory.py"
    block = "\n".join(source[fault.line - 1 : fault.line + 15])
    assert block.startswith('@condition(\n    "stat.income"')
    assert "def income(" in block


def test_an_exception_that_cites_nothing_known_is_refused_with_its_line():
    unless = Unless("moved", ("L99",), statutory.is_moved_from_old_law)

    with pytest.raises(LawFault, match=r"rules/statutory\.py:\d+: stat\.income: cites L99"):
        check_citations(replace(statutory.income, exceptions=[unless]))


LINES = {
    "values.basic_minimum.unit": "    unit: riyal/month",
    "values.pension_by_size.value.3": "    value: {1: 1000,",
    "values.pension_by_size.value.99": "    value: {1: 1000,",
    "values.pension_by_size.errata.2.coherent": "      2: {coherent: 1285",
    "values.nationality_bases.sources[1]": "    sources: [S002-19,",
    "values.basic_minimum.nothing_of_the_kind": "  basic_minimum:",
    "contradictions[2]": "contradictions: [",
}


@pytest.mark.parametrize("key", LINES)
def test_a_key_is_found_on_its_line(key):
    document = DOCUMENTS["1446-article.yaml"]

    line = document.text.splitlines()[document.line_of(key) - 1]

    assert line.startswith(LINES[key])


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: 1\nb: 2\na: 3", 1), ("a: 1\nb: [\n", 3), ("- a", 1), ("a: 1\nb: !!x/y z\n", 2)],
)
def test_unreadable_yaml_is_refused_with_its_line(text, line):
    with pytest.raises(LawFault) as caught:
        read_text(text, file="draft.yaml")

    assert caught.value.line == line


def test_history_decides_nothing_new():
    adopted = [Adoption("m45-1427", date(2026, 12, 1)), *programme_timeline()]
    content = read_file("parameters/timeline.yaml")
    content["adoptions"][1]["edition"] = "m45-1427"

    assert edition_of("m45-1427").is_history
    assert "m45-1427" not in current_editions()
    with pytest.raises(Refusal, match=r"edition\.history"):
        edition_in_force(date(2026, 12, 1), adopted)
    with pytest.raises(LawFault, match=r"timeline\.yaml:6: adoptions\[1\]\.edition: .* history"):
        adoptions_in(content)


@pytest.mark.parametrize("text", ["- a", "a: 1\na: 2", "a: [", "a: !!python/name:os.system x"])
def test_yaml_is_read_strictly(text):
    with pytest.raises(LawFault, match="draft.yaml"):
        read_text(text, file="draft.yaml")


def test_every_value_says_where_it_stands():
    for edition in editions().values():
        for value in edition.values.values():
            assert value.sources
            assert value.label_ar
            assert set(value.sources) <= set(articles())


def test_errata_are_shown_and_never_applied():
    ceiling = edition_of("1444-article").values["income_ceiling_by_size"]

    assert ceiling.value[1] == 2001
    assert [(erratum.row, erratum.coherent_value) for erratum in ceiling.errata] == [(1, 2000)]


def test_the_hash_changes_with_a_value_and_not_with_a_label():
    shipped = edition_of("statutory-2023-11").content_hash
    path = ["values", "basic_minimum"]
    file = "statutory-2023-11.yaml"

    def hash_with(key, value):
        return load(with_fault(file, [*path, key], value))["statutory-2023-11"].content_hash

    assert load(DOCUMENTS)["statutory-2023-11"].content_hash == shipped
    assert hash_with("label_en", "Minimum") == shipped
    assert hash_with("value", 1321) != shipped
    assert hash_with("sources", ["P3"]) != shipped
    assert len({edition.content_hash for edition in editions().values()}) == len(editions())


def test_an_unknown_edition_is_refused_by_name():
    with pytest.raises(Refusal) as caught:
        edition_of("1445-article")

    assert caught.value.code == "edition.unknown"
    assert "1446-article" in caught.value.values["known"]


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        (date(2022, 7, 30), "1444-article"),
        (date(2024, 7, 6), "1444-article"),
        (date(2024, 7, 7), "1446-article"),
        (date(2026, 11, 25), "1446-article"),
    ],
)
def test_the_programme_timeline(day, edition):
    assert edition_in_force(day).id == edition


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"from": date(2024, 7, 8)}, "adoptions[1].from"),
        ({"from_hijri": "1444-01-01", "from": date(2022, 7, 30)}, "adoptions[1].from"),
        ({"from_hijri": "1443-01-01", "from": date(2021, 8, 9)}, "adoptions[1].from"),
        ({"edition": "1447-article"}, "adoptions[1].edition"),
        ({"from": None}, "adoptions[1].from"),
    ],
)
def test_a_fault_of_the_timeline_is_refused(change, key):
    content = read_file("parameters/timeline.yaml")
    content["adoptions"][1] |= change

    with pytest.raises(LawFault) as caught:
        adoptions_in(content)

    assert caught.value.key == key


def test_a_table_may_stand_still():
    path = ["values", "pension_by_size", "value", 3]
    drafts = load(with_fault("1444-article.yaml", path, 1285))

    assert drafts["1444-article"].values["pension_by_size"].value[3] == 1285


def test_no_edition_before_the_first():
    with pytest.raises(Refusal, match="edition.not_in_force"):
        edition_in_force(date(2022, 7, 29))


def test_an_operator_adopts_an_edition_from_a_day():
    timeline = [Adoption("statutory-2026-07", date(2026, 12, 1)), *programme_timeline()]

    assert edition_in_force(date(2026, 11, 30), timeline).id == "1446-article"
    assert edition_in_force(date(2026, 12, 1), timeline).id == "statutory-2026-07"


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        (date(2021, 1, 1), "statutory-2022"),
        (date(2023, 10, 31), "statutory-2022"),
        (date(2023, 11, 1), "statutory-2023-11"),
        (date(2026, 7, 16), "statutory-2023-11"),
        (date(2026, 7, 17), "statutory-2026-07"),
    ],
)
def test_the_statutory_edition_of_a_day(day, edition):
    assert statutory_edition_on(day).id == edition


def test_every_condition_has_its_sentences():
    texts = condition_texts()
    for family, rules in FAMILIES.items():
        for written in rules.conditions:
            parts = {"title", "met", "unknown", "remedy"}
            parts |= {"review"} if written.review else {"not_met"}
            parts |= {"exception"} if any(u.name != "none" for u in written.exceptions) else set()
            assert parts <= set(texts[written.code]), f"{family}: {written.code}"
            for number in written.contradictions:
                assert contradiction(number).ar


def test_every_sentence_is_in_both_languages():
    for code, texts in condition_texts().items():
        for part, forms in texts.items():
            assert set(forms) == set(LANGUAGES), f"{code}.{part}"


def test_every_excepted_word_can_be_read_out():
    for edition in editions().values():
        for name in ("nationality_bases", "income_exempt_groups"):
            for word in edition.values[name].value if name in edition.values else ():
                assert word_text(word).ar


def test_editions_name_contradictions_that_are_written():
    for edition in editions().values():
        for number in edition.contradictions:
            assert contradiction(number).en


def test_all_twenty_six_articles_are_there_and_none_claims_to_be_official():
    law = read_file("text/law-1442.yaml")

    assert {str(number) for number in range(1, 27)} <= set(law["articles"])
    assert law["official"] is False


def test_no_data_file_is_read_loosely():
    for part in ("text", "reasons", "facts", "parameters", "parameters/editions"):
        for item in folder(part).iterdir():
            if item.name.endswith(".yaml"):
                assert read_text(item.read_text(encoding="utf-8"), file=item.name)
                assert yaml.safe_load(item.read_text(encoding="utf-8"))


def test_clocks_and_holidays_say_where_they_stand():
    assert all(clock.sources for clock in clocks().values())
    days = holidays()
    assert date(2025, 3, 30) in days  # 1 Shawwal 1446.
    assert date(2026, 5, 26) in days  # 9 Dhu al-Hijja 1447.
    assert days[date(2024, 2, 22)].name_ar


def test_the_rules_hash_is_of_the_meaning():
    assert reading_of("statutory-2022").rules_hash == reading_of("statutory-2023-11").rules_hash
    assert reading_of("statutory-2026-07").rules_hash != reading_of("statutory-2022").rules_hash


def test_the_command_line_names_the_file_and_line_of_a_fault(monkeypatch):
    documents = with_fault("1446-article.yaml", ["values", "basic_minimum", "unit"], "furlong")
    monkeypatch.setattr(command_line, "editions", lambda: load(documents))
    out = io.StringIO()

    assert command_line.main(["editions"], io.StringIO(), out) == 1

    error = json.loads(out.getvalue())["error"]
    assert error["code"] == "law.unfit"
    assert error["file"] == "parameters/editions/1446-article.yaml"
    assert error["field"] == "values.basic_minimum.unit"
    line = folder(error["file"]).read_text(encoding="utf-8").splitlines()[error["line"] - 1]
    assert line == "    unit: riyal/month"
