"""A file as it is kept: rebuilt from its pages or pixels, so that nothing else comes along."""

import io
import re
import unicodedata
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import filetype
import pikepdf
from PIL import Image, ImageFile, ImageOps

from daman.kernel.arabic import clean_line
from daman.kernel.refusal import Refusal
from daman.record.documents import swelling

PIXELS_MAX = 25_000_000
PAGES_MAX = 30
NAME_LENGTH_MAX = 150
JPEG_QUALITY = 88
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
}
# What a page needs to be seen; annotations, actions and private marks are not among it.
_PAGE_KEYS = ("/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/UserUnit")
_PRIVATE_KEYS = ("/AA", "/AF", "/PieceInfo", "/Metadata", "/OPI", "/Ref", "/StructParents")
_ACTIVE_ACTIONS = {"/JavaScript", "/Launch", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData",
                   "/RichMediaExecute", "/Rendition", "/Movie", "/Sound", "/URI"}  # fmt: skip
_ACTIVE_TYPES = {"/Filespec", "/EmbeddedFile", "/Action"}


@dataclass(frozen=True)
class Rebuilt:
    """The bytes that are kept, what they are, and how many pages they have."""

    content: bytes
    media_type: str
    pages_count: int


def clean_name(name: str, *, media_type: str = "application/pdf") -> str:
    """
    Return a file's name as text to show: no path, no direction or control characters.

    >>> clean_name("../../cod\\u202egpj.pdf")
    'codgpj.pdf'
    """
    line = clean_line(re.split(r"[/\\]", name)[-1])
    shown = "".join(char for char in line if unicodedata.category(char)[0] != "C").strip(" .")
    stem, _, suffix = shown.rpartition(".")
    if not stem:
        ending = media_type.rpartition("/")[2]
        return f"document.{ending}"
    return f"{stem[: NAME_LENGTH_MAX - len(suffix) - 1]}.{suffix}"[:NAME_LENGTH_MAX]


def rebuild(name: str, content: bytes) -> Rebuilt:
    """
    Return the file made anew from its pages or pixels.

    :raises Refusal: file.type, file.pixels, file.pages, file.encrypted, file.swells, file.corrupt
        or file.active
    """
    kind = filetype.guess(content)
    suffix = clean_name(name).rpartition(".")[2].lower()
    media_type = str(kind.mime) if kind is not None else ""
    if not media_type or MEDIA_TYPES.get(suffix) != media_type:
        raise Refusal("file.type")
    if media_type == "application/pdf":
        return _rebuilt_pdf(content)
    return _rebuilt_image(content, media_type)


def _rebuilt_image(content: bytes, media_type: str) -> Rebuilt:
    form = media_type.rpartition("/")[2].upper()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=[form]) as image:
                if image.width * image.height > PIXELS_MAX:
                    raise Refusal("file.pixels")
                return Rebuilt(_encoded(image, form), media_type, pages_count=1)
    except Image.DecompressionBombError:
        raise Refusal("file.pixels") from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, MemoryError):
        # Pillow answers damaged files with any of these.
        raise Refusal("file.corrupt") from None


def _encoded(image: ImageFile.ImageFile, form: str) -> bytes:
    """Return the pixels, upright, without metadata, profiles or further frames."""
    image.load()
    upright = ImageOps.exif_transpose(image)
    has_shine = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    mode = "RGBA" if form == "PNG" and has_shine else "RGB"
    plain = upright.convert(mode)
    plain.info.clear()
    kept = io.BytesIO()
    if form == "JPEG":
        plain.save(kept, "JPEG", quality=JPEG_QUALITY)
    else:
        plain.save(kept, "PNG")
    return kept.getvalue()


def _rebuilt_pdf(content: bytes) -> Rebuilt:
    try:
        with pikepdf.open(io.BytesIO(content)) as given, pikepdf.new() as made:
            if given.is_encrypted:
                raise Refusal("file.encrypted")
            pages_count = len(given.pages)
            if not pages_count:
                raise Refusal("file.corrupt")
            if pages_count > PAGES_MAX:
                raise Refusal("file.pages", limit=PAGES_MAX)
            swelling.refuse_swelling(given)
            for page in given.pages:
                _copy_page(page, made)
            _strip(made)
            kept = io.BytesIO()
            made.save(kept, deterministic_id=True)
    except pikepdf.PasswordError:
        raise Refusal("file.encrypted") from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError):
        # A damaged tree of pages answers with any of these.
        raise Refusal("file.corrupt") from None
    return Rebuilt(_checked(kept.getvalue(), pages_count), "application/pdf", pages_count)


def _copy_page(page: pikepdf.Page, made: pikepdf.Pdf) -> None:
    made.pages.append(page)
    copied = made.pages[-1].obj
    for key in list(copied.keys()):
        if key not in (*_PAGE_KEYS, "/Type", "/Parent"):
            del copied[key]


def _strip(made: pikepdf.Pdf) -> None:
    """Remove private marks and attachments that pictures and forms inside a page may carry."""
    for found in _parts(made):
        for key in _PRIVATE_KEYS:
            if key in found and not _is_resource_name(found, key):
                del found[key]


def _parts(made: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield every dictionary and stream, also those written inside another."""
    waiting = list(made.objects)
    while waiting:
        found = waiting.pop()
        if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
            yield found
            inside: list[Any] = [found.get(key) for key in found.keys()]  # noqa: SIM118
        else:
            inside = list(found) if isinstance(found, pikepdf.Array) else []
        waiting += [each for each in inside if _is_written_inside(each)]


def _is_written_inside(value: object) -> bool:
    """Return whether a value is a part that the list of objects does not name itself."""
    is_part = isinstance(value, pikepdf.Dictionary | pikepdf.Array)
    return is_part and not value.is_indirect  # type: ignore[attr-defined]


def _is_resource_name(found: pikepdf.Object, key: str) -> bool:
    """Return whether the key may be a font's or picture's name in a list of resources."""
    is_plain = isinstance(found, pikepdf.Dictionary) and "/Type" not in found
    return is_plain and key in ("/AA", "/AF", "/Ref")


def _checked(content: bytes, pages_count: int) -> bytes:
    """Return the bytes when the rebuilt file holds the same pages and nothing that acts."""
    with pikepdf.open(io.BytesIO(content)) as made:
        if len(made.pages) != pages_count:
            raise Refusal("file.corrupt")
        if any(_is_active(found) for found in _parts(made)):
            raise Refusal("file.active")
    return content


def _is_active(found: pikepdf.Object) -> bool:
    """Return whether a part acts, or fetches what is not in the file."""
    is_stream = isinstance(found, pikepdf.Stream)
    return (
        str(found.get("/S", "")) in _ACTIVE_ACTIONS
        or str(found.get("/Type", "")) in _ACTIVE_TYPES
        or "/JS" in found
        or (is_stream and ("/F" in found or str(found.get("/Subtype", "")) == "/PS"))
    )
