"""A simulation is computed part by part by the worker, survives it, and changes nothing else."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from daman.base.audit.queries import events_of
from daman.base.outbox.models import Promise
from daman.insight.simulation import operations, queries, rules
from daman.insight.simulation.models import SimulationPart
from daman.insight.simulation.operations import Asked
from daman.insight.simulation.states import Population
from daman.journey.assessment import operations as assessments
from daman.kernel.refusal import Refusal
from daman.record.editions import operations as editions
from tests.support import applicants
from tests.support.editions import a_draft, a_policy_officer, a_submitted_draft
from tests.support.people import keep_promises

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    monkeypatch.setattr(rules, "PART_HOUSEHOLDS", 200)


def started(*drafts, at, count=500, seed=1, population=Population.SYNTHETIC):
    by = a_policy_officer()
    drafts = drafts or (a_draft(),)
    asked = Asked(population, count, seed)
    return operations.start(drafts=drafts, asked=asked, by=by, at=at)


def fresh(run):
    return queries.run_with_ref(run.ref)


def test_the_worker_computes_every_part_and_adds_them_up(at):
    run = started(at=at)
    assert queries.progress(run, now=at).done == 0
    keep_promises(at)
    done = fresh(run)
    assert (done.state, done.result["households"]) == ("DONE", 500)
    assert done.result["drafts"][0]["fates"]["gain"][0] > 100
    assert events_of(run.ref).last().what == "simulation.simulationrun.finish"


def test_a_worker_that_was_killed_goes_on_with_what_is_not_there(at):
    run = started(at=at)
    operations.compute(run_ref=run.ref, place=1, by="system:test", at=at)
    one = SimulationPart.objects.get(run=run, place=1)
    later = at + timedelta(seconds=10)
    progress = queries.progress(fresh(run), now=later)
    assert (progress.done, progress.total, progress.rate, progress.seconds_left) == (
        200,
        500,
        20,
        15,
    )
    keep_promises(later)
    assert fresh(run).state == "DONE"
    assert SimulationPart.objects.get(run=run, place=1).done_at == one.done_at


def test_the_same_question_has_the_same_digest_and_another_seed_another(at):
    draft = a_draft()
    runs = [started(draft, at=at), started(draft, at=at), started(draft, at=at, seed=2)]
    keep_promises(at)
    digests = [fresh(run).result_sha256 for run in runs]
    assert digests[0] == digests[1] != digests[2]


def test_a_draft_changed_later_does_not_reach_a_simulation_that_began(at):
    draft = a_draft()
    run = started(draft, at=at)
    other = started(draft, at=at)
    operations.compute(run_ref=run.ref, place=0, by="system:test", at=at)
    editions.change_value(
        draft=draft, name="basic_minimum", value=9000, by=draft.drafted_by, at=at
    )
    keep_promises(at)
    assert fresh(run).result_sha256 == fresh(other).result_sha256


def test_four_drafts_are_compared_and_five_or_one_twice_refused(at):
    drafts = [a_draft(basic_minimum=amount) for amount in (1200, 1300, 1400, 1500)]
    run = started(*drafts, at=at, count=100)
    keep_promises(at)
    assert len(fresh(run).result["drafts"]) == 4
    for wrong in ([*drafts, a_draft()], [drafts[0], drafts[0]]):
        with pytest.raises(Refusal) as refused:
            started(*wrong, at=at)
        assert refused.value.code == "simulation.drafts"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"count": 0}, "simulation.size"),
        ({"count": 10_000_001}, "simulation.size"),
        ({"seed": -1}, "simulation.seed"),
        ({"population": Population.CASELOAD}, "simulation.no_cases"),
    ],
)
def test_what_cannot_be_simulated_is_refused_and_nothing_kept(at, given, code):
    with pytest.raises(Refusal) as refused:
        started(at=at, **given)
    assert refused.value.code == code
    assert not Promise.objects.filter(kind=operations.COMPUTE_PART).exists()


def test_the_caseload_is_each_application_s_latest_household(simulators, at):
    account = applicants.named("noura")
    sent = applicants.a_sent_application(account, iban=applicants.iban_of("noura"))
    found = {"assessor_findings.high_value_assets": True}
    for value in (True, False):
        found = {"assessor_findings.high_value_assets": value}
        assessments.assess(application=sent, findings=found, by="system:test", at=at)
    run = started(at=at, population=Population.CASELOAD)
    # What is assessed after the start is not in it.
    found = {"assessor_findings.high_value_assets": True}
    assessments.assess(application=sent, findings=found, by="system:test", at=at)
    keep_promises(at)
    done = fresh(run)
    assert (done.state, done.result["households"], done.result["base"]["eligible"]) == (
        "DONE",
        1,
        1,
    )
    assert done.result["drafts"][0]["fates"]["gain"] == [1, 8000]
    assert list(done.result["drafts"][0]["by"]["region"]) == ["unknown"]


def test_a_base_that_is_not_what_was_asked_about_fails_with_its_reason(at):
    run = started(at=at)
    run.base_sha256 = "0" * 64
    run.save()
    keep_promises(at)
    assert fresh(run).state == "FAILED"
    assert "edition.damaged" in events_of(run.ref).last().reason


def test_it_changes_nothing_but_its_own_tables_and_what_the_base_keeps(at):
    draft = a_submitted_draft()
    by = a_policy_officer()
    before = counts()
    run = operations.start(drafts=[draft], asked=Asked(Population.SYNTHETIC, 100, 1), by=by, at=at)
    keep_promises(at)
    assert fresh(run).state == "DONE"
    changed = {label for label, count in counts().items() if count != before[label]}
    own = {"simulation.SimulationRun", "simulation.SimulatedDraft", "simulation.SimulationPart"}
    assert changed - own <= {"audit.AuditEvent", "outbox.Promise"}
    draft.refresh_from_db()
    assert draft.state == "READY"


def counts() -> dict[str, int]:
    ours = [model for model in apps.get_models() if model.__module__.startswith("daman.")]
    return {model._meta.label: model.objects.count() for model in ours}


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("simulation_simulationrun", "seed = seed + 1"),
        ("simulation_simulationrun", "result = '{}'"),
        ("simulation_simulationrun", "state = 'RUNNING'"),
        ("simulation_simulationpart", "result = '{}'"),
    ],
)
def test_the_database_keeps_what_was_computed(at, table, change):
    started(at=at, count=50)
    keep_promises(at)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {change}")
