"""Reads what the bank answers: pain.002 (taken or refused) and camt.054 (booked or sent back)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from lxml import etree

from daman.exchange.banks.schemas_of import PREFIX
from daman.exchange.banks.strict_xml import root_of
from daman.kernel.money import Money
from daman.kernel.refusal import Refusal

STATUS_REPORTS = frozenset({f"{PREFIX}pain.002.001.03", f"{PREFIX}pain.002.001.12"})
NOTIFICATIONS = frozenset({f"{PREFIX}camt.054.001.08"})
CURRENCY = "SAR"
_TAKEN = frozenset({"ACCP", "ACTC", "ACSP", "ACSC", "ACWC", "ACCC"})


class Kind(StrEnum):
    """Which message it is."""

    STATUS_REPORT = "pain.002"
    NOTIFICATION = "camt.054"


class Told(StrEnum):
    """What one line says of one payment."""

    WAITING = "WAITING"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    BOOKED = "BOOKED"
    RETURNED = "RETURNED"
    CREDITED = "CREDITED"


@dataclass(frozen=True, slots=True)
class Line:
    """
    One line: which payment, what is said of it, the amount where the message names one.

    `entry` tells statement lines apart for ever (the bank's reference, the payment, amount and
    day). `problem` is empty, or currency, precision: then nothing may be posted from the line.
    """

    end_to_end_id: str
    told: Told
    reason: str = ""
    amount: Money | None = None
    on: date | None = None
    entry: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Message:
    """One message whose schema and totals hold."""

    kind: Kind
    msg_id: str = ""
    original_msg_id: str = ""
    group: Told | None = None
    group_reason: str = ""
    original_count: int | None = None
    original_sum: Decimal | None = None
    lines: tuple[Line, ...] = ()


def read(content: bytes) -> Message:
    """
    Return the message of a file.

    :raises Refusal: xml.limits, xml.encoding, xml.doctype, xml.schema, or xml.totals when its
        own counts and sums do not fit its lines
    """
    root = root_of(content, namespaces=STATUS_REPORTS | NOTIFICATIONS)
    if etree.QName(root).namespace in STATUS_REPORTS:
        return _status_report(root[0])
    return _notification(root[0])


def _status_report(report: etree._Element) -> Message:
    lines = report.findall("{*}OrgnlPmtInfAndSts/{*}TxInfAndSts")
    group = report.find("{*}OrgnlGrpInfAndSts")
    assert group is not None, "the schema asks for it"
    _check_counts(group, Counter(_text(line, "TxSts") for line in lines))
    count, control_sum = _text(group, "OrgnlNbOfTxs"), _text(group, "OrgnlCtrlSum")
    return Message(
        Kind.STATUS_REPORT,
        msg_id=_text(report, "GrpHdr/MsgId"),
        original_msg_id=_text(group, "OrgnlMsgId"),
        group=_status(_text(group, "GrpSts")),
        group_reason=_text(group, "StsRsnInf/Rsn/Cd"),
        original_count=int(count) if count else None,
        original_sum=Decimal(control_sum) if control_sum else None,
        lines=tuple(
            Line(
                end_to_end_id=_text(line, "OrgnlEndToEndId"),
                told=_status(_text(line, "TxSts")) or Told.WAITING,
                reason=_text(line, "StsRsnInf/Rsn/Cd"),
                **_amount(line.find("{*}OrgnlTxRef/{*}Amt/{*}InstdAmt")),  # type: ignore[arg-type]
            )
            for line in lines
        ),
    )


def _check_counts(group: etree._Element, reported: Counter[str]) -> None:
    """A report may be silent about payments of a status, but not name some and not others."""
    counted = {
        _text(each, "DtldSts"): int(_text(each, "DtldNbOfTxs"))
        for each in group.findall("{*}NbOfTxsPerSts")
    }
    if any(reported[code] not in (0, count) for code, count in counted.items()):
        raise Refusal("xml.totals")
    if counted and set(reported) - set(counted):
        raise Refusal("xml.totals")


def _notification(body: etree._Element) -> Message:
    lines: list[Line] = []
    for notice in body.findall("{*}Ntfctn"):
        entries = notice.findall("{*}Ntry")
        _check_summary(notice, entries)
        for entry in entries:
            lines.extend(_lines_of(entry))
    return Message(Kind.NOTIFICATION, msg_id=_text(body, "GrpHdr/MsgId"), lines=tuple(lines))


def _check_summary(notice: etree._Element, entries: list[etree._Element]) -> None:
    sides = {"CRDT": Decimal(0), "DBIT": Decimal(0)}
    for entry in entries:
        sides[_text(entry, "CdtDbtInd")] += _decimal(entry.find("{*}Amt"))
    for path, value in (
        ("TtlNtries/NbOfNtries", Decimal(len(entries))),
        ("TtlNtries/Sum", sum(sides.values(), Decimal(0))),
        ("TtlCdtNtries/Sum", sides["CRDT"]),
        ("TtlDbtNtries/Sum", sides["DBIT"]),
    ):
        said = _text(notice, f"TxsSummry/{path}")
        if said and Decimal(said) != value:
            raise Refusal("xml.totals")


def _lines_of(entry: etree._Element) -> Iterator[Line]:
    """Yield the lines of one entry of a notification."""
    details = entry.findall("{*}NtryDtls/{*}TxDtls")
    stated = [each.find("{*}Amt") for each in details]
    parts_sum = sum(map(_decimal, stated), Decimal(0))
    if details and None not in stated and parts_sum != _decimal(entry.find("{*}Amt")):
        raise Refusal("xml.totals")
    batch_sum = _text(entry, "NtryDtls/Btch/TtlAmt")
    batch_count = _text(entry, "NtryDtls/Btch/NbOfTxs")
    if (batch_sum and Decimal(batch_sum) != parts_sum) or (
        batch_count and int(batch_count) != len(details)
    ):
        raise Refusal("xml.totals")
    for part in details or [entry]:
        yield _line(entry, part, has_parts=len(details) > 1)


def _line(entry: etree._Element, part: etree._Element, *, has_parts: bool) -> Line:
    own_amount = part.find("{*}Amt")
    stated = own_amount if own_amount is not None or has_parts else entry.find("{*}Amt")
    amount = _amount(stated)
    day = _text(entry, "BookgDt/Dt") or _text(entry, "BookgDt/DtTm")[:10]
    end_to_end_id = _text(part, "Refs/EndToEndId")
    reference = _text(part, "Refs/AcctSvcrRef") or _text(entry, "AcctSvcrRef")
    side = _text(part, "CdtDbtInd") or _text(entry, "CdtDbtInd")
    told = _movement(entry, part, side)
    money = amount["amount"]
    halalas = money.halalas if isinstance(money, Money) else "?"
    return Line(
        end_to_end_id=end_to_end_id,
        told=told,
        reason=_text(part, "RtrInf/Rsn/Cd"),
        on=date.fromisoformat(day) if day else None,
        entry=f"{reference}|{end_to_end_id}|{side}|{halalas}|{day}",
        **amount,  # type: ignore[arg-type]
    )


def _movement(entry: etree._Element, part: etree._Element, side: str) -> Told:
    status = _text(entry, "Sts/Cd") or _text(entry, "Sts")
    if status != "BOOK":
        return Told.WAITING
    if side == "DBIT":
        return Told.BOOKED
    is_return = part.find("{*}RtrInf") is not None or _text(entry, "RvslInd") == "true"
    return Told.RETURNED if is_return else Told.CREDITED


def _status(code: str) -> Told | None:
    if code in _TAKEN:
        return Told.ACCEPTED
    if code == "RJCT":
        return Told.REJECTED
    return Told.WAITING if code in ("PDNG", "RCVD") else None


def _text(element: etree._Element, path: str) -> str:
    wild = "/".join(f"{{*}}{name}" for name in path.split("/"))
    found = element.findtext(wild)
    return (found or "").strip()


def _decimal(element: etree._Element | None) -> Decimal:
    try:
        return Decimal(element.text or "") if element is not None else Decimal(0)
    except InvalidOperation:
        raise Refusal("xml.schema") from None


def _amount(element: etree._Element | None) -> dict[str, object]:
    """Return `amount` and `problem` of a line."""
    if element is None:
        return {"amount": None, "problem": ""}
    if element.get("Ccy") != CURRENCY:
        return {"amount": None, "problem": "currency"}
    halalas = _decimal(element) * 100
    if halalas != halalas.to_integral_value() or halalas > 10**15:
        return {"amount": None, "problem": "precision"}
    return {"amount": Money(int(halalas)), "problem": ""}
