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
    start = content[:_PEEK_BYTES]
    namespace = _namespace_of(start)
    schema = schema_of(namespace) if namespace in namespaces else None
    if schema is None:
        raise Refusal("xml.schema")
    try:
        root = None if _breaks(schema, start) else etree.fromstring(content, _parser())
    except etree.XMLSyntaxError:
        raise Refusal("xml.schema") from None
    if root is None or not schema.validate(root):
        raise Refusal("xml.schema")
    return root


def _parser(schema: etree.XMLSchema | None = None) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        schema=schema,
    )


def _breaks(schema: etree.XMLSchema, start: bytes) -> bool:
    """
    Say whether the beginning of a message already breaks its schema.

    Only a quick no: a parser that is fed piece by piece may accept a cut message.
    """
    parser = _parser(schema)
    parser.feed(start)
    return len(parser.feed_error_log) > 0


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
    if content.count(b"<") > TAGS_MAX or _has_long_piece(content):
        raise Refusal("xml.limits")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal("xml.encoding") from None


def _has_long_piece(content: bytes) -> bool:
    """A piece beyond the limit covers one of these windows whole; only then is it measured."""
    window = PIECE_BYTES_MAX // 2
    for start in range(0, len(content), window):
        if content.find(b"<", start, start + window) == -1:
            end = content.find(b"<", start)
            length = (len(content) if end == -1 else end) - content.rfind(b"<", 0, start) - 1
            if length > PIECE_BYTES_MAX:
                return True
    return False


def _namespace_of(start: bytes) -> str:
    """
    Return the namespace of the first element ("" when it has none or there is no element).

    What goes deep at its beginning is refused here; the parser stops what goes deep later.
    """
    namespace, depth = None, 0
    events = etree.iterparse(
        io.BytesIO(start),
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        recover=True,
    )
    try:
        for event, element in events:
            if namespace is None:
                namespace = etree.QName(element).namespace or ""
            depth += 1 if event == "start" else -1
            if depth > DEPTH_MAX:
                raise Refusal("xml.limits")
    except etree.XMLSyntaxError:
        raise Refusal("xml.schema") from None
    return namespace or ""
