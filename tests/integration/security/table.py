"""The authorization matrix as it is read: `matrix.yaml` with its groups spelled out."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.integration.security.world import IDENTITIES, NOBODY_S, STAFF, World
from tests.support.routes import Route, routes

MATRIX = yaml.safe_load((Path(__file__).parent / "matrix.yaml").read_text())
GROUPS = {
    "anyone": IDENTITIES,
    "citizens": ("owner", "other_citizen"),
    "staff": tuple(STAFF),
}
ROUTES = {route.name: route for route in routes()}


@dataclass(frozen=True)
class Row:
    """One route and the identities that get through."""

    route: Route
    object: str
    may: frozenset[str]
    hidden: frozenset[str]
    other_arguments: dict
    query: str

    @property
    def is_public(self) -> bool:
        """Return whether everybody gets through."""
        return set(IDENTITIES) <= self.may

    def address(self, world: World, *, of_nobody: bool = False) -> str:
        """Return the address of the row's object, or of one that does not exist."""
        values = dict(world.objects.get(self.object, {})) | self.other_arguments
        if of_nobody:
            values |= NOBODY_S
        return self.route.address(values) + (f"?{self.query}" if self.query else "")


def rows() -> list[Row]:
    """Return the matrix, a row for each route that it names and that exists."""
    return [
        Row(
            route=ROUTES[name],
            object=told.get("object", ""),
            may=frozenset(who for word in told["may"] for who in GROUPS.get(word, (word,))),
            hidden=frozenset(told.get("hidden", ())),
            other_arguments=told.get("with", {}),
            query=told.get("query", ""),
        )
        for name, told in MATRIX.items()
        if name in ROUTES
    ]
