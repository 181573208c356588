"""What can be done to an application: start, fill in, attach, send, withdraw, settle."""

from daman.journey.applications.operations.account import give_account, recheck_account
from daman.journey.applications.operations.documents import (
    attach_document,
    check_document,
    remove_document,
    replace_document,
)
from daman.journey.applications.operations.draft import (
    add_income,
    answer_income,
    choose_category,
    remove_income,
    start,
)
from daman.journey.applications.operations.sending import settle_decided, submit, withdraw

__all__ = [
    "add_income",
    "answer_income",
    "attach_document",
    "check_document",
    "choose_category",
    "give_account",
    "recheck_account",
    "remove_document",
    "remove_income",
    "replace_document",
    "settle_decided",
    "start",
    "submit",
    "withdraw",
]
