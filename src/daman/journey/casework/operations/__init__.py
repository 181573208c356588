"""What can be done with a case: open, take, check papers, find, ask, recommend, send back."""

from daman.journey.casework.operations.opening import (
    close,
    open_case,
    open_waiting_cases,
    record_reading,
    take,
    take_next,
)
from daman.journey.casework.operations.papers import (
    answer_request,
    ask_citizen,
    check_document,
    collect_answers,
    waive_document,
)
from daman.journey.casework.operations.study import recommend, record_finding, send_back

__all__ = [
    "answer_request",
    "ask_citizen",
    "check_document",
    "close",
    "collect_answers",
    "open_case",
    "open_waiting_cases",
    "recommend",
    "record_finding",
    "record_reading",
    "send_back",
    "take",
    "take_next",
    "waive_document",
]
