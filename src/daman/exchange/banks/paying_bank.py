"""What was agreed with the bank that pays: the paying account and the size of a file."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from daman.exchange.banks.pain001 import Debtor
from daman.kernel import iban


@dataclass(frozen=True)
class PayingBank:
    """Who pays from which account, and how many payments one file may hold."""

    debtor: Debtor
    payments_per_file: int


@lru_cache(maxsize=1)
def paying_bank() -> PayingBank:
    """Return the agreement of `paying_bank.yaml`."""
    told = yaml.safe_load((Path(__file__).parent / "paying_bank.yaml").read_text("utf-8"))
    debtor = Debtor(
        name=told["debtor_name"], iban=iban.parse(told["debtor_iban"]), bic=told["debtor_bic"]
    )
    assert told["payments_per_file"] > 0
    return PayingBank(debtor=debtor, payments_per_file=told["payments_per_file"])
