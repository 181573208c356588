"""An edition of the ministry's: written by one, signed by another, adopted from a day to come."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from daman.base.audit.queries import events_of
from daman.kernel.refusal import Refusal
from daman.law.parameters.drafts import Basis
from daman.law.parameters.editions import current_editions, editions
from daman.record.editions import operations, queries
from daman.record.editions.models import EditionDraft
from tests.support.editions import (
    TOMORROW,
    a_draft,
    a_policy_officer,
    a_signed_edition,
    a_submitted_draft,
    an_adopted_edition,
    raised_table,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)
_ADOPTED_BY = "state = 'ADOPTED', adopted_by_id = drafted_by_id, adopted_at = now()"


def code_of(act, **given) -> str:
    with pytest.raises(Refusal) as refused:
        act(**given)
    return refused.value.code


def by_sql(statement: str, draft: EditionDraft) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE editions_editiondraft SET {statement} WHERE ref = %s", [draft.ref])


def test_a_new_draft_says_the_same_as_the_edition_it_extends():
    draft = a_draft(
        pension_by_size=dict(editions()["1446-article"].values["pension_by_size"].value)
    )
    base = editions()["1446-article"]
    edition = queries.workshop_reading(draft).edition
    assert {name: value.value for name, value in edition.values.items()} == {
        name: value.value for name, value in base.values.items()
    }
    assert edition.values["pension_by_size"].sources == base.values["pension_by_size"].sources
    assert edition.id == draft.ref
    assert code_of(operations.submit, draft=draft, by=draft.drafted_by, at=draft.drafted_at) == (
        "edition.unchanged"
    )


@pytest.mark.parametrize("extends", current_editions())
def test_every_shipped_edition_can_be_extended_and_read_again(extends):
    draft = a_draft(extends=extends, **_same(extends))
    assert queries.workshop_reading(draft).edition.content_hash == draft.content_sha256


def test_a_law_that_is_history_is_not_extended():
    history = next(name for name in editions() if name not in current_editions())
    assert code_of(a_draft, extends=history, **_same(history)) == "edition.unknown"


def _same(extends: str) -> dict:
    name, value = next(iter(editions()[extends].values.items()))
    return {name: value.value}


def test_a_value_that_is_set_rests_on_the_ministry_s_decision_and_the_law():
    draft = a_draft(extends="statutory-2026-07", basic_minimum=1400)
    value = queries.workshop_reading(draft).edition.values["basic_minimum"]
    assert (value.value, value.sources) == (1400, ("adopted", "law-1442/15"))
    assert value.since == TOMORROW


def test_setting_a_value_back_restores_its_sources(at):
    draft = a_draft(extends="statutory-2026-07", basic_minimum=1400)
    back = operations.change_value(
        draft=draft, name="basic_minimum", value=1320, by=draft.drafted_by, at=at
    )
    base = editions()["statutory-2026-07"].values["basic_minimum"]
    assert queries.workshop_reading(back).edition.values["basic_minimum"] == base


@pytest.mark.parametrize(
    ("extends", "name", "value", "code", "field"),
    [
        ("1446-article", "pension_by_size", {1: 1000, 2: 999}, "edition.table_falls", "row_2"),
        ("1446-article", "pension_by_size", {}, "edition.table_rows", "value"),
        ("1446-article", "pension_by_size", {1: 1000, 3: 1200}, "edition.table_rows", "value"),
        ("1446-article", "basic_minimum", -1, "edition.number", "value"),
        ("1446-article", "basic_minimum", 10**9, "edition.number", "value"),
        ("1446-article", "basic_minimum", 500, "edition.increment_above_minimum", "value"),
        ("1446-article", "dependant_increment", 1101, "edition.increment_above_minimum", "value"),
        ("statutory-2022", "earned_share", 101, "edition.percent", "value"),
        ("statutory-2022", "savings_months", 0, "edition.number", "value"),
        ("statutory-2022", "income_not_counted", ["lottery"], "edition.word_unknown", "value"),
        ("1446-article", "no_such", 5, "edition.value_unknown", "value"),
    ],
)
def test_a_value_that_cannot_stand_is_refused_at_its_field(extends, name, value, code, field, at):
    draft = a_draft(extends=extends, **_same(extends))
    with pytest.raises(Refusal) as refused:
        operations.change_value(draft=draft, name=name, value=value, by=draft.drafted_by, at=at)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert EditionDraft.objects.get().document == draft.document


def test_only_its_writer_changes_or_submits_a_draft(at):
    draft, other = a_draft(), a_policy_officer()
    change = {"draft": draft, "name": "pension_by_size", "value": raised_table()}
    assert code_of(operations.change_value, **change, by=other, at=at) == "edition.not_drafter"
    assert code_of(operations.submit, draft=draft, by=other, at=at) == "edition.not_drafter"


def test_a_draft_without_its_legal_basis_is_not_submitted(at):
    draft = a_draft(basis=Basis("", "", "", None))
    assert (
        code_of(operations.submit, draft=draft, by=draft.drafted_by, at=at) == "edition.no_basis"
    )


def test_the_writer_cannot_sign_neither_by_operation_nor_by_sql(at):
    draft = a_submitted_draft()
    seen = {"draft": draft, "seen_sha256": draft.document_sha256, "reason": "x", "at": at}
    assert code_of(operations.sign, **seen, by=draft.drafted_by) == "edition.same_person"
    with pytest.raises(DatabaseError, match="edition_signed_by_another_person"):
        by_sql(
            "signed_by_id = drafted_by_id, signed_at = now(), signed_sha256 = document_sha256",
            draft,
        )


def test_a_signature_is_of_the_text_that_was_read(at):
    draft = a_submitted_draft()
    seen = {"draft": draft, "seen_sha256": "0" * 64, "reason": "x", "at": at}
    assert code_of(operations.sign, **seen, by=a_policy_officer()) == "edition.changed"


@pytest.mark.parametrize(
    "statement",
    [
        "document = document || ' '",
        "valid_from = valid_from + 1",
        "content_sha256 = repeat('0', 64)",
        "state = 'ADOPTED'",
        "state = 'SIGNED'",
        "drafted_by_id = drafted_by_id + 1",
    ],
)
def test_the_database_keeps_a_submitted_draft_as_it_is(statement):
    draft = a_submitted_draft()
    with pytest.raises(DatabaseError):
        by_sql(statement, draft)


@pytest.mark.parametrize(
    "statement",
    [
        "signed_sha256 = repeat('0', 64)",
        "signed_at = now()",
        "state = 'DRAFT'",
        "state = 'ADOPTED'",
        f"{_ADOPTED_BY}, adopted_from = (now() AT TIME ZONE 'Asia/Riyadh')::date",
    ],
)
def test_the_database_keeps_a_signed_edition_and_wants_a_day_to_come(statement):
    with pytest.raises(DatabaseError):
        by_sql(statement, a_signed_edition())


def test_no_edition_is_deleted_or_begun_as_signed():
    draft = a_signed_edition()
    with pytest.raises(DatabaseError), transaction.atomic():
        draft.delete()
    draft.pk, draft.ref = None, "EDN-00000000"
    with pytest.raises(DatabaseError), transaction.atomic():
        draft.save(force_insert=True)


def test_an_adopted_edition_decides_from_its_day_on_and_not_before():
    adopted = an_adopted_edition()
    assert queries.edition_in_force(TODAY).id == "1446-article"
    assert queries.edition_in_force(TOMORROW).id == adopted.ref
    assert queries.edition_in_force(TOMORROW + timedelta(days=400)).id == adopted.ref
    assert queries.edition_of(adopted.ref).content_hash == adopted.content_sha256


def test_an_edition_is_adopted_only_from_a_free_day_to_come(at):
    an_adopted_edition()
    signed = a_signed_edition(valid_from=TOMORROW)
    for from_day, code in (
        (TODAY, "edition.day_not_future"),
        (TOMORROW, "edition.day_taken"),
    ):
        given = {"draft": signed, "from_day": from_day, "by": signed.drafted_by, "at": at}
        assert code_of(operations.adopt, **given) == code
    later = a_signed_edition(valid_from=date(2027, 1, 1))
    early = {"draft": later, "from_day": date(2026, 12, 31), "by": later.drafted_by, "at": at}
    assert code_of(operations.adopt, **early) == "edition.day_before_valid"


def test_the_database_adopts_one_edition_from_a_day():
    an_adopted_edition()
    other = a_signed_edition()
    with pytest.raises(DatabaseError, match="edition_adopted_once_from_a_day"):
        by_sql(
            "state = 'ADOPTED', adopted_by_id = drafted_by_id, adopted_from = '2026-11-26', "
            "adopted_at = '2026-11-25 10:00+03'",
            other,
        )


def test_a_withdrawn_edition_never_decides_and_one_in_force_is_not_withdrawn(at):
    adopted = an_adopted_edition()
    late = {"draft": adopted, "by": adopted.drafted_by, "reason": "خطأ"}
    in_force_at = at + timedelta(days=1)
    assert code_of(operations.withdraw, **late, at=in_force_at) == "edition.in_force"
    with pytest.raises(DatabaseError, match="edition_withdrawn_before_its_day"):
        by_sql(
            "state = 'WITHDRAWN', withdrawn_by_id = drafted_by_id, withdrawn_at = "
            "'2026-11-26 00:00+03'",
            adopted,
        )
    operations.withdraw(**late, at=at)
    assert queries.edition_in_force(TOMORROW).id == "1446-article"
    assert code_of(queries.edition_of, edition_id=adopted.ref) == "edition.unknown"
    assert code_of(operations.withdraw, **late, at=at) == "state.invalid"


@pytest.mark.parametrize("made", [a_draft, a_submitted_draft])
def test_nothing_unsigned_is_found_outside_the_workshop(made):
    assert code_of(queries.edition_of, edition_id=made().ref) == "edition.unknown"


def test_a_text_that_is_not_what_was_signed_is_never_computed_with():
    adopted = an_adopted_edition()
    assert queries.edition_of(adopted.ref)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE editions_editiondraft DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE editions_editiondraft SET document = replace(document, '1080', '1081')"
        )
        cursor.execute("ALTER TABLE editions_editiondraft ENABLE TRIGGER USER")
    assert code_of(queries.edition_of, edition_id=adopted.ref) == "edition.damaged"


def test_every_act_stands_in_the_audit_trail_with_its_reason(at):
    adopted = an_adopted_edition()
    operations.withdraw(draft=adopted, by=adopted.drafted_by, reason="خطأ في الصف", at=at)
    acts = [event.what.rpartition(".")[2] for event in events_of(adopted.ref)]
    assert acts == ["draft", "change_value", "submit", "sign", "adopt", "withdraw"]
    assert events_of(adopted.ref).last().reason == "خطأ في الصف"


def test_an_edition_may_extend_an_adopted_one_and_outlives_it():
    first = an_adopted_edition()
    table = {size: amount + 20 for size, amount in raised_table().items()}
    second = an_adopted_edition(
        extends=first.ref, valid_from=date(2027, 1, 1), from_day=date(2027, 1, 1),
        pension_by_size=table,
    )  # fmt: skip
    assert queries.edition_in_force(date(2026, 12, 31)).id == first.ref
    assert queries.edition_in_force(date(2027, 1, 1)).values["pension_by_size"].value[1] == 1100
    assert queries.base_of(second).id == first.ref
