"""What every simulator is given: where to remember, the switches, the people, the addresses."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from daman.kernel.riyadh import riyadh_date
from simulators.control import Switches
from simulators.registry.people import People

# The token of a demonstration; the product and the simulators default to the same.
DEMO_TOKEN = "simulated"


def riyadh_today() -> date:
    """Return the day it is in Riyadh."""
    return riyadh_date(datetime.now(UTC))


@dataclass(frozen=True)
class World:
    """
    One running outside world.

    `own_url` is where the simulators listen; `public_url` is where a browser finds the product,
    which forwards /simulators to them. `today` is the clock; a test tells it another day.
    """

    data: Path
    people: People
    switches: Switches
    own_url: str
    public_url: str
    today: Callable[[], date] = riyadh_today
    tokens: dict[str, str] = field(default_factory=dict)

    def token(self, system: str) -> str:
        """Return the Bearer token that the system asks for."""
        return (
            self.tokens.get(system)
            or os.environ.get(f"DAMAN_{system.upper()}_TOKEN")
            or DEMO_TOKEN
        )
