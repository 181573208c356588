"""Attempts are counted one by one, whoever tries at once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from daman.base.guards import operations as guards
from daman.base.guards.models import RateBucket
from daman.kernel.refusal import Refusal

HOUR = timedelta(hours=1)


@pytest.mark.django_db
class TestCountTry:
    def test_counts_up_to_the_limit(self, at):
        counts = [guards.count_try("k", limit=3, window=HOUR, at=at) for _ in range(3)]

        assert counts == [1, 2, 3]

    def test_refuses_beyond_the_limit_and_says_how_long(self, at):
        guards.count_try("k", limit=1, window=HOUR, at=at)

        with pytest.raises(Refusal) as refused:
            guards.count_try("k", limit=1, window=HOUR, at=at)

        assert refused.value.code == "rate.too_many"
        assert 1 <= refused.value.values["minutes"] <= 60

    def test_begins_again_in_the_next_window(self, at):
        guards.count_try("k", limit=1, window=HOUR, at=at)

        assert guards.count_try("k", limit=1, window=HOUR, at=at + HOUR) == 1

    def test_keys_do_not_share(self, at):
        guards.count_try("a", limit=1, window=HOUR, at=at)

        assert guards.count_try("b", limit=1, window=HOUR, at=at) == 1

    def test_forgets_what_is_old(self, at):
        guards.count_try("k", limit=1, window=HOUR, at=at)

        assert guards.forget_before(at + HOUR) == 1
        assert not RateBucket.objects.exists()


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_parallel_tries_are_each_counted(at):
    passed = []

    def attempt():
        try:
            passed.append(guards.count_try("flood", limit=5, window=HOUR, at=at))
        except Refusal:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(passed) == [1, 2, 3, 4, 5]
