"""Runs SQL over tables in the databases that the law is written for."""

import io
import os

import polars as pl

from daman.law.engine.sql_text import DIALECTS

TYPES = {pl.Int64: "BIGINT", pl.Boolean: "BOOLEAN", pl.String: "TEXT"}


def type_of(kind):
    return TYPES.get(kind, "TEXT")


class InDuckDB:
    """DuckDB in memory; tables go in and answers come out as Parquet."""

    dialect = DIALECTS["duckdb"]

    def __init__(self, folder):
        import duckdb

        self.folder = folder
        self.connection = duckdb.connect()

    def load(self, **tables):
        for name, table in tables.items():
            table.write_parquet(self.folder / name)
            self.connection.execute(
                f"CREATE OR REPLACE TABLE {name} AS "
                f"SELECT * FROM read_parquet('{self.folder / name}')"
            )

    def ask(self, sql, schema):
        out = self.folder / "answers"
        self.connection.execute(f"COPY ({sql}) TO '{out}' (FORMAT parquet)")
        return pl.read_parquet(out).cast(schema)


class InPostgreSQL:
    """The database of the test run; everything is forgotten with the connection."""

    dialect = DIALECTS["postgresql"]

    def __init__(self):
        import psycopg

        self.connection = psycopg.connect(os.environ["DATABASE_URL"])

    def load(self, **tables):
        for name, table in tables.items():
            columns = ", ".join(f'"{c}" {type_of(kind)}' for c, kind in table.schema.items())
            text = table.write_csv(include_header=False, null_value="\\N")
            with self.connection.cursor() as cursor:
                cursor.execute(f"DROP TABLE IF EXISTS {name}")
                cursor.execute(f"CREATE TEMP TABLE {name} ({columns})")
                with cursor.copy(f"COPY {name} FROM STDIN (FORMAT csv, NULL '\\N')") as copy:
                    copy.write(text)
                cursor.execute(f"ANALYZE {name}")

    def ask(self, sql, schema):
        columns = ", ".join(
            f'"{name}"::int' if kind == pl.Boolean else f'"{name}"'
            for name, kind in schema.items()
        )
        with (
            self.connection.cursor() as cursor,
            cursor.copy(
                f"COPY (SELECT {columns} FROM ({sql}) asked) TO STDOUT (FORMAT csv)"
            ) as copy,
        ):
            text = b"".join(bytes(part) for part in copy)
        read = pl.read_csv(
            io.BytesIO(text), has_header=False, new_columns=list(schema), infer_schema=False
        )
        return read.cast(dict.fromkeys(schema, pl.Int64)).cast(schema)

    def close(self):
        self.connection.close()
