"""The examples of the law's README run and give what they say."""

import doctest
from pathlib import Path

import daman.law

README = Path(daman.law.__file__).parent / "README.md"


def test_every_example_runs_and_gives_what_it_says():
    found = doctest.testfile(str(README), module_relative=False)

    assert found.failed == 0
    assert found.attempted > 35


def test_every_python_block_is_an_example_that_runs():
    blocks = README.read_text(encoding="utf-8").split("```python\n")[1:]

    assert all(block.startswith(">>> ") for block in blocks)
