"""Reads what the bank answers: pain.002 (taken or refused) and camt.054 (booked or sent back)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from lxml import etree

from daman.exchange.banks.schemas_of import PREFIX
from daman.exchange.banks.strict_xml import elements
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


@dataclass
class Message:
    """One message whose schema and totals hold."""

    kind: Kind
    msg_id: str = ""
    original_msg_id: str = ""
    group: Told | None = None
    group_reason: str = ""
    original_count: int | None = None
    original_sum: Decimal | None = None
    lines: list[Line] = field(default_factory=list)


def read(content: bytes) -> Message:
    """
    Return the message of a file.

    :raises Refusal: xml.limits, xml.encoding, xml.doctype, xml.schema, or xml.totals when its
        own counts and sums do not fit its lines
    """
    found = elements(content, namespaces=STATUS_REPORTS | NOTIFICATIONS)
    reader = _Reader()
    for element in found:
        reader.take(element)
    return reader.message()


class _Reader:
    """Collects lines while the message streams by."""

    def __init__(self) -> None:
        self.report = Message(Kind.STATUS_REPORT)
        self.notification = Message(Kind.NOTIFICATION)
        self.is_notification = False
        self.counted: dict[str, int] = {}
        self.reported: Counter[str] = Counter()
        self.entries_count = 0
        self.entries_sum = Decimal(0)

    def message(self) -> Message:
        return self.notification if self.is_notification else self.report

    def take(self, element: etree._Element) -> None:
        taker = getattr(self, f"_take_{etree.QName(element).localname}", None)
        if taker is not None:
            taker(element)

    def _take_GrpHdr(self, element: etree._Element) -> None:  # noqa: N802 - ISO element names.
        self.report.msg_id = self.notification.msg_id = _text(element, "MsgId")

    # pain.002

    def _take_OrgnlGrpInfAndSts(self, element: etree._Element) -> None:  # noqa: N802
        self.report.original_msg_id = _text(element, "OrgnlMsgId")
        self.report.group = _status(_text(element, "GrpSts"))
        self.report.group_reason = _text(element, "StsRsnInf/Rsn/Cd")
        count, control_sum = _text(element, "OrgnlNbOfTxs"), _text(element, "OrgnlCtrlSum")
        self.report.original_count = int(count) if count else None
        self.report.original_sum = Decimal(control_sum) if control_sum else None
        self.counted = _counted(element)

    def _take_TxInfAndSts(self, element: etree._Element) -> None:  # noqa: N802
        code = _text(element, "TxSts")
        self.reported[code] += 1
        line = Line(
            end_to_end_id=_text(element, "OrgnlEndToEndId"),
            told=_status(code) or Told.WAITING,
            reason=_text(element, "StsRsnInf/Rsn/Cd"),
            **_amount(element.find("{*}OrgnlTxRef/{*}Amt/{*}InstdAmt")),  # type: ignore[arg-type]
        )
        self.report.lines.append(line)
        element.clear()

    def _take_CstmrPmtStsRpt(self, _element: etree._Element) -> None:  # noqa: N802
        # A report may be silent about payments of a status, but not name some and not others.
        for code, count in self.counted.items():
            if self.reported[code] not in (0, count):
                raise Refusal("xml.totals")
        if self.counted and set(self.reported) - set(self.counted):
            raise Refusal("xml.totals")

    # camt.054

    def _take_BkToCstmrDbtCdtNtfctn(self, _element: etree._Element) -> None:  # noqa: N802
        self.is_notification = True

    def _take_Ntry(self, element: etree._Element) -> None:  # noqa: N802
        self.entries_count += 1
        self.entries_sum += _decimal(element.find("{*}Amt"))
        self.notification.lines.extend(_lines_of(element))
        for child in element:
            child.clear()

    def _take_Ntfctn(self, element: etree._Element) -> None:  # noqa: N802
        for path, value in (
            ("TxsSummry/TtlNtries/NbOfNtries", Decimal(self.entries_count)),
            ("TxsSummry/TtlNtries/Sum", self.entries_sum),
        ):
            said = _text(element, path)
            if said and Decimal(said) != value:
                raise Refusal("xml.totals")
        self.entries_count, self.entries_sum = 0, Decimal(0)
        element.clear()


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
    halalas = amount["amount"].halalas if amount["amount"] is not None else "?"  # type: ignore[attr-defined]
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


def _counted(element: etree._Element) -> dict[str, int]:
    """Return how many payments the report says have each status."""
    return {
        _text(each, "DtldSts"): int(_text(each, "DtldNbOfTxs"))
        for each in element.findall("{*}NbOfTxsPerSts")
    }


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
