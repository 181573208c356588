"""
Reads XML from outside without trusting it.

No document type, no entities, no network; UTF-8 only; bounded size, depth, text and attributes;
valid against the schema of its namespace. Each refusal comes within a second and before anything
is believed.
"""

import io
import re
from collections.abc import Iterator

from lxml import etree

from daman.exchange.banks.schemas_of import schema_of
from daman.kernel.refusal import Refusal

BYTES_MAX = 50_000_000
DEPTH_MAX = 64
# The longest piece between two "<": a tag with all its attributes, or a text.
PIECE_BYTES_MAX = 20_000
_DECLARED = re.compile(rb"""\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']*)""")
_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY", b"<!ELEMENT", b"<!ATTLIST", b"<!NOTATION")


def elements(content: bytes, *, namespaces: frozenset[str]) -> Iterator[etree._Element]:
    """
    Yield every element of a valid message when it ends, in order; the last is the root.

    A caller may clear what it has read. Until the iterator is used up nothing is certain: a
    refusal may still come.

    :raises Refusal: xml.limits, xml.encoding, xml.doctype or xml.schema
    """
    _check_bytes(content)
    namespace = _namespace(content)
    schema = schema_of(namespace)
    if namespace not in namespaces or schema is None:
        raise Refusal("xml.schema")
    depth = 0
    try:
        events = etree.iterparse(
            io.BytesIO(content),
            events=("start", "end"),
            schema=schema,
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
        )
        for event, element in events:
            depth += 1 if event == "start" else -1
            if depth > DEPTH_MAX:
                raise Refusal("xml.limits")
            if event == "end":
                yield element
    except etree.XMLSyntaxError:
        raise Refusal("xml.schema") from None


def _check_bytes(content: bytes) -> None:
    if len(content) > BYTES_MAX:
        raise Refusal("xml.limits")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:64]:
        raise Refusal("xml.encoding")
    declared = _DECLARED.match(content)
    if declared is not None and declared[1].upper() not in (b"UTF-8", b"US-ASCII"):
        raise Refusal("xml.encoding")
    if any(word in content for word in _FORBIDDEN):
        raise Refusal("xml.doctype")
    if max(map(len, content.split(b"<"))) > PIECE_BYTES_MAX:
        raise Refusal("xml.limits")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal("xml.encoding") from None


def _namespace(content: bytes) -> str:
    """Return the namespace of the root element, after a look at how deep the message goes."""
    namespace = ""
    depth = 0
    try:
        for event, element in etree.iterparse(
            io.BytesIO(content[:65_536]),
            events=("start", "end"),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            recover=True,
        ):
            if not namespace:
                namespace = etree.QName(element).namespace or "-"
            depth += 1 if event == "start" else -1
            if depth > DEPTH_MAX:
                raise Refusal("xml.limits")
    except etree.XMLSyntaxError:
        pass
    return namespace
