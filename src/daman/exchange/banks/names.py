"""Which bank an account is at, by the two digits of its IBAN that name the bank."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from daman.kernel.iban import bank_number


@dataclass(frozen=True)
class BankName:
    """A bank: its number, its BIC (empty when not known) and its names."""

    number: str
    bic: str
    name_ar: str
    name_en: str


@lru_cache(maxsize=1)
def banks() -> dict[str, BankName]:
    """Return the banks in force by number, from the dated table `banks_table.yaml`."""
    text = (Path(__file__).parent / "banks_table.yaml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = yaml.safe_load(text)["banks"]
    return {
        row["number"]: BankName(row["number"], row["bic"], row["name_ar"], row["name_en"])
        for row in rows
        if row["until"] is None
    }


def bank_of(iban: str) -> BankName | None:
    """Return the bank of an account, or None when its number is not in the table."""
    return banks().get(bank_number(iban))
