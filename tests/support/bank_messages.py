"""Messages that a bank might send, written as plain text apart from the product's reader."""

from dataclasses import dataclass

ISO = "urn:iso:std:iso:20022:tech:xsd:"


@dataclass(frozen=True)
class Said:
    """One line of a message."""

    end_to_end_id: str
    amount: str = "1320.00"
    status: str = "ACCP"
    reason: str = ""
    side: str = "DBIT"
    currency: str = "SAR"
    day: str = "2026-12-01"
    reference: str = ""


def status_report(
    msg_id: str,
    original: str,
    lines: list[Said],
    *,
    version: str = "12",
    group: str = "PART",
    counted: dict[str, int] | None = None,
) -> bytes:
    """Return a pain.002; `counted` is what its header says of each status."""
    counts = "".join(
        f"<NbOfTxsPerSts><DtldNbOfTxs>{count}</DtldNbOfTxs><DtldSts>{status}</DtldSts>"
        "</NbOfTxsPerSts>"
        for status, count in (counted or {}).items()
    )
    told = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{line.end_to_end_id}</OrgnlEndToEndId>"
        f"<TxSts>{line.status}</TxSts>{_reason(line.reason)}</TxInfAndSts>"
        for line in lines
    )
    block = (
        f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{original}</OrgnlPmtInfId>{told}</OrgnlPmtInfAndSts>"
        if told
        else ""
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{ISO}pain.002.001.{version}">'
        f"<CstmrPmtStsRpt><GrpHdr><MsgId>{msg_id}</MsgId><CreDtTm>2026-12-01T06:00:00Z</CreDtTm>"
        f"</GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>{original}</OrgnlMsgId>"
        f"<OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpSts>{group}</GrpSts>{counts}"
        f"</OrgnlGrpInfAndSts>{block}</CstmrPmtStsRpt></Document>"
    ).encode()


def _reason(code: str) -> str:
    return f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf>" if code else ""


def notification(
    msg_id: str, lines: list[Said], *, count: int | None = None, total: str | None = None
) -> bytes:
    """Return a camt.054 with one entry a line; `count` and `total` as its summary says."""
    summary = ""
    if count is not None:
        said_sum = f"<Sum>{total}</Sum>" if total else ""
        summary = (
            f"<TxsSummry><TtlNtries><NbOfNtries>{count}</NbOfNtries>{said_sum}</TtlNtries>"
            "</TxsSummry>"
        )
    entries = "".join(_entry(place, line) for place, line in enumerate(lines))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{ISO}camt.054.001.08">'
        f"<BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>{msg_id}</MsgId>"
        "<CreDtTm>2026-12-01T06:00:00Z</CreDtTm></GrpHdr><Ntfctn><Id>1</Id><Acct><Id>"
        f"<IBAN>SA8299999000001000000000</IBAN></Id></Acct>{summary}{entries}</Ntfctn>"
        "</BkToCstmrDbtCdtNtfctn></Document>"
    ).encode()


def _entry(place: int, line: Said) -> str:
    back = f"<RtrInf><Rsn><Cd>{line.reason}</Cd></Rsn></RtrInf>" if line.reason else ""
    reference = line.reference or f"R{line.end_to_end_id[-20:]}{line.side}"
    amount = f'<Amt Ccy="{line.currency}">{line.amount}</Amt>'
    return (
        f"<Ntry>{amount}<CdtDbtInd>{line.side}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
        f"<BookgDt><Dt>{line.day}</Dt></BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef>"
        "<BkTxCd/><NtryDtls><TxDtls><Refs><EndToEndId>"
        f"{line.end_to_end_id}</EndToEndId></Refs>{amount}<CdtDbtInd>{line.side}</CdtDbtInd>"
        f"{back}</TxDtls></NtryDtls></Ntry>"
    )
