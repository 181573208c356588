"""Files from outside: what is kept is rebuilt, sealed and opened on the record."""

import io
import zlib
from datetime import timedelta
from struct import pack

import pikepdf
import pytest
from cryptography.exceptions import InvalidTag
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image
from procrastinate.contrib.django import app

from daman.base.audit.models import AuditEvent
from daman.kernel.refusal import Refusal
from daman.record.documents import operations, rebuilding, serving, storing
from daman.record.documents.models import Document
from tests.support import files
from tests.support.people import a_person
from tests.support.storage import own_documents_folder  # noqa: F401

pytestmark = pytest.mark.django_db


def kept(name, content, at):
    return operations.keep_document(
        person=a_person(), name=name, content=content, by="system:test", at=at
    )


def opened(document, at):
    return operations.open_document(document, by="staff:test", at=at, purpose="test")


def stored_files() -> int:
    def count(folder):
        folders, names = default_storage.listdir(folder)
        return len(names) + sum(count(f"{folder}{each}/") for each in folders)

    try:
        return count("")
    except FileNotFoundError:
        return 0


def a_png_that_swells() -> bytes:
    """Return a few kilobytes that claim and hold 12,000 by 12,000 pixels."""

    def chunk(kind, content):
        return pack(">I", len(content)) + kind + content + pack(">I", zlib.crc32(kind + content))

    side = 12_000
    head = pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\0" * (side // 8)) * side, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def a_tiff() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (9, 9)).save(made, "TIFF")
    return made.getvalue()


def an_encrypted_pdf() -> bytes:
    return files.a_pdf(encryption=pikepdf.Encryption(owner="o", user="u"))


def a_pdf_with_an_owner_only() -> bytes:
    return files.a_pdf(encryption=pikepdf.Encryption(owner="o", user=""))


HOSTILE = {
    "program renamed": ("a.pdf", lambda: b"MZ\x90\0" + b"\0" * 200, "file.type"),
    "web page renamed": ("a.jpg", lambda: b"<!doctype html><script>1</script>", "file.type"),
    "drawing with script": ("a.jpg", lambda: b"<svg onload='x()'/>", "file.type"),
    "picture with script": ("a.png", lambda: b"GIF89a/*" + b"\0" * 50 + b"*/=1;", "file.type"),
    "office document": ("a.docx", files.a_zip, "file.type"),
    "office document renamed": ("a.pdf", files.a_zip, "file.type"),
    "picture of another kind": ("a.png", files.a_jpeg, "file.type"),
    "no ending": ("photo", files.a_jpeg, "file.type"),
    "tiff": ("a.jpg", a_tiff, "file.type"),
    "head of a photo, then a page": ("a.jpg", lambda: b"\xff\xd8\xff\xe0<html>" * 9,
                                     "file.corrupt"),
    "half a photo": ("a.jpg", lambda: files.a_jpeg(size=(400, 400))[:900], "file.corrupt"),
    "half a picture": ("a.png", lambda: files.a_png(size=(400, 400))[:120], "file.corrupt"),
    "half a document": ("a.pdf", lambda: b"%PDF-1.7\n1 0 obj\n<<", "file.corrupt"),
    "document without pages": ("a.pdf", lambda: files.a_pdf(pages=0), "file.corrupt"),
    "swelling picture": ("a.png", a_png_that_swells, "file.pixels"),
    "long document": ("a.pdf", lambda: files.a_pdf(pages=31), "file.pages"),
    "locked document": ("a.pdf", an_encrypted_pdf, "file.encrypted"),
    "half locked document": ("a.pdf", a_pdf_with_an_owner_only, "file.encrypted"),
    "nothing": ("a.pdf", lambda: b"", "file.empty"),
    "too large": ("a.pdf", lambda: b"%PDF-" + b"0" * 5_000_000, "file.size"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_refuses_and_keeps_nothing(case, at):
    name, content, code = HOSTILE[case]
    before = stored_files()

    with pytest.raises(Refusal) as refused:
        kept(name, content(), at)

    assert refused.value.code == code
    assert not Document.objects.exists()
    assert stored_files() == before


def test_photo_loses_where_it_was_taken(at):
    exif = Image.Exif()
    exif[0x0110] = "EVIL-MARK"
    exif.get_ifd(0x8825)[2] = (24.0, 42.0, 0.0)
    given = files.a_jpeg(exif=exif)
    assert b"EVIL-MARK" in given

    content = opened(kept("صورة.jpg", given, at), at)

    assert b"EVIL-MARK" not in content
    assert not Image.open(io.BytesIO(content)).getexif()


def test_photo_stays_upright(at):
    exif = Image.Exif()
    exif[0x0112] = 6

    content = opened(kept("a.jpg", files.a_jpeg(size=(60, 40), exif=exif), at), at)

    assert Image.open(io.BytesIO(content)).size == (40, 60)


def test_what_hangs_behind_a_file_is_gone(at):
    for name, given in (
        ("a.pdf", files.a_pdf()),
        ("a.jpg", files.a_jpeg()),
        ("a.png", files.a_png()),
    ):
        content = opened(kept(name, given + files.a_zip() + b"EVIL-MARK", at), at)
        assert b"EVIL-MARK" not in content
        assert b"PK\x03\x04" not in content


def test_document_keeps_its_page_and_nothing_that_acts(at):
    given = files.an_active_pdf()
    assert given.count(b"EVIL-MARK") > 3

    content = opened(kept("a.pdf", given, at), at)

    with pikepdf.open(io.BytesIO(content)) as made:
        plain = b"".join(
            found.read_bytes() + found.unparse() if isinstance(found, pikepdf.Stream)
            else found.unparse(resolved=True)
            for found in made.objects
        )  # fmt: skip
        assert "/Im0" in made.pages[0].obj.Resources.XObject
    for word in (
        b"EVIL-MARK",
        b"JavaScript",
        b"Filespec",
        b"/AA",
        b"/Annot",
        b"/AF",
        b"PieceInfo",
    ):
        assert word not in plain


def test_bytes_lie_sealed(at):
    document = kept("a.pdf", files.a_pdf(), at)

    with default_storage.open(document.storage_key, "rb") as stored:
        assert b"PDF" not in stored.read()


def test_a_file_belongs_to_its_record_only(at):
    one, other = kept("a.pdf", files.a_pdf(), at), kept("b.jpg", files.a_jpeg(), at)
    one.storage_key = other.storage_key

    with pytest.raises(InvalidTag):
        opened(one, at)


def test_changed_content_is_noticed(at):
    document = kept("a.pdf", files.a_pdf(), at)
    document.sha256 = "0" * 64

    with pytest.raises(operations.Tampered):
        opened(document, at)


def test_each_opening_is_recorded_first(at):
    document = kept("a.pdf", files.a_pdf(), at)
    default_storage.delete(document.storage_key)

    with pytest.raises(FileNotFoundError):
        opened(document, at)

    event = AuditEvent.objects.get(what="documents.document.open")
    assert (event.target, event.by, event.reason) == (document.ref, "staff:test", "test")


def keep_and_fail(at):
    with storing.transaction_with_files():
        kept("a.pdf", files.a_pdf(), at)
        raise RuntimeError(stored_files())


def test_a_failed_transaction_leaves_no_file(at):
    before = stored_files()

    with pytest.raises(RuntimeError, match=str(before + 1)):
        keep_and_fail(at)

    assert stored_files() == before
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\papers\\صك.pdf", "صك.pdf"),
        ("cod\u202egpj.pdf", "codgpj.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie: x.pdf"),
        ("", "document.pdf"),
        ("\u200b.pdf", "document.pdf"),
        ("x" * 400 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_name_is_only_text(name, shown):
    assert rebuilding.clean_name(name) == shown


def test_is_handed_over_to_be_saved(at):
    document = kept("صك الطلاق.pdf", files.a_pdf(), at)

    response = serving.served(document, by="staff:test", at=at, purpose="study")

    assert response["Content-Disposition"].startswith(f'attachment; filename="{document.ref}.pdf"')
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store, private"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert response.content.startswith(b"%PDF")


HIDDEN_ACTS = {
    "script beside the fonts": {"X": {"S": "/JavaScript", "JS": "EVIL-MARK"}},
    "start in a list of lists": {"X": [[{"S": "/Launch", "F": "EVIL-MARK"}]]},
    "call of an address": {"X": {"Y": {"S": "/URI", "URI": "http://evil.example"}}},
    "file within": {"X": {"Y": [{"Type": "/Filespec", "F": "EVIL-MARK"}]}},
}


@pytest.mark.parametrize("what", HIDDEN_ACTS)
def test_an_act_written_inside_another_part_is_found(at, what):
    """The list of a document's objects does not name what is written inside one of them."""
    with pytest.raises(Refusal, match=r"file\.active"):
        kept("a.pdf", files.a_pdf_with(resources=HIDDEN_ACTS[what]), at)


@pytest.mark.parametrize(
    "stream", [{"Subtype": "/Image", "F": "http://evil.example"}, {"Subtype": "/PS"}]
)
def test_a_part_that_is_fetched_or_run_by_a_printer_is_found(at, stream):
    with pytest.raises(Refusal, match=r"file\.active"):
        kept("a.pdf", files.a_pdf_with(picture=stream), at)


@pytest.mark.parametrize(
    "filters",
    [
        ["FlateDecode"],
        ["FlateDecode", "FlateDecode"],
        ["FlateDecode", "DCTDecode"],
        ["RunLengthDecode"],
        ["LZWDecode"],
    ],
)
def test_a_page_that_swells_is_refused(at, filters):
    given = files.a_pdf_that_swells(filters)
    assert len(given) < 1_000_000

    with pytest.raises(Refusal, match=r"file\.swells"):
        kept("a.pdf", given, at)


def test_parts_that_swell_together_are_refused(at):
    given = files.a_pdf_that_swells(["FlateDecode"], bytes_count=36_000_000, pages=6)

    with pytest.raises(Refusal, match=r"file\.swells"):
        kept("a.pdf", given, at)


def test_a_large_scan_is_kept(at):
    given = files.a_pdf_that_swells(["FlateDecode"], bytes_count=26_000_000)

    assert kept("a.pdf", given, at).pages_count == 1


class TestOrphans:
    def test_what_a_killed_upload_left_is_removed_after_a_day(self, at):
        document = kept("a.pdf", files.a_pdf(), at)
        left = default_storage.save("ab/left-by-a-killed-upload", ContentFile(b"sealed"))
        now = default_storage.get_modified_time(left)

        soon = operations.remove_orphans(at=now + timedelta(hours=23))
        later = operations.remove_orphans(at=now + timedelta(days=1, seconds=1))

        assert (soon, later) == (0, 1)
        assert not default_storage.exists(left)
        assert opened(document, at)

    def test_nothing_is_removed_when_the_database_is_another_s(self, at, monkeypatch, caplog):
        monkeypatch.setattr(operations, "ORPHANS_MAX", 2)
        for number in range(3):
            default_storage.save(f"a{number}/sealed", ContentFile(b"sealed"))

        removed = operations.remove_orphans(at=timezone.now() + timedelta(days=2))

        assert (removed, stored_files()) == (0, 3)
        assert "none is removed" in caplog.text

    def test_an_empty_store_has_none(self, at):
        assert operations.remove_orphans(at=at) == 0

    def test_the_worker_looks_every_night(self, monkeypatch):
        asked = []
        monkeypatch.setattr(operations, "remove_orphans", lambda *, at: asked.append(at))

        app.tasks["documents.remove_orphans"].func(timestamp=0)

        assert len(asked) == 1
        cron = app.periodic_registry.periodic_tasks["documents.remove_orphans", ""].cron
        assert cron == "47 2 * * *"
