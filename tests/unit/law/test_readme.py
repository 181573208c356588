"""The examples of the law's README run and give what they say."""

import ast
import re
from pathlib import Path

import daman.law

README = Path(daman.law.__file__).parent / "README.md"


def python_lines():
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    return "\n".join(blocks)


def test_every_example_runs_and_gives_what_it_says():
    text = python_lines().replace("\n# ", "  # ")
    names: dict[str, object] = {}
    said = 0
    for line in text.splitlines():
        code, _, promised = line.partition("  # ")
        if not code.strip():
            continue
        try:
            value = eval(code, names)
        except SyntaxError:
            exec(code, names)
            continue
        if promised:
            assert value == ast.literal_eval(promised), line
            said += 1

    assert said >= 5
