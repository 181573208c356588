"""The simulated bank: what it says of accounts, files and money, by a writer of its own."""

from datetime import UTC, date, datetime

import httpx
import pytest
from lxml import etree

from daman.exchange.banks import pain001
from daman.exchange.banks.http_bank import HttpBank
from daman.exchange.banks.port import BankUnavailable
from daman.exchange.banks.schemas_of import schema_of
from daman.kernel import iban
from daman.kernel.money import Money
from simulators.registry.population import NAMED


@pytest.fixture
def bank(simulators):
    return HttpBank(url=f"{simulators}/simulators/bank", token="simulated")


def a_file(*accounts: str, msg_id: str = "RUN-1-001") -> bytes:
    head = pain001.FileHead(
        msg_id,
        datetime(2026, 11, 25, 7, 0, tzinfo=UTC),
        date(2026, 12, 1),
        pain001.Debtor("Enhanced Social Security", iban.synthetic(10**9)),
    )
    payments = [
        pain001.Instruction(f"{msg_id}-E{place}", Money(132_050), account, "نورة")
        for place, account in enumerate(accounts)
    ]
    return pain001.written(head, payments)


@pytest.mark.parametrize(
    ("owner", "account", "result"),
    [
        ("noura", "noura", "VERIFIED"),
        ("noura", "huda", "NOT_VERIFIED"),
        ("maha", "maha", "CLOSED"),
        ("bandar", "bandar", "NOT_VERIFIED"),
    ],
)
def test_an_account_is_its_owners_alone(bank, owner, account, result):
    answer = bank.verify(iban=NAMED[account].iban, national_id=NAMED[owner].national_id)
    assert answer.result == result
    assert answer.bank_name


def test_an_account_at_another_bank_cannot_be_confirmed(bank):
    other = iban.synthetic(7, bank="80")
    answer = bank.verify(iban=other, national_id=NAMED["noura"].national_id)
    assert (answer.result, answer.bic) == ("UNABLE", "RJHISARI")


def test_answers_are_valid_and_named_once(bank):
    content = a_file(NAMED["noura"].iban, NAMED["maha"].iban, iban.synthetic(10**12))
    bank.send(name="a.xml", content=content, msg_id="RUN-1-001")
    bank.send(name="a.xml", content=content, msg_id="RUN-1-001")
    answers = bank.answers()
    assert len(answers) == 2
    for _, answer in answers:
        root = etree.fromstring(answer)
        schema = schema_of(etree.QName(root).namespace)
        assert schema.validate(root), schema.error_log
    report = etree.fromstring(answers[0][1])
    said = [
        (each.findtext("{*}TxSts"), each.findtext("{*}StsRsnInf/{*}Rsn/{*}Cd"))
        for each in report.iterfind(".//{*}TxInfAndSts")
    ]
    assert said == [("ACCP", None), ("RJCT", "AC04"), ("RJCT", "AC01")]
    assert bank.answers(known=[name for name, _ in answers]) == []


@pytest.mark.parametrize(
    ("made", "asked", "booked"),
    [
        ("2026-10-27", "2026-11-01", "2026-11-01"),
        ("2026-11-25", "2026-12-01", "2026-11-25"),
        ("2026-11-25", "2026-11-01", "2026-11-25"),
    ],
)
def test_money_is_booked_on_the_day_asked_for_once_it_has_come(bank, made, asked, booked):
    content = a_file(NAMED["noura"].iban)
    content = content.replace(b"2026-11-25", made.encode()).replace(b"2026-12-01", asked.encode())
    bank.send(name="a.xml", content=content, msg_id="RUN-1-001")
    notification = etree.fromstring(bank.answers()[-1][1])
    assert notification.findtext(".//{*}BookgDt/{*}Dt") == booked


def test_a_file_without_its_days_is_not_taken(bank):
    content = a_file(NAMED["noura"].iban).replace(b"2026-12-01", b"soon")
    with pytest.raises(BankUnavailable, match="status"):
        bank.send(name="a.xml", content=content, msg_id="X")


def test_another_file_under_the_same_name_is_refused(bank):
    bank.send(name="a.xml", content=a_file(NAMED["noura"].iban), msg_id="RUN-1-001")
    bank.send(name="b.xml", content=a_file(NAMED["huda"].iban), msg_id="RUN-1-001")
    assert b"AM05" in bank.answers()[-1][1]


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"<a/>", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>']
)
def test_what_is_no_payment_file_is_not_taken(bank, content):
    with pytest.raises(BankUnavailable, match="status"):
        bank.send(name="a.xml", content=content, msg_id="X")


def test_a_file_that_does_not_add_up_is_not_taken(bank):
    content = a_file(NAMED["noura"].iban).replace(b"<CtrlSum>1320.50", b"<CtrlSum>1320.51")
    with pytest.raises(BankUnavailable, match="status"):
        bank.send(name="a.xml", content=content, msg_id="X")


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "accounts/verify"), ("POST", "files"), ("GET", "answers")]
)
def test_strangers_are_not_served(simulators, method, path):
    answer = httpx.request(method, f"{simulators}/simulators/bank/{path}")
    assert answer.status_code == 401


def test_pages_show_files_and_lines(simulators, bank):
    assert "لم يصل أي ملف" in httpx.get(f"{simulators}/simulators/bank").text
    bank.send(name="a.xml", content=a_file(NAMED["noura"].iban), msg_id="RUN-1-001")
    assert "RUN-1-001" in httpx.get(f"{simulators}/simulators/bank").text
    page = httpx.get(f"{simulators}/simulators/bank/files/RUN-1-001").text
    assert NAMED["noura"].iban in page
    assert "1 ديسمبر 2026م" in page
    assert "25 نوفمبر 2026م 10:00" in page
    assert httpx.get(f"{simulators}/simulators/bank/files/OTHER").status_code == 404


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ({"mode": "down", "variant": "unavailable"}, "status"),
        ({"mode": "wrong", "variant": "malformed"}, "malformed"),
        ({"mode": "wrong", "variant": "type"}, "malformed"),
        ({"mode": "wrong", "variant": "huge"}, "too_large"),
    ],
)
def test_an_unusable_answer_is_no_answer(simulators, bank, setting, reason):
    httpx.post(f"{simulators}/simulators/control", json={"system": "bank", **setting})
    with pytest.raises(BankUnavailable, match=reason):
        bank.verify(iban=NAMED["noura"].iban, national_id=NAMED["noura"].national_id)


def test_a_bank_that_is_not_configured_is_unavailable():
    with pytest.raises(BankUnavailable, match="not_configured"):
        HttpBank(url="", token="").verify(iban=iban.synthetic(1), national_id="1")
    with pytest.raises(BankUnavailable, match="not_configured"):
        HttpBank(url="", token="").send(name="a", content=b"", msg_id="a")
