"""
Writes payment files: ISO 20022 pain.001.001.09, one PmtInf, amounts in riyals.

The schema accepts a wrong IBAN, a zero amount and five decimals, so what it cannot see is checked
here first; the finished bytes are then validated against the schema.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lxml import etree

from daman.exchange.banks.names import bank_of
from daman.exchange.banks.schemas_of import schema_of
from daman.kernel import iban as ibans
from daman.kernel.money import Money, total
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import RIYADH

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
# "Social security benefit, payment made by a government to support individuals".
PURPOSE = "SSBE"
CATEGORY_PURPOSE = "SSBE"
CURRENCY = "SAR"
ID_LENGTH_MAX = 35
NAME_LENGTH_MAX = 140


class UnsoundFile(Exception):
    """A file that must not leave; `reason` says what is wrong, in words for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Instruction:
    """One credit transfer: a payee, an account, an amount, an identifier unique for ever."""

    end_to_end_id: str
    amount: Money
    iban: str
    payee_name: str
    about: str = ""


@dataclass(frozen=True)
class Debtor:
    """Who pays, and from which account."""

    name: str
    iban: str
    bic: str = ""


@dataclass(frozen=True)
class FileHead:
    """What identifies one file: MsgId, its moment, the day of payment, who pays."""

    msg_id: str
    created_at: datetime
    pay_on: date
    debtor: Debtor


def written(head: FileHead, instructions: Sequence[Instruction]) -> bytes:
    """
    Return the file's bytes; the same arguments give the same bytes.

    :raises UnsoundFile: when an instruction or a sum is wrong, or the schema refuses the file
    """
    check(instructions)
    buffer = io.BytesIO()
    with etree.xmlfile(buffer, encoding="UTF-8") as file:
        file.write_declaration()
        # Parts carry no namespace of their own: they stand in the document's.
        with (
            file.element(f"{{{NAMESPACE}}}Document", nsmap={None: NAMESPACE}),
            file.element(f"{{{NAMESPACE}}}CstmrCdtTrfInitn"),
        ):
            file.write(_group_header(head, instructions))
            with file.element(f"{{{NAMESPACE}}}PmtInf"):
                for part in _payment_head(head, instructions):
                    file.write(part)
                for instruction in instructions:
                    file.write(_transfer(instruction))
    content = buffer.getvalue()
    validate(content)
    return content


def check(instructions: Sequence[Instruction]) -> None:
    """
    Check what the schema cannot see.

    :raises UnsoundFile: for no instruction, an identifier twice or too long, an amount of zero or
        less, a wrong IBAN, or a name that is empty or too long
    """
    if not instructions:
        raise UnsoundFile("a file without payments")
    seen: set[str] = set()
    for each in instructions:
        where = f"payment {each.end_to_end_id}"
        if not 0 < len(each.end_to_end_id) <= ID_LENGTH_MAX:
            raise UnsoundFile(f"{where}: the identifier is empty or too long")
        if each.end_to_end_id in seen:
            raise UnsoundFile(f"{where}: the identifier occurs twice")
        seen.add(each.end_to_end_id)
        if each.amount.halalas <= 0:
            raise UnsoundFile(f"{where}: the amount is not above zero")
        if not each.payee_name.strip() or len(each.payee_name) > NAME_LENGTH_MAX:
            raise UnsoundFile(f"{where}: the name is empty or too long")
        _check_account(each.iban, where)


def validate(content: bytes) -> None:
    """
    Check a finished file against the schema.

    :raises UnsoundFile: when the schema refuses it
    """
    schema = schema_of(NAMESPACE)
    assert schema is not None
    # The bytes are our own; a file of 50,000 payments is beyond the parser's usual text limit.
    tree = etree.fromstring(content, etree.XMLParser(resolve_entities=False, huge_tree=True))
    if not schema.validate(tree):
        raise UnsoundFile(f"the schema refuses the file: {schema.error_log}")


def _check_account(iban: str, where: str) -> None:
    try:
        is_plain = ibans.parse(iban) == iban
    except Refusal as refusal:
        raise UnsoundFile(f"{where}: {refusal.code}") from None
    if not is_plain:
        raise UnsoundFile(f"{where}: the IBAN is not in its plain form")


def _element(name: str, *children: Any, text: str | None = None, **attributes: str) -> Any:
    made = etree.Element(name, attributes)
    made.text = text
    made.extend(children)
    return made


def _sums(instructions: Iterable[Instruction]) -> tuple[Any, Any]:
    listed = list(instructions)
    control_sum = total(each.amount for each in listed).decimal_text
    return _element("NbOfTxs", text=str(len(listed))), _element("CtrlSum", text=control_sum)


def _group_header(head: FileHead, instructions: Sequence[Instruction]) -> Any:
    moment = head.created_at.astimezone(RIYADH).isoformat(timespec="seconds")
    return _element(
        "GrpHdr",
        _element("MsgId", text=head.msg_id),
        _element("CreDtTm", text=moment),
        *_sums(instructions),
        _element("InitgPty", _element("Nm", text=head.debtor.name)),
    )


def _payment_head(head: FileHead, instructions: Sequence[Instruction]) -> list[Any]:
    return [
        _element("PmtInfId", text=head.msg_id),
        _element("PmtMtd", text="TRF"),
        _element("BtchBookg", text="false"),
        *_sums(instructions),
        _element("PmtTpInf", _element("CtgyPurp", _element("Cd", text=CATEGORY_PURPOSE))),
        _element("ReqdExctnDt", _element("Dt", text=head.pay_on.isoformat())),
        _element("Dbtr", _element("Nm", text=head.debtor.name)),
        _element("DbtrAcct", _element("Id", _element("IBAN", text=head.debtor.iban))),
        _element("DbtrAgt", _element("FinInstnId", *_agent(head.debtor.iban, head.debtor.bic))),
        _element("ChrgBr", text="DEBT"),
    ]


def _agent(iban: str, bic: str = "") -> list[Any]:
    """Return how an account's bank is named: its BIC, else its number in the IBAN."""
    known = bank_of(iban)
    bic = bic or (known.bic if known else "")
    if bic:
        return [_element("BICFI", text=bic)]
    return [_element("Othr", _element("Id", text=ibans.bank_number(iban)))]


def _transfer(each: Instruction) -> Any:
    known = bank_of(each.iban)
    amount = _element("InstdAmt", text=each.amount.decimal_text, Ccy=CURRENCY)
    agent = (
        [_element("CdtrAgt", _element("FinInstnId", *_agent(each.iban)))]
        if known is not None and known.bic
        else []
    )
    about = [_element("RmtInf", _element("Ustrd", text=each.about))] if each.about else []
    return _element(
        "CdtTrfTxInf",
        _element("PmtId", _element("EndToEndId", text=each.end_to_end_id)),
        _element("Amt", amount),
        *agent,
        _element("Cdtr", _element("Nm", text=each.payee_name)),
        _element("CdtrAcct", _element("Id", _element("IBAN", text=each.iban))),
        _element("Purp", _element("Cd", text=PURPOSE)),
        *about,
    )
