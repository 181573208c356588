"""What is computed once and asked for by name: stages of columns, each beside those before it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import polars as pl

from daman.law.engine.expressions import (
    Arithmetic,
    Comparison,
    Expression,
    Junction,
    OverMembers,
)


class Stages:
    """Named columns in the order in which they can be computed; equal columns have one name."""

    def __init__(self) -> None:
        self._names: dict[bytes, str] = {}
        self._levels: dict[str, int] = {}
        self.columns: list[dict[str, pl.Expr]] = []

    def put(self, column: pl.Expr) -> pl.Expr:
        """Return the column by its name, in the first stage in which all it asks for is there."""
        key = column.meta.serialize()
        if key not in self._names:
            name = self._names[key] = f"staged_{len(self._names)}"
            asked = column.meta.root_names()
            level = max(
                (self._levels[root] + 1 for root in asked if root in self._levels), default=0
            )
            self._levels[name] = level
            if level == len(self.columns):
                self.columns.append({})
            self.columns[level][name] = column
        return pl.col(self._names[key])


def shared_quantities(roots: Iterable[Expression]) -> frozenset[Expression]:
    """
    Return the quantities that several others ask for, each wherever it is written.

    Equal text is the same quantity, also where two rules made it apart.
    """
    askers: dict[str, set[str]] = defaultdict(set)
    written: dict[str, list[Expression]] = defaultdict(list)
    for root in roots:
        _visit(root, "", askers, written)
    return frozenset(
        node
        for text, nodes in written.items()
        for node in nodes
        if len(askers[text]) > 1 and isinstance(node, Arithmetic)
        if not isinstance(node, Comparison | Junction)
    )


def _visit(
    node: Expression,
    asker: str,
    askers: Mapping[str, set[str]],
    written: Mapping[str, list[Expression]],
) -> None:
    text = repr(node)
    askers[text].add(asker)
    if any(node is other for other in written[text]):
        return
    written[text].append(node)
    if not isinstance(node, OverMembers):
        for part in node.parts:
            _visit(part, text, askers, written)
