"""Reads the law's YAML files strictly: a fault is named with its file, line and key."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

_FASTEST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class LawFault(Exception):
    """The law's own files are wrong; nothing is decided until they are mended."""

    def __init__(self, file: str, key: str, problem: str, *, line: int | None = None) -> None:
        where = f"{file}:{line}" if line else file
        super().__init__(f"{where}: {key}: {problem}")
        self.file = file
        self.key = key
        self.problem = problem
        self.line = line


class Document(dict[str, Any]):
    """What a YAML file holds; it knows on which line each key stands."""

    text = ""

    def line_of(self, key: str) -> int:
        """
        Return the line of a dotted key, or of the part above it where there is no such key.

        >>> read_text("a: 1\\nrows:\\n  10.1: {ar: x}", file="draft.yaml").line_of("rows.10.1.ar")
        3
        """
        node = yaml.compose(self.text, Loader=_FASTEST)
        line = 1
        while key and node is not None:
            key, node, line = _step(node, key, line)
        return line


def _step(node: yaml.Node, key: str, line: int) -> tuple[str, yaml.Node | None, int]:
    """Return what is left of a key one level deeper, the part it leads to, and its line."""
    for name, mark, value in _named_parts(node):
        rest = key.removeprefix(name)
        if rest != key and rest[:1] in ("", ".", "["):
            return rest.removeprefix("."), value, mark.line + 1
    return "", None, line


def _named_parts(node: yaml.Node) -> Iterator[tuple[str, Any, yaml.Node]]:
    """Yield the parts of a mapping or list by name, the longest first, for names hold dots."""
    if isinstance(node, yaml.MappingNode):
        named = [(str(key.value), key.start_mark, value) for key, value in node.value]
        yield from sorted(named, key=lambda part: -len(part[0]))
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            yield f"[{place}]", value.start_mark, value


@contextmanager
def faults_located(content: Mapping[str, Any]) -> Iterator[None]:
    """Give a fault that is raised inside the line of its key, where the content knows lines."""
    try:
        yield
    except LawFault as fault:
        if fault.line or not isinstance(content, Document):
            raise
        line = content.line_of(fault.key)
        raise LawFault(fault.file, fault.key, fault.problem, line=line) from None


class _Strict(_FASTEST):
    """YAML without repeated keys."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        repeated = {key for key in keys if keys.count(key) > 1}
        if repeated:
            problem = f"repeated key {repeated}"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)
        made: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return made


def read_text(text: str, *, file: str) -> Document:
    """
    Return the mapping that a YAML text holds, with the lines of its keys.

    :raises LawFault: when it is not YAML, repeats a key, or is not a mapping
    """
    loader = _Strict(text)
    try:
        content = loader.get_single_data()
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = mark.line + 1 if mark else None
        raise LawFault(file, "", str(fault), line=line) from fault
    except yaml.YAMLError as fault:
        raise LawFault(file, "", str(fault)) from fault
    finally:
        loader.dispose()
    if not isinstance(content, dict):
        raise LawFault(file, "", "is not a mapping", line=1)
    document = Document(content)
    document.text = text
    return document


def folder(name: str) -> Traversable:
    """Return a folder of the law's data."""
    return files("daman.law").joinpath(*name.split("/"))


def read_file(name: str) -> Document:
    """Return the mapping in one file, named from the law's folder: `reasons/conditions.yaml`."""
    return read_text(folder(name).read_text(encoding="utf-8"), file=name)


def read_folder(name: str) -> dict[str, Document]:
    """Return the mapping of each YAML file in a folder, by file name, in name order."""
    names = sorted(item.name for item in folder(name).iterdir() if item.name.endswith(".yaml"))
    return {file: read_file(f"{name}/{file}") for file in names}


def required(content: Mapping[str, Any], key: str, *, file: str, at: str = "") -> Any:
    """
    Return the value under a key that must be there and not be empty.

    :raises LawFault: when it is missing or empty
    """
    value = content.get(key)
    if value is None or value == "" or value == []:
        raise LawFault(file, f"{at}.{key}" if at else key, "is missing")
    return value
