"""Child processes that the kernel ends when their parent is killed, where it can (Linux)."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def lifeline(number: signal.Signals) -> Callable[[], None]:
    """Return a `preexec_fn` that has the child sent a signal when this process ends."""
    parent = os.getpid()

    def tie() -> None:
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, number)
            if os.getppid() != parent:
                os._exit(1)

    return tie
