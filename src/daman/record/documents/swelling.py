"""A PDF that is small on the way and vast when it is opened is refused, measured within bounds."""

import zlib

import pikepdf
from pikepdf.settings import set_qpdf_limits

from daman.kernel.refusal import Refusal

# A page of 210 by 297 mm, scanned in colours at 300 dots to the inch, holds 26 MB.
STREAM_BYTES_MAX = 40_000_000
INFLATED_BYTES_MAX = 200_000_000
# Its unpacking has no bound in qpdf, and no scanner or office program of today writes it.
_UNBOUNDED = {"/LZWDecode", "/LZW"}
_LIMIT = "limit exceeded"

# For the whole process: qpdf unpacks lists of objects by itself as soon as a file is opened.
set_qpdf_limits(flate_max_memory=STREAM_BYTES_MAX, run_length_max_memory=STREAM_BYTES_MAX)


def refuse_swelling(given: pikepdf.Pdf) -> None:
    """
    Unpack each stream of a document as far as is allowed, and keep nothing of it.

    :raises Refusal: file.swells when a stream, or all of them together, are too large
    """
    total = 0
    for found in given.objects:
        if isinstance(found, pikepdf.Stream):
            total += _unpacked_count(found)
        if total > INFLATED_BYTES_MAX:
            raise Refusal("file.swells")


def _unpacked_count(stream: pikepdf.Stream) -> int:
    if _UNBOUNDED & set(_filters(stream)):
        raise Refusal("file.swells")
    try:
        return len(stream.read_bytes(pikepdf.StreamDecodeLevel.specialized))
    except pikepdf.DataDecodingError as problem:
        if _LIMIT in str(problem):
            raise Refusal("file.swells") from None
        return 0
    except pikepdf.PdfError:
        # Pixels of a picture, which may be packed once more.
        return _inflated_count(stream.read_raw_bytes())


def _filters(stream: pikepdf.Stream) -> list[str]:
    given = stream.get("/Filter")
    return [str(each) for each in (given if isinstance(given, pikepdf.Array) else [given])]


def _inflated_count(content: bytes) -> int:
    """Return how many bytes come out of what zlib packed, and zero of anything else."""
    try:
        count = len(zlib.decompressobj().decompress(content, STREAM_BYTES_MAX + 1))
    except zlib.error:
        return 0
    if count > STREAM_BYTES_MAX:
        raise Refusal("file.swells")
    return count
