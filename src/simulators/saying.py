"""How the simulators' pages say days, moments, amounts and what an authority knows."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from daman.kernel.riyadh import RIYADH

Labels = Mapping[str, Any]


def filters(labels: Labels) -> dict[str, Callable[..., str]]:
    """Return the filters of the pages: `day`, `moment`, `fact_value`, with the words given."""

    def day(text: str) -> str:
        on = date.fromisoformat(text[:10])
        return f"{on.day} {labels['months'][on.month - 1]} {on.year}{labels['era']}"

    def moment(text: str) -> str:
        local = datetime.fromisoformat(text).astimezone(RIYADH)
        return f"{day(local.date().isoformat())} {local:%H:%M}"

    def fact_value(value: Any) -> str:
        if isinstance(value, bool):
            return str(labels["yes_no"][value])
        if isinstance(value, int):
            return f"{value:,}"
        return str(labels["fact_words"].get(value, value))

    return {"day": day, "moment": moment, "fact_value": fact_value}
