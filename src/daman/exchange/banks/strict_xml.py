"""
Reads XML from outside without trusting it.

No document type, no entities, no network; UTF-8 only; bounded size, depth, text and attributes;
valid against the schema of its namespace. Each refusal comes within a second and before anything
is believed.
"""

import io
import re

from lxml import etree

from daman.exchange.banks.schemas_of import schema_of
from daman.kernel.refusal import Refusal

BYTES_MAX = 50_000_000
TAGS_MAX = 3_000_000
DEPTH_MAX = 64
# The longest piece between two "<": a tag with all its attributes, or a text.
PIECE_BYTES_MAX = 20_000
_PEEK_BYTES = 65_536
_DECLARED = re.compile(rb"""\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']*)""")
_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY", b"<!ELEMENT", b"<!ATTLIST", b"<!NOTATION")


def root_of(content: bytes, *, namespaces: frozenset[str]) -> etree._Element:
    """
    Return the root of a message that is valid against the schema of its namespace.

    :raises Refusal: xml.limits, xml.encoding, xml.doctype or xml.schema
    """
    _check_bytes(content)
    _check_depth(content)
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise Refusal("xml.schema") from None
    namespace = etree.QName(root).namespace or ""
    schema = schema_of(namespace)
    if namespace not in namespaces or schema is None or not schema.validate(root):
        raise Refusal("xml.schema")
    return root


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
    pieces = content.split(b"<", TAGS_MAX + 1)
    if len(pieces) > TAGS_MAX + 1 or max(map(len, pieces)) > PIECE_BYTES_MAX:
        raise Refusal("xml.limits")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal("xml.encoding") from None


def _check_depth(content: bytes) -> None:
    """Refuse what goes deep at its beginning; the parser itself stops what goes deep later."""
    depth = 0
    start = io.BytesIO(content[:_PEEK_BYTES])
    events = etree.iterparse(
        start, events=("start", "end"), resolve_entities=False, load_dtd=False, recover=True
    )
    try:
        for event, _ in events:
            depth += 1 if event == "start" else -1
            if depth > DEPTH_MAX:
                raise Refusal("xml.limits")
    except etree.XMLSyntaxError:
        raise Refusal("xml.schema") from None
