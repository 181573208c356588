"""
The unit of work of a caseload: a partition of whole households, answered by itself.

Partitions share nothing, so the same job runs in one process, in several or on many machines.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from daman.law.facts.columns import HOUSEHOLD_ID
from daman.law.many import ANSWER, FAULTY, answers_in_order
from daman.law.people import PEOPLE
from daman.law.unreadable import faults_of, persons_without_household

_COUNTED = (
    "households",
    "answered",
    "eligible",
    "refused",
    "open",
    "unreadable",
    "persons_without_household",
)


@dataclass(frozen=True)
class Answered:
    """The answers of a partition in the order of ids, its errors, and counts that add up."""

    answers: pl.DataFrame
    errors: pl.DataFrame
    counts: Mapping[str, Any]


def answer_partition(
    households: pl.DataFrame,
    persons: pl.DataFrame,
    *,
    edition: str,
    faults: Callable[..., pl.DataFrame] = faults_of,
) -> Answered:
    """
    Answer the households of one partition; what cannot be read is named in the errors.

    `faults` names what is wrong with the households of these `ids`.

    :raises Refusal: edition.unknown, or household.missing_field, household.unknown_field or
        household.type for a table that has not the columns of the schema
    """
    tables = households.lazy(), persons.lazy()
    found = answers_in_order(*tables, edition=edition)
    faulty = found.filter(FAULTY)
    answers = found.filter(~found[FAULTY])
    errors = [no_errors(households[HOUSEHOLD_ID].dtype)]
    if faulty.height:
        errors.append(faults(*tables, ids=faulty))
    # The people of a household that is given twice are there once.
    people = int(answers[PEOPLE].sum()) + int(faulty.unique(HOUSEHOLD_ID)[PEOPLE].sum())
    if people != persons.height:
        errors.append(persons_without_household(*tables))
    return answered_of(answers.select(ANSWER), pl.concat(errors), unreadable=faulty.height)


def answered_of(answers: pl.DataFrame, errors: pl.DataFrame, *, unreadable: int) -> Answered:
    """Return answers and errors with their counts."""
    eligible = answers["eligible"]
    yes, is_open = int(eligible.sum()), eligible.null_count()
    counts = {
        "households": answers.height + unreadable,
        "answered": answers.height,
        "eligible": yes,
        "refused": answers.height - yes - is_open,
        "open": is_open,
        "unreadable": unreadable,
        "persons_without_household": errors.height - unreadable,
        "errors": dict(sorted(errors["code"].value_counts().rows())),
    }
    return Answered(answers, errors, counts)


def no_errors(id_type: Any) -> pl.DataFrame:
    """Return the errors of a partition that has none."""
    return pl.DataFrame(schema={HOUSEHOLD_ID: id_type, "code": pl.String, "field": pl.String})


def total_of(counts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the counts of all partitions together."""
    each = list(counts)
    errors: Counter[str] = Counter()
    for found in each:
        errors.update(found["errors"])
    added: dict[str, Any] = {name: sum(found[name] for found in each) for name in _COUNTED}
    return added | {"errors": dict(sorted(errors.items()))}


def digest_of(answers: pl.DataFrame) -> str:
    """
    Return the SHA-256 of answers in the order of ids: equal answers, equal digest, anywhere.

    >>> row = {"household_id": [7], "eligible": [True], "amount_halalas": [198000]}
    >>> digest_of(pl.DataFrame(row | {"reasons": [0], "unknown": [0], "size": [2]}))[:16]
    '3adf4fa8c431d9ab'
    """
    text = answers.select(ANSWER).sort(HOUSEHOLD_ID).write_csv(include_header=False)
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of_parts(digests: Sequence[str]) -> str:
    """Return one digest for the answers of all partitions, in the order of the partitions."""
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()
