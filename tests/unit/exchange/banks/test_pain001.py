"""The payment file: valid, read back by another reader, the same bytes each time."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from pyiso20022.pain.pain_001_001_09 import Document
from xsdata.formats.dataclass.parsers import XmlParser

from daman.exchange.banks import pain001
from daman.exchange.banks.names import bank_of
from daman.exchange.banks.pain001 import Debtor, FileHead, Instruction, UnsoundFile
from daman.kernel import iban
from daman.kernel.money import Money

HEAD = FileHead(
    msg_id="RUN-1-1",
    created_at=datetime(2026, 11, 25, 7, 0, tzinfo=UTC),
    pay_on=date(2026, 12, 1),
    debtor=Debtor("Enhanced Social Security", iban.synthetic(10**9)),
)
PAYMENTS = [
    Instruction("E1", Money(132_050), iban.synthetic(1), "نورة محمد سالم", "2026-12"),
    Instruction("E2", Money(1), iban.synthetic(2, bank="80"), 'A & "B" <c>', ""),
]


def test_another_reader_finds_the_same():
    content = pain001.written(HEAD, PAYMENTS)
    found = XmlParser().from_bytes(content, Document).cstmr_cdt_trf_initn
    assert (found.grp_hdr.msg_id, found.grp_hdr.nb_of_txs) == ("RUN-1-1", "2")
    assert found.grp_hdr.ctrl_sum == Decimal("1320.51")
    block = found.pmt_inf[0]
    assert (block.nb_of_txs, block.ctrl_sum) == ("2", Decimal("1320.51"))
    assert block.pmt_tp_inf.ctgy_purp.cd == "SSBE"
    assert str(block.reqd_exctn_dt.dt) == "2026-12-01"
    read = [
        (
            each.pmt_id.end_to_end_id,
            each.amt.instd_amt.value,
            each.amt.instd_amt.ccy,
            each.cdtr_acct.id.iban,
            each.cdtr.nm,
            each.purp.cd,
        )
        for each in block.cdt_trf_tx_inf
    ]
    assert read == [
        ("E1", Decimal("1320.50"), "SAR", iban.synthetic(1), "نورة محمد سالم", "SSBE"),
        ("E2", Decimal("0.01"), "SAR", iban.synthetic(2, bank="80"), 'A & "B" <c>', "SSBE"),
    ]
    assert block.cdt_trf_tx_inf[0].cdtr_agt is None
    assert block.cdt_trf_tx_inf[1].cdtr_agt.fin_instn_id.bicfi == "RJHISARI"


def test_the_same_payments_give_the_same_bytes():
    assert pain001.written(HEAD, PAYMENTS) == pain001.written(HEAD, list(PAYMENTS))


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": Money(0)},
        {"amount": Money(-1)},
        {"iban": "SA0080000000608010167519"},
        {"iban": "sa0380000000608010167519"},
        {"iban": "SA03 8000 0000 6080 1016 7519"},
        {"end_to_end_id": ""},
        {"end_to_end_id": "x" * 36},
        {"end_to_end_id": "E2"},
        {"payee_name": " "},
        {"payee_name": "x" * 141},
        {"about": "x" * 141},
    ],
)
def test_an_unsound_payment_never_leaves(wrong):
    with pytest.raises(UnsoundFile):
        pain001.written(HEAD, [replace(PAYMENTS[0], **wrong), PAYMENTS[1]])


def test_an_empty_file_never_leaves():
    with pytest.raises(UnsoundFile):
        pain001.written(HEAD, [])


def test_an_unknown_bank_has_no_name():
    assert bank_of(iban.synthetic(1, bank="77")) is None
    assert bank_of(iban.synthetic(1)).name_en == "Simulated bank"
