"""Reads the law's YAML files strictly: a fault is named with its file and key."""

from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

_FASTEST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class LawFault(Exception):
    """The law's own files are wrong; nothing is decided until they are mended."""

    def __init__(self, file: str, key: str, problem: str) -> None:
        super().__init__(f"{file}: {key}: {problem}")
        self.file = file
        self.key = key
        self.problem = problem


class _Strict(_FASTEST):
    """YAML without repeated keys."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        repeated = {key for key in keys if keys.count(key) > 1}
        if repeated:
            line = node.start_mark.line + 1
            raise yaml.MarkedYAMLError(problem=f"line {line}: repeated key {repeated}")
        made: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return made


def read_text(text: str, *, file: str) -> dict[str, Any]:
    """
    Return the mapping that a YAML text holds.

    :raises LawFault: when it is not YAML, repeats a key, or is not a mapping
    """
    loader = _Strict(text)
    try:
        content = loader.get_single_data()
    except yaml.YAMLError as fault:
        raise LawFault(file, "", str(fault)) from fault
    finally:
        loader.dispose()
    if not isinstance(content, dict):
        raise LawFault(file, "", "is not a mapping")
    return content


def folder(name: str) -> Traversable:
    """Return a folder of the law's data."""
    return files("daman.law").joinpath(*name.split("/"))


def read_file(name: str) -> dict[str, Any]:
    """Return the mapping in one file, named from the law's folder: `reasons/conditions.yaml`."""
    return read_text(folder(name).read_text(encoding="utf-8"), file=name)


def read_folder(name: str) -> dict[str, dict[str, Any]]:
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
