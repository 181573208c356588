"""The binary form of COPY: the fields of a few rows read, and many rows of numbers written."""

import struct
from array import array
from collections.abc import Iterator, Sequence

import polars as pl

_SIGNATURE = b"PGCOPY\n\xff\r\n\0"
HEAD = _SIGNATURE + bytes(8)
TAIL = b"\xff\xff"
_LENGTH = struct.Struct(">i")
_FIELDS = struct.Struct(">h")


def fields_in(content: bytes) -> Iterator[bytes | None]:
    """Yield the fields of all rows of a COPY in binary form, row by row; None is null."""
    assert content.startswith(_SIGNATURE), "this is no COPY in binary form"
    (extension,) = _LENGTH.unpack_from(content, len(_SIGNATURE) + 4)
    place = len(HEAD) + extension
    while True:
        (fields,) = _FIELDS.unpack_from(content, place)
        place += 2
        if fields < 0:
            return
        for _ in range(fields):
            (length,) = _LENGTH.unpack_from(content, place)
            place += 4
            yield None if length < 0 else content[place : place + length]
            place += max(length, 0)


def rows_of(table: pl.DataFrame) -> Iterator[bytes]:
    """
    Yield a table of Boolean and whole columns as rows of COPY in binary form, in any order.

    Rows with the same nulls have the same length, so they are written as one block.
    """
    names = table.columns
    empty = [pl.col(name).is_null().cast(pl.Int32) * (1 << i) for i, name in enumerate(names)]
    pattern = table.select(pl.sum_horizontal(empty).alias("pattern"))["pattern"]
    for nulls in pattern.unique().sort():
        yield _block(
            table.filter(pattern == nulls), [bool(nulls >> i & 1) for i in range(len(names))]
        )


def _block(table: pl.DataFrame, is_null: Sequence[bool]) -> bytes:
    """Return rows of one length: a row as it is repeated, then its values byte by byte."""
    row = bytearray(_FIELDS.pack(table.width))
    places = {}
    for column, null in zip(table, is_null, strict=True):
        width = 1 if column.dtype == pl.Boolean else 8
        row += _LENGTH.pack(-1 if null else width)
        if not null:
            places[column.name] = len(row)
            row += bytes(width)
    block = row * table.height
    for name, place in places.items():
        column = table[name]
        width = 1 if column.dtype == pl.Boolean else 8
        _write(block, column, place + width - 1, len(row))
    return bytes(block)


def _write(block: bytearray, column: pl.Series, last: int, stride: int) -> None:
    """Write the values, largest byte first; bytes that are zero in all of them are there."""
    if column.dtype == pl.Boolean:
        block[last::stride] = bytes(column.cast(pl.UInt8).to_list())
        return
    whole = column.cast(pl.Int64)
    lowest, highest = whole.min(), whole.max()
    assert isinstance(lowest, int), "a block has rows"
    assert isinstance(highest, int), "a block has rows"
    used = 8 if lowest < 0 else (highest.bit_length() + 7) // 8
    values = array("q", whole.to_list())
    if struct.pack("=h", 1) != struct.pack("<h", 1):
        values.byteswap()
    little = values.tobytes()
    for place in range(used):
        block[last - place :: stride] = little[place::8]
