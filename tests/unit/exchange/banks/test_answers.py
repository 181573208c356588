"""The reader of the bank's answers: what it understands, and what it refuses within a second."""

import time
from datetime import date

import pytest

from daman.exchange.banks import answers
from daman.exchange.banks.answers import Told
from daman.kernel.money import Money
from daman.kernel.refusal import Refusal
from tests.support.bank_messages import ISO, Said, notification, status_report

CAMT = f"{ISO}camt.054.001.08"
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'


@pytest.mark.parametrize("version", ["03", "12"])
def test_a_status_report_names_each_payment(version):
    lines = [Said("A"), Said("B", status="RJCT", reason="AC04"), Said("C", status="PDNG")]
    told = answers.read(status_report("S1", "M1", lines, version=version))
    assert (told.kind, told.msg_id, told.original_msg_id) == ("pain.002", "S1", "M1")
    assert [(line.end_to_end_id, line.told, line.reason) for line in told.lines] == [
        ("A", Told.ACCEPTED, ""),
        ("B", Told.REJECTED, "AC04"),
        ("C", Told.WAITING, ""),
    ]


def test_a_notification_names_what_was_booked_and_sent_back():
    lines = [Said("A"), Said("B", side="CRDT", reason="AC04"), Said("C", side="CRDT")]
    told = answers.read(notification("N1", lines, count=3, total="3960.00"))
    assert (told.kind, told.msg_id) == ("camt.054", "N1")
    assert [line.told for line in told.lines] == [Told.BOOKED, Told.RETURNED, Told.CREDITED]
    assert told.lines[0].amount == Money.riyals(1320)
    assert told.lines[0].on == date(2026, 12, 1)
    assert len({line.entry for line in told.lines}) == 3


@pytest.mark.parametrize(
    ("line", "problem"),
    [(Said("A", currency="USD"), "currency"), (Said("A", amount="1320.005"), "precision")],
)
def test_a_line_that_cannot_be_posted_is_named(line, problem):
    told = answers.read(notification("N1", [line]))
    assert [(line.problem, line.amount) for line in told.lines] == [(problem, None)]


@pytest.mark.parametrize(
    "content",
    [
        notification("N1", [Said("A")], count=2),
        notification("N1", [Said("A")], count=1, total="1320.01"),
        status_report("S1", "M1", [Said("A")], counted={"ACCP": 2}),
        status_report("S1", "M1", [Said("A")], counted={"RJCT": 1}),
    ],
    ids=["count", "sum", "fewer", "other"],
)
def test_totals_that_do_not_fit_are_refused(content):
    with pytest.raises(Refusal, match="xml.totals"):
        answers.read(content)


def bomb(levels: int = 9) -> bytes:
    entities = "".join(
        f'<!ENTITY e{place} "{f"&e{place - 1};" * 10 if place else "ha"}">'
        for place in range(levels)
    )
    return HEAD + f"<!DOCTYPE Document [{entities}]><Document>&e{levels - 1};</Document>".encode()


def inside(content: bytes) -> bytes:
    return HEAD + f'<Document xmlns="{CAMT}">'.encode() + content + b"</Document>"


HOSTILE = {
    "billion laughs": (bomb(), "xml.doctype"),
    "quadratic": (
        b'<!DOCTYPE d [<!ENTITY a "' + b"x" * 50_000 + b'">]><d>' + b"&a;" * 50_000 + b"</d>",
        "xml.doctype",
    ),
    "outside file": (
        b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>', "xml.doctype"
    ),
    "external type": (b'<!DOCTYPE d SYSTEM "http://127.0.0.1:9/d.dtd"><d/>', "xml.doctype"),
    "parameter entity": (b'<!DOCTYPE d [<!ENTITY % p SYSTEM "x"> %p;]><d/>', "xml.doctype"),
    "deep": (inside(b"<a>" * 200_000 + b"</a>" * 200_000), "xml.limits"),
    "deep and open": (HEAD + b"<a>" * 200_000, "xml.limits"),
    "long text": (inside(b"<a>" + b"x" * 12_000_000 + b"</a>"), "xml.limits"),
    "many attributes": (
        inside(b"<a " + b" ".join(b'a%d="1"' % n for n in range(50_000)) + b"/>"), "xml.limits"
    ),
    "UTF-7": (b'<?xml version="1.0" encoding="UTF-7"?><d/>', "xml.encoding"),
    "UTF-16": ('<?xml version="1.0" encoding="UTF-16"?><d/>'.encode("utf-16"), "xml.encoding"),
    "not UTF-8": (inside(b"\xff\xfe"), "xml.encoding"),
    "other namespace": (HEAD + b'<Document xmlns="urn:example"/>', "xml.schema"),
    "our own kind": (
        HEAD + f'<Document xmlns="{ISO}pain.001.001.09"/>'.encode(), "xml.schema"
    ),
    "path for namespace": (
        HEAD + f'<Document xmlns="{ISO}../../../pain.001"/>'.encode(), "xml.schema"
    ),
    "invalid": (inside(b"<BkToCstmrDbtCdtNtfctn/>"), "xml.schema"),
    "truncated": (notification("N1", [Said("A")])[:-40], "xml.schema"),
    "many elements": (inside(b"<a/>" * 2_000_000), "xml.schema"),
    "many elements later": (
        notification("N1", [Said("A")] * 200)[:-40] + b"<a/>" * 1_000_000, "xml.schema"
    ),
    "empty": (b"", "xml.schema"),
    "not XML": (b"{}", "xml.schema"),
    "processing instruction": (HEAD + b"<?php x ?>", "xml.schema"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "code"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_within_a_second(content: bytes, code: str):
    start = time.process_time()
    with pytest.raises(Refusal) as refused:
        answers.read(content)
    assert refused.value.code == code
    assert time.process_time() - start < 1


def test_a_file_beyond_the_size_is_refused():
    with pytest.raises(Refusal, match="xml.limits"):
        answers.read(b" " * 50_000_001)
