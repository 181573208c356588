"""
`daman law assess --from-database`: answer the households of two tables into a third.

With `--inside` the law is sent to the data as SQL; else the facts are fetched by COPY, answered
here over columns and sent back. Both give the same answers, errors and counts.
"""

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl
import psycopg
from psycopg import sql

from daman.command.caseload.source import PART_HOUSEHOLDS, Source, quoted
from daman.command.caseload.target import Target
from daman.kernel.refusal import Refusal
from daman.law.engine.sql_text import DIALECTS
from daman.law.facts.columns import MEMBERS_KNOWN, PERSON_ID
from daman.law.many import legend
from daman.law.many_sql import Source as Tables
from daman.law.many_sql import answers_in_sql, faulty_in_sql
from daman.law.partition import answer_partition, digest_of, digest_of_parts, total_of
from daman.law.rules.reading import reading_of
from daman.law.snapshot_command import at_least_one

Say = Callable[[str], object]


def run_from_database(words: Sequence[str], own_url: str, say: Say) -> Mapping[str, Any]:
    """
    Run `law assess --from-database` and return its counts.

    :raises Refusal: whatever stands in the way; then no table was made
    :raises SystemExit: when the words make no command
    """
    asked = parser().parse_args(words)
    try:
        return assess_database(
            asked.from_database or own_url,
            (asked.households_table, asked.persons_table),
            asked.into,
            edition=asked.edition,
            inside=asked.inside,
            part_households=asked.part_households,
            say=say,
        )
    except psycopg.Error as problem:
        raise refused_by(problem) from None


def assess_database(
    url: str,
    tables: tuple[str, str],
    into: str,
    *,
    edition: str,
    inside: bool = False,
    part_households: int = PART_HOUSEHOLDS,
    say: Say = lambda _: None,
) -> Mapping[str, Any]:
    """
    Answer the households of two tables, read at one moment, into a new third; return the counts.

    Errors go to a table beside it, named with `_errors`. Both tables appear together at the end.

    :raises Refusal: edition.unknown, database.unreachable, database.table_exists, or
        household.missing_field, household.unknown_field or household.type for a wrong column
    :raises psycopg.Error: what else the server refuses
    """
    begun = time.monotonic()
    read = under(edition)
    with Source(url, *tables) as source, Target(url, into, moment=source.moment) as target:
        if inside:
            counts = _inside(source, target, edition)
        else:
            counts = _here(source, target, edition, part_households, say)
        told = {**read, "households_table": tables[0], "persons_table": tables[1], **counts}
        target.finish(told)
    seconds = time.monotonic() - begun
    return told | {
        "into": target.name,
        "errors_table": target.errors,
        "legend": list(legend(edition).values()),
        "seconds": round(seconds, 3),
        "households_a_second": round(counts["households"] / max(seconds, 1e-6)),
    }


def under(edition: str) -> dict[str, str]:
    """Return the edition with what it read as, which every answer is kept with."""
    reading = reading_of(edition)
    hashes = {"edition_hash": reading.edition.content_hash, "rules_hash": reading.rules_hash}
    return {"edition": edition, **hashes}


def _here(
    source: Source, target: Target, edition: str, part_households: int, say: Say
) -> dict[str, Any]:
    def faults(_: pl.LazyFrame, __: pl.LazyFrame, *, ids: pl.DataFrame) -> pl.DataFrame:
        return source.faults(ids)

    ranges = source.ranges(part_households)
    begun, found, digests = time.monotonic(), [], []
    for number, part in enumerate(source.parts(ranges), start=1):
        answered = answer_partition(*part, edition=edition, faults=faults)
        target.add(answered.answers)
        digests.append(digest_of(answered.answers))
        if answered.errors.height:
            target.add_errors(answered.errors)
        found.append(answered.counts)
        done = sum(counts["households"] for counts in found)
        rate = done / max(time.monotonic() - begun, 1e-6)
        left = (time.monotonic() - begun) / number * (len(ranges) - number)
        say(
            f"part {number} of {len(ranges)}: {done:,} households, {rate:,.0f} a second, "
            f"{left:,.0f} s left"
        )
    return total_of(found) | {"digest": digest_of_parts(digests)}


def _inside(source: Source, target: Target, edition: str) -> dict[str, Any]:
    """Let the database itself answer; only what cannot be read is fetched, to be named."""
    for table, kind in ((source.households, "households"), (source.persons, "persons")):
        for name, found in table.found.items():
            if found not in (pl.Int64, pl.String, pl.Boolean) and name != PERSON_ID:
                raise Refusal("household.type", field=f"{kind}.{name}", expected="integer")
    tables = Tables(
        source.households.quoted.as_string(None),
        source.persons.quoted.as_string(None),
        has_dependants_known=MEMBERS_KNOWN in source.households.found,
        has_person_ids=PERSON_ID in source.persons.found,
    )
    dialect = DIALECTS["postgresql"]
    into, answers = quoted(target.name), answers_in_sql(edition, dialect, tables)
    # Of tables that nobody has analysed the planner expects too little for anything but a hash.
    target.connection.execute("SET LOCAL enable_nestloop = off")
    target.connection.execute(sql.SQL("INSERT INTO {} ").format(into) + sql.SQL(answers))
    faulty = source.ids_in(faulty_in_sql(edition, dialect, tables))
    alone = source.persons_without_household().with_columns(
        code=pl.lit("person.no_household"), field=pl.lit("persons.household_id")
    )
    errors = pl.concat([source.faults(faulty), alone]) if faulty.height else alone
    target.add_errors(errors)
    counted = target.connection.execute(
        sql.SQL(
            "SELECT COUNT(*), COUNT(*) FILTER (WHERE eligible),"
            " COUNT(*) FILTER (WHERE eligible IS NULL) FROM {}"
        ).format(into)
    ).fetchone()
    answered, yes, is_open = counted or (0, 0, 0)
    return {
        "households": answered + faulty.height,
        "answered": answered,
        "eligible": yes,
        "refused": answered - yes - is_open,
        "open": is_open,
        "unreadable": faulty.height,
        "persons_without_household": alone.height,
        "errors": dict(sorted(errors["code"].value_counts().rows())),
    }


def refused_by(problem: psycopg.Error) -> Refusal:
    """Return what a server said as a refusal, in its own first line."""
    lines = str(problem).strip().splitlines() or [type(problem).__name__]
    is_absent = isinstance(problem, psycopg.errors.UndefinedTable)
    code = "database.no_table" if is_absent else "database.refused"
    return Refusal(code, field="database", given=lines[0])


def parser() -> argparse.ArgumentParser:
    """Return the reader of the command's words."""
    made = argparse.ArgumentParser(prog="daman law assess --from-database", description=__doc__)
    made.add_argument("--edition", required=True, metavar="ID")
    made.add_argument(
        "--from-database", nargs="?", default="", metavar="URL", help="default: this folder's own"
    )
    for name, holds in (
        ("--households-table", "the households, one a row"),
        ("--persons-table", "their heads and dependants, one a row"),
        ("--into", "the new table of answers; errors go to TABLE_errors"),
    ):
        made.add_argument(name, required=True, metavar="TABLE", help=holds)
    made.add_argument("--inside", action="store_true", help="let the database itself answer")
    made.add_argument("--part-households", type=at_least_one, default=PART_HOUSEHOLDS, metavar="N")
    return made
