"""Writes the bank's answers: pain.002.001.12 and camt.054.001.08."""

from datetime import date
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

from simulators.bank.incoming import Instruction, PaymentFile

STATUS_REPORT = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.12"
NOTIFICATION = "urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"
Element = ElementTree.Element


def status_report(msg_id: str, file: PaymentFile, reasons: list[str]) -> bytes:
    """Return which payments of a file were taken and which refused, each with its reason."""
    refused_count = sum(bool(reason) for reason in reasons)
    taken_count = len(reasons) - refused_count
    group = "PART" if refused_count and taken_count else ("RJCT" if refused_count else "ACCP")
    document, report = _document(STATUS_REPORT, "CstmrPmtStsRpt", msg_id, file.created)
    header = _child(report, "OrgnlGrpInfAndSts")
    _original(header, file)
    _child(header, "OrgnlNbOfTxs", str(len(reasons)))
    _child(header, "OrgnlCtrlSum", file.control_sum)
    _child(header, "GrpSts", group)
    for status, count in (("ACCP", taken_count), ("RJCT", refused_count)):
        if count:
            counted = _child(header, "NbOfTxsPerSts")
            _child(counted, "DtldNbOfTxs", str(count))
            _child(counted, "DtldSts", status)
    block = _child(report, "OrgnlPmtInfAndSts")
    _child(block, "OrgnlPmtInfId", file.msg_id)
    for instruction, reason in zip(file.instructions, reasons, strict=True):
        told = _child(block, "TxInfAndSts")
        _child(told, "OrgnlEndToEndId", instruction.end_to_end_id)
        _child(told, "TxSts", "RJCT" if reason else "ACCP")
        if reason:
            _reason(told, "StsRsnInf", reason)
    return _bytes(document)


def duplicate_report(msg_id: str, file: PaymentFile) -> bytes:
    """Return that a file was refused whole, for its MsgId came before with other content."""
    document, report = _document(STATUS_REPORT, "CstmrPmtStsRpt", msg_id, file.created)
    header = _child(report, "OrgnlGrpInfAndSts")
    _original(header, file)
    _child(header, "GrpSts", "RJCT")
    _reason(header, "StsRsnInf", "AM05")
    return _bytes(document)


def notification(
    msg_id: str,
    file: PaymentFile,
    booked: list[Instruction],
    *,
    on: date,
    return_reason: str = "",
    extra_count: int = 0,
) -> bytes:
    """
    Return what was booked on the payer's account on a day: paid out, or taken back with a reason.

    `extra_count` makes the count of entries wrong.
    """
    document, body = _document(NOTIFICATION, "BkToCstmrDbtCdtNtfctn", msg_id, file.created)
    notice = _child(body, "Ntfctn")
    _child(notice, "Id", msg_id)
    account = _child(notice, "Acct")
    _child(_child(account, "Id"), "IBAN", file.debtor_iban)
    summary = _child(_child(notice, "TxsSummry"), "TtlNtries")
    _child(summary, "NbOfNtries", str(len(booked) + extra_count))
    _child(summary, "Sum", str(sum((Decimal(each.amount) for each in booked), Decimal(0))))
    for instruction in booked:
        _entry(notice, instruction, return_reason, on)
    return _bytes(document)


def _entry(notice: Element, paid: Instruction, reason: str, on: date) -> None:
    side = "CRDT" if reason else "DBIT"
    entry = _child(notice, "Ntry")
    _child(entry, "Amt", paid.amount, Ccy=paid.currency)
    _child(entry, "CdtDbtInd", side)
    _child(_child(entry, "Sts"), "Cd", "BOOK")
    _child(_child(entry, "BookgDt"), "Dt", on.isoformat())
    _child(entry, "AcctSvcrRef", f"{side[0]}{paid.end_to_end_id}"[:35])
    _child(_child(entry, "BkTxCd"), "Prtry").append(_leaf("Cd", "RETURN" if reason else "PAY"))
    details = _child(_child(entry, "NtryDtls"), "TxDtls")
    _child(_child(details, "Refs"), "EndToEndId", paid.end_to_end_id)
    _child(details, "Amt", paid.amount, Ccy=paid.currency)
    _child(details, "CdtDbtInd", side)
    if reason:
        _reason(details, "RtrInf", reason)


def _document(namespace: str, name: str, msg_id: str, created: str) -> tuple[Element, Element]:
    document = Element("Document", xmlns=namespace)
    body = _child(document, name)
    header = _child(body, "GrpHdr")
    _child(header, "MsgId", msg_id)
    _child(header, "CreDtTm", created)
    return document, body


def _original(header: Element, file: PaymentFile) -> None:
    _child(header, "OrgnlMsgId", file.msg_id)
    _child(header, "OrgnlMsgNmId", "pain.001.001.09")


def _reason(parent: Element, name: str, code: str) -> None:
    _child(_child(_child(parent, name), "Rsn"), "Cd", code)


def _leaf(name: str, text: str) -> Element:
    made = Element(name)
    made.text = text
    return made


def _child(parent: Element, name: str, text: str = "", **attributes: Any) -> Element:
    made = ElementTree.SubElement(parent, name, attributes)
    made.text = text or None
    return made


def _bytes(document: Element) -> bytes:
    content: bytes = ElementTree.tostring(document, encoding="UTF-8", xml_declaration=True)
    return content
