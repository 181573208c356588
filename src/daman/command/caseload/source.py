"""Reads the facts of a caseload out of PostgreSQL, a partition of whole households at a time."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any, LiteralString, Self

import polars as pl
import psycopg
from psycopg import sql

from daman.command.caseload.copying import fields_in
from daman.command.caseload.packing import Layout, household_layout, person_layout
from daman.kernel.refusal import Refusal
from daman.law.facts.columns import HOUSEHOLD_ID, IS_HEAD, PERSON_ID
from daman.law.facts.tables import check_schema, household_schema, person_schema
from daman.law.unreadable import faults_of

PART_HOUSEHOLDS = 50_000  # Small enough that reading, answering and writing go on at once.
# By the numbers PostgreSQL gives its types; any other type holds no fact.
_TYPES: Mapping[int, Any] = {
    **dict.fromkeys((20, 21, 23), pl.Int64()),
    **dict.fromkeys((700, 701), pl.Float64()),
    **dict.fromkeys((25, 1042, 1043), pl.String()),
    16: pl.Boolean(),
    1700: pl.Decimal(38, 6),
}
_SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
Range = tuple[int | None, int | None]
Part = tuple[pl.DataFrame, pl.DataFrame]
_ID = sql.Identifier(HOUSEHOLD_ID)
_IDS = {HOUSEHOLD_ID: pl.Int64}


@dataclass(frozen=True)
class Table:
    """A table as it was found: its name, its columns with their types, how it is packed."""

    name: str
    found: Mapping[str, Any]
    layout: Layout

    @property
    def quoted(self) -> sql.Identifier:
        """Return the name as SQL."""
        return quoted(self.name)


def quoted(name: str) -> sql.Identifier:
    """Return the name of a table, which may name its schema, as SQL."""
    return sql.Identifier(*name.split(".", 1))


class Source:
    """
    The two tables at one moment: every question is answered from the same snapshot.

    Use it as a context. The tables are read over two connections at once; a third asks what else
    there is to ask.

    :raises Refusal: database.unreachable; household.missing_field, household.unknown_field or
        household.type for a table that has not the columns of the schema
    """

    def __init__(self, url: str, households: str, persons: str) -> None:
        self._url = url
        self._names = households, persons
        self._stack = ExitStack()
        self.moment = ""

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            opened = [stack.enter_context(closing(connect(self._url))) for _ in range(3)]
            self._aside, *self._readers = opened
            self._aside.execute(_SNAPSHOT)
            (self.moment,) = self._aside.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
            for reader in self._readers:
                reader.execute(_SNAPSHOT)
                reader.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(self.moment))
                # Compiling costs more than it gains on statements as short as these.
                reader.execute("SET LOCAL jit = off")
            self.households = self._table(self._names[0], household_schema(), household_layout())
            self.persons = self._table(self._names[1], person_schema(), person_layout())
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _table(self, name: str, schema: Mapping[str, Any], layout: Layout) -> Table:
        described = self._ask("SELECT * FROM {table} LIMIT 0", table=quoted(name)).description
        found = {
            column.name: _TYPES.get(column.type_code, pl.Binary()) for column in described or []
        }
        kind = "households" if layout is household_layout() else "persons"
        check_schema(pl.Schema(found), schema, table=kind)
        if found[HOUSEHOLD_ID] != pl.Int64:
            field = f"{kind}.{HOUSEHOLD_ID}"
            raise Refusal("household.type", field=field, expected="integer")
        for column, wanted in schema.items():
            if wanted == pl.Int64 and found[column] == pl.String:
                raise Refusal("household.type", field=f"{kind}.{column}", expected="number")
        return Table(name, found, layout)

    def count(self, table: Table) -> int:
        """Return how many rows a table has."""
        (count,) = self._ask("SELECT COUNT(*) FROM {table}", table=table.quoted).fetchone() or (0,)
        return int(count)

    def ids_in(self, statement: str) -> pl.DataFrame:
        """Return the ids of households that a statement selects."""
        rows = self._aside.execute(sql.SQL(statement)).fetchall()
        return pl.DataFrame(rows, schema=_IDS, orient="row")

    def persons_without_household(self) -> pl.DataFrame:
        """Return the household's id of each person whose household is not there."""
        found = self._ask(
            "SELECT {id} FROM {persons} AS p WHERE NOT EXISTS"
            " (SELECT FROM {households} AS h WHERE h.{id} = p.{id})",
            id=_ID,
            persons=self.persons.quoted,
            households=self.households.quoted,
        )
        return pl.DataFrame(found.fetchall(), schema=_IDS, orient="row")

    def ranges(self, part_households: int = PART_HOUSEHOLDS) -> list[Range]:
        """Return the ranges of ids, above one bound and up to the next, that are the parts."""
        ends = self._ask(
            "SELECT DISTINCT {id} FROM (SELECT {id}, row_number() OVER (ORDER BY {id}) AS place,"
            " count(*) OVER () AS whole FROM {table} WHERE {id} IS NOT NULL) AS numbered"
            " WHERE place % {size} = 0 AND place < whole ORDER BY 1",
            id=_ID,
            table=self.households.quoted,
            size=sql.Literal(part_households),
        )
        bounds = [None, *(end for (end,) in ends), None]
        return list(zip(bounds, bounds[1:], strict=False))

    def parts(self, ranges: Sequence[Range]) -> Iterator[Part]:
        """Yield the tables of each range; the next one is read while one is worked on."""
        tables = self.households, self.persons
        repeated = self._with_repeated_persons()
        with ThreadPoolExecutor(2) as pool:

            def read(within: Range) -> list[Future[bytes]]:
                pairs = zip(self._readers, tables, strict=True)
                return [pool.submit(_packed, *pair, within) for pair in pairs]

            coming = read(ranges[0])
            for place in range(len(ranges)):
                records = [each.result() for each in coming]
                if place + 1 < len(ranges):
                    coming = read(ranges[place + 1])
                found = [t.layout.unpacked(r) for t, r in zip(tables, records, strict=True)]
                found[1] = found[1].with_columns(_without_heads(repeated))
                if place == 0:
                    found = [
                        self._with_nameless(*pair) for pair in zip(tables, found, strict=True)
                    ]
                yield found[0], found[1]

    def parts_as_they_stand(self, ranges: Sequence[Range]) -> Iterator[Part]:
        """Yield the same; a part with what cannot be read has its rows as they stand."""
        tables = self.households, self.persons
        for within, part in zip(ranges, self.parts(ranges), strict=True):
            if any(t.layout.has_unread(found) for t, found in zip(tables, part, strict=True)):
                yield (
                    self._rows(tables[0], _bounds(within)),
                    self._rows(tables[1], _bounds(within)),
                )
            else:
                yield part

    def _with_repeated_persons(self) -> pl.Series:
        """Return the households in which a person is given twice; ids of persons do not travel."""
        if PERSON_ID not in self.persons.found:
            return pl.Series(dtype=pl.Int64)
        rows = self._ask(
            "SELECT DISTINCT {id} FROM {table} GROUP BY {id}, {person} HAVING COUNT(*) > 1",
            id=_ID,
            person=sql.Identifier(PERSON_ID),
            table=self.persons.quoted,
        ).fetchall()
        return pl.Series([household for (household,) in rows], dtype=pl.Int64)

    def _with_nameless(self, table: Table, found: pl.DataFrame) -> pl.DataFrame:
        counted = self._ask(
            "SELECT COUNT(*) FROM {table} WHERE {id} IS NULL", table=table.quoted, id=_ID
        ).fetchone()
        (count,) = counted or (0,)
        return found.vstack(table.layout.nameless(count)) if count else found

    def faults(self, ids: pl.DataFrame) -> pl.DataFrame:
        """Return what is wrong with these households, told from their rows as they stand."""
        asked = sql.SQL("({id} = ANY({ids}) OR {nameless} AND {id} IS NULL)").format(
            id=_ID,
            ids=sql.Literal(ids[HOUSEHOLD_ID].drop_nulls().unique().to_list()),
            nameless=sql.Literal(ids[HOUSEHOLD_ID].null_count() > 0),
        )
        tables = [self._rows(table, asked) for table in (self.households, self.persons)]
        return faults_of(tables[0].lazy(), tables[1].lazy(), ids=ids)

    def _rows(self, table: Table, where: sql.Composable) -> pl.DataFrame:
        """Return rows as they stand, numbers with decimals as text."""
        schema = {
            n: k if k in (pl.Int64, pl.Boolean) else pl.String for n, k in table.found.items()
        }
        columns = [_as_text(name, kind) for name, kind in table.found.items()]
        rows = self._ask(
            "SELECT {columns} FROM {table} WHERE {where} ORDER BY {id}",
            columns=sql.SQL(", ").join(columns),
            table=table.quoted,
            where=where,
            id=_ID,
        ).fetchall()
        return pl.DataFrame(rows, schema=schema, orient="row")

    def _ask(self, statement: LiteralString, **values: sql.Composable) -> psycopg.Cursor[Any]:
        return self._aside.execute(sql.SQL(statement).format(**values))


def connect(url: str) -> psycopg.Connection[Any]:
    """
    Return a connection in which a transaction begins when it is told to.

    :raises Refusal: database.unreachable
    """
    try:
        return psycopg.connect(url, autocommit=True)
    except psycopg.Error as problem:
        said = str(problem).strip().splitlines()[-1:] or [""]
        raise Refusal("database.unreachable", field="database", given=said[0]) from None


def _bounds(within: Range) -> sql.Composed:
    """Return what says which rows are in a range; the first has those without an id."""
    above, upto = within
    bounds: list[sql.Composable] = [sql.SQL("TRUE")]
    bounds += [sql.SQL("{} > {}").format(_ID, above)] if above is not None else []
    bounds += [sql.SQL("{} <= {}").format(_ID, upto)] if upto is not None else []
    inside = sql.SQL(" AND ").join(bounds)
    nameless = sql.SQL("{} IS NULL" if above is None else "FALSE").format(_ID)
    return sql.SQL("({} OR {})").format(inside, nameless)


def _packed(connection: psycopg.Connection[Any], table: Table, within: Range) -> bytes:
    """Return the records of a range in the order of ids."""
    asked = sql.SQL(
        "COPY (SELECT string_agg(record, ''::bytea) FROM (SELECT {record} AS record"
        " FROM {table} WHERE {within} ORDER BY {id}) AS packed) TO STDOUT (FORMAT binary)"
    ).format(
        record=sql.SQL(table.layout.sql(table.found)),
        table=table.quoted,
        within=sql.SQL("{} AND {} IS NOT NULL").format(_bounds(within), _ID),
        id=_ID,
    )
    with connection.cursor() as cursor, cursor.copy(asked) as copy:
        content = b"".join(bytes(part) for part in copy)
    (records,) = fields_in(content)
    return records or b""


def _without_heads(ids: pl.Series) -> pl.Expr:
    """Return `is_head`, empty in these households, which so cannot be read."""
    is_one = pl.col(HOUSEHOLD_ID).is_in(ids.implode())
    return pl.when(~is_one).then(pl.col(IS_HEAD)).alias(IS_HEAD)


def _as_text(name: str, kind: Any) -> sql.Composed:
    column = sql.Identifier(name)
    if kind in (pl.Int64, pl.Boolean):
        return sql.SQL("{}").format(column)
    if isinstance(kind, pl.Decimal):
        return sql.SQL("trim_scale({})::text").format(column)
    return sql.SQL("{}::text").format(column)
