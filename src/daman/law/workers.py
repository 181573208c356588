"""Runs one job after another in several processes, each with one thread of its own."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from typing import TypeVar

from daman.kernel.refusal import Refusal

THREADS = "POLARS_MAX_THREADS"
_LOOK_EVERY = 0.5
Job = TypeVar("Job")
Done = TypeVar("Done")


def each_in_processes(
    work: Callable[[Job], Done], jobs: Sequence[Job], *, processes: int
) -> Iterator[tuple[Job, Done]]:
    """
    Yield each job with what its work returns, as they end; in this process when one is enough.

    Polars is told to use one thread in each of several processes. They end when this one does,
    however it ends; when one of them is killed, this one does what is left.

    :raises Refusal: the first that a job raises; jobs that have not begun are dropped then
    """
    left = dict.fromkeys(jobs)
    if min(processes, len(jobs)) > 1:
        with suppress(BrokenProcessPool):
            for job, done in _elsewhere(work, jobs, min(processes, len(jobs))):
                del left[job]
                yield job, done
    for job in left:
        yield job, work(job)


def _elsewhere(
    work: Callable[[Job], Done], jobs: Sequence[Job], processes: int
) -> Iterator[tuple[Job, Done]]:
    with _one_thread_each():
        pool = ProcessPoolExecutor(
            processes,
            mp_context=get_context("spawn"),
            initializer=_end_with,
            initargs=(os.getpid(),),
        )
        try:
            asked = {pool.submit(_settled, work, job): job for job in jobs}
            for ended in as_completed(asked):
                done = ended.result()
                if isinstance(done, _Refused):
                    raise Refusal(done.code, field=done.field, **done.values)
                yield asked[ended], done
        finally:
            pool.shutdown(cancel_futures=True)


class _Refused:
    """A refusal on its way between processes, which exceptions with fields do not survive."""

    def __init__(self, refusal: Refusal) -> None:
        self.code, self.field = refusal.code, refusal.field
        self.values = dict(refusal.values)


def _settled(work: Callable[[Job], Done], job: Job) -> Done | _Refused:
    try:
        return work(job)
    except Refusal as refusal:
        return _Refused(refusal)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let processes that start meanwhile have one thread: it is read when Polars is imported."""
    before = os.environ.get(THREADS)
    os.environ[THREADS] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[THREADS]
        else:
            os.environ[THREADS] = before


def _end_with(parent: int) -> None:
    """End this process soon after its parent, which may be killed before it can say so."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_EVERY)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
