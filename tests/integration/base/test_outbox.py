"""A promise is made once, kept after the commit, and tried again when it cannot be kept."""

from datetime import timedelta

import pytest
from django.db import transaction

from daman.base.outbox import operations as outbox
from daman.base.outbox.models import Promise, PromiseState
from daman.base.outbox.operations import FIRST_DELAY, TryLater


@pytest.fixture
def keeper(monkeypatch):
    calls = []

    def keep(promise, at):
        calls.append(promise.dedupe)
        if promise.payload.get("problem") == "later":
            raise TryLater("it is down")
        if promise.payload.get("problem") == "crash":
            raise ZeroDivisionError

    monkeypatch.setitem(outbox.KEEPERS, "test", keep)
    return calls


@pytest.mark.django_db
class TestPromise:
    def test_is_kept_once(self, at, keeper):
        promised = outbox.promise("test", dedupe="one", at=at)

        assert outbox.keep(promised.pk, at=at)
        assert outbox.keep(promised.pk, at=at)
        assert keeper == ["one"]

    def test_of_the_same_dedupe_is_the_same(self, at, keeper):
        assert outbox.promise("test", dedupe="one", at=at) == outbox.promise(
            "test", dedupe="one", at=at
        )

    def test_goes_with_the_transaction_that_made_it(self, at, keeper):
        with transaction.atomic():
            outbox.promise("test", dedupe="one", at=at)
            transaction.set_rollback(True)

        assert not Promise.objects.exists()
        assert outbox.keep_due(at=at) == 0

    @pytest.mark.parametrize("problem", ["later", "crash"])
    def test_that_fails_stays_and_is_tried_later(self, at, keeper, problem):
        promised = outbox.promise("test", dedupe="one", at=at, problem=problem)

        assert not outbox.keep(promised.pk, at=at)
        assert not outbox.keep(promised.pk, at=at)
        assert keeper == ["one"], "it waits before the next try"

        promised.refresh_from_db()
        assert promised.state == PromiseState.PENDING
        assert promised.last_problem
        assert promised.due_at == at + FIRST_DELAY
        outbox.keep_due(at=at + timedelta(minutes=1))
        assert keeper == ["one", "one"]

    def test_tells_a_worker(self, at, keeper):
        from procrastinate.contrib.django.models import ProcrastinateJob

        promised = outbox.promise("test", dedupe="one", at=at)

        job = ProcrastinateJob.objects.get()
        assert job.task_name == "outbox.keep_promise"
        assert job.args == {"promise_id": promised.pk}
