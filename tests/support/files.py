"""Files as people and attackers send them, made in memory."""

import io
import zipfile
import zlib
from typing import Any

import pikepdf
from PIL import Image


def a_jpeg(*, size=(60, 40), exif: Image.Exif | None = None) -> bytes:
    """Return a small photograph."""
    kept = io.BytesIO()
    Image.new("RGB", size, (20, 120, 80)).save(kept, "JPEG", exif=exif or Image.Exif())
    return kept.getvalue()


def a_png(*, size=(60, 40), mode="RGB") -> bytes:
    """Return a small picture."""
    kept = io.BytesIO()
    Image.new(mode, size).save(kept, "PNG")
    return kept.getvalue()


def a_pdf(*, pages=1, **save) -> bytes:
    """Return a plain document."""
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(200, 200))
    kept = io.BytesIO()
    made.save(kept, **save)
    return kept.getvalue()


def a_pdf_that_swells(
    filters: list[str], *, bytes_count: int = 60_000_000, pages: int = 1
) -> bytes:
    """Return a small document whose pages become so many bytes each when they are unpacked."""
    made = pikepdf.new()
    for number in range(pages):
        made.add_blank_page(page_size=(200, 200))
        content = bytes([number]) * bytes_count
        for name in reversed(filters):
            content = _PACKING.get(name, bytes)(content)
        stream = pikepdf.Stream(made, b"")
        stream.write(content, filter=pikepdf.Array(pikepdf.Name(f"/{name}") for name in filters))
        made.pages[number].obj.Contents = made.make_indirect(stream)
    kept = io.BytesIO()
    made.save(kept, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return kept.getvalue()


# How bytes that are all the same are packed for each filter; what is not here stays as it is.
_PACKING = {
    "FlateDecode": lambda content: zlib.compress(content, 9),
    "RunLengthDecode": lambda content: (b"\x81" + content[:1]) * (len(content) // 128) + b"\x80",
    "LZWDecode": lambda content: content[:9],
}


def an_active_pdf() -> bytes:
    """Return a document with scripts, an attachment and annotations in every place for them."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(200, 200))
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('EVIL-MARK')")
    page = made.pages[0].obj
    page.AA = pikepdf.Dictionary(O=made.make_indirect(script))
    page.PieceInfo = pikepdf.Dictionary(Private=pikepdf.String("EVIL-MARK"))
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=script
    )
    page.Annots = made.make_indirect(pikepdf.Array([made.make_indirect(link)]))
    picture = made.make_stream(b"\0", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image,
                               Width=1, Height=1, BitsPerComponent=8,
                               ColorSpace=pikepdf.Name.DeviceGray)  # fmt: skip
    picture.AF = pikepdf.Array([made.make_indirect(_attachment(made))])
    picture.Metadata = made.make_stream(b"<x>EVIL-MARK</x>")
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
    page.Contents = made.make_stream(b"q 50 0 0 50 10 10 cm /Im0 Do Q")
    made.Root.OpenAction = script
    made.Root.AF = pikepdf.Array([made.make_indirect(_attachment(made))])
    made.attachments["evil.exe"] = b"EVIL-MARK"
    kept = io.BytesIO()
    made.save(kept, compress_streams=False)
    return kept.getvalue()


def a_zip() -> bytes:
    """Return an archive, as a document of an office program is one."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("word/vbaProject.bin", b"EVIL-MARK")
    return kept.getvalue()


def _attachment(made: pikepdf.Pdf) -> pikepdf.Dictionary:
    stored = made.make_stream(b"EVIL-MARK", Type=pikepdf.Name.EmbeddedFile)
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Filespec, F="evil.exe", EF=pikepdf.Dictionary(F=stored)
    )


def a_pdf_with(
    *, resources: dict[str, Any] | None = None, picture: dict[str, Any] | None = None
) -> bytes:
    """Return a document with parts among its resources; words that begin with / are names."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(200, 200))
    page = made.pages[0].obj
    page.Resources = _part(resources or {})
    if picture is not None:
        drawn = made.make_stream(b"", Type=pikepdf.Name.XObject, Width=1, Height=1)
        for key, value in picture.items():
            drawn[f"/{key}"] = _part(value)
        page.Resources.XObject = pikepdf.Dictionary(P=drawn)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def _part(value: Any) -> Any:
    if isinstance(value, dict):
        return pikepdf.Dictionary({f"/{key}": _part(each) for key, each in value.items()})
    if isinstance(value, list):
        return pikepdf.Array([_part(each) for each in value])
    is_name = isinstance(value, str) and value.startswith("/")
    return pikepdf.Name(value) if is_name else value
