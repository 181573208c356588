"""Files of tables: Parquet, or Arrow (IPC, also called Feather), told apart by what they hold."""

from pathlib import Path

import polars as pl

from daman.kernel.refusal import Refusal

PARQUET, ARROW = ".parquet", (".arrow", ".feather", ".ipc")
_ARROW_BEGINS = b"ARROW1"


def scan_table(file: Path) -> pl.LazyFrame:
    """
    Return the table of a file, of which only what is asked for will be read.

    :raises Refusal: input.unreadable
    """
    try:
        with file.open("rb") as opened:
            is_arrow = opened.read(len(_ARROW_BEGINS)) == _ARROW_BEGINS
        table = pl.scan_ipc([file], glob=False) if is_arrow else pl.scan_parquet(file, glob=False)
        table.collect_schema()
    except (OSError, pl.exceptions.PolarsError):
        raise Refusal("input.unreadable", field="file", given=str(file)) from None
    return table


def sink_table(table: pl.LazyFrame, file: Path, *, like: Path) -> None:
    """Write a table as the name of the file it will get says: Arrow, else Parquet."""
    if like.suffix in ARROW:
        table.sink_ipc(file)
    else:
        # Answers are read soon and often; LZ4 takes a third of the time and twice the room.
        table.sink_parquet(file, compression="lz4", statistics=False)
