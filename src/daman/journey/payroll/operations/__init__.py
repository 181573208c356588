"""Build a month's run, sign it, hand it to the bank, read what the bank says, tell the citizen."""

from daman.journey.payroll.operations.building import build
from daman.journey.payroll.operations.reading import Reading, read_answers, take_answer
from daman.journey.payroll.operations.sending import hand_over
from daman.journey.payroll.operations.signing import approve, cancel, prepare, release, send_back
from daman.journey.payroll.operations.telling import tell_payments

__all__ = [
    "Reading",
    "approve",
    "build",
    "cancel",
    "hand_over",
    "prepare",
    "read_answers",
    "release",
    "send_back",
    "take_answer",
    "tell_payments",
]
