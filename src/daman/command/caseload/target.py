"""Writes the answers of a caseload into PostgreSQL: all of them in one transaction, or none."""

import json
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Self

import polars as pl
import psycopg
from psycopg import sql

from daman.command.caseload.copying import HEAD, TAIL, rows_of
from daman.command.caseload.source import connect, quoted
from daman.kernel.refusal import Refusal
from daman.law.facts.columns import HOUSEHOLD_ID

_COLUMNS = {
    HOUSEHOLD_ID: "bigint",
    "eligible": "boolean",
    "amount_halalas": "bigint",
    "reasons": "bigint NOT NULL",
    "unknown": "bigint NOT NULL",
    "size": "bigint",
}
_ERRORS = {HOUSEHOLD_ID: "bigint", "code": "text NOT NULL", "field": "text NOT NULL"}


class Target:
    """
    A new table for answers, and one beside it for errors, that nobody sees before `finish`.

    Use it as a context; without `finish` nothing was ever there. Answers are written while the
    next are computed.

    :raises Refusal: database.table_exists or database.unreachable
    """

    def __init__(self, url: str, name: str, *, moment: str = "") -> None:
        self._url, self._moment = url, moment
        self.name, self.errors = name, f"{name}_errors"
        self._writing: Future[None] | None = None

    def __enter__(self) -> Self:
        self.connection = connect(self._url)
        self._pool = ThreadPoolExecutor(1)
        try:
            self.connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            if self._moment:
                asked = sql.SQL("SET TRANSACTION SNAPSHOT {}").format(self._moment)
                self.connection.execute(asked)
            self._create(self.name, _COLUMNS)
            self._create(self.errors, _ERRORS)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()
        self.connection.close()

    def _create(self, name: str, columns: Mapping[str, str]) -> None:
        typed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        asked = sql.SQL("CREATE TABLE {} (" + typed + ")").format(quoted(name))
        try:
            self.connection.execute(asked)
        except psycopg.errors.DuplicateTable:
            raise Refusal("database.table_exists", field="into", given=name) from None

    def add(self, answers: pl.DataFrame) -> None:
        """Write answers, once those before are written."""
        self.wait()
        self._writing = self._pool.submit(self._copy, answers)

    def add_errors(self, errors: pl.DataFrame) -> None:
        """Write errors."""
        self.wait()
        asked = sql.SQL("COPY {} FROM STDIN").format(quoted(self.errors))
        with self.connection.cursor() as cursor, cursor.copy(asked) as copy:
            for row in errors.iter_rows():
                copy.write_row(row)

    def wait(self) -> None:
        """Wait until what was given is written."""
        if self._writing is not None:
            self._writing.result()
            self._writing = None

    def finish(self, told: Mapping[str, Any]) -> None:
        """Make the answers visible, with what the run has to tell as the table's comment."""
        self.wait()
        comment = json.dumps(told, ensure_ascii=False)
        asked = sql.SQL("COMMENT ON TABLE {} IS {}").format(quoted(self.name), comment)
        self.connection.execute(asked)
        self.connection.execute("COMMIT")

    def _copy(self, answers: pl.DataFrame) -> None:
        names = sql.SQL(", ").join(map(sql.Identifier, answers.columns))
        asked = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(quoted(self.name), names)
        with self.connection.cursor() as cursor, cursor.copy(asked) as copy:
            copy.write(HEAD)
            for block in rows_of(answers):
                copy.write(block)
            copy.write(TAIL)
