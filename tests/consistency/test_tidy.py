"""The house rules that a reading of the files can check."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
FUNCTION_LINES_MAX = 40
FILE_LINES_MAX = 400
TEST_FILE_LINES_MAX = 600
PARAMETERS_MAX = 7
LINE_MAX = 99
# A word to a checker at the end of a line does not make the line longer.
PRAGMA = re.compile(r"  # (type: ignore|noqa).*$")
BANNED_MODULES = {
    "utils", "helpers", "common", "misc", "core", "lib", "manager", "handler", "service",
    "services", "data", "info",
}  # fmt: skip
ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefe]")
# Each exception has its reason; remove it when the reason is gone.
LONG_FUNCTIONS: dict[str, str] = {}
MANY_PARAMETERS: dict[str, str] = {}


def python_files(folder: Path = SRC) -> Iterator[Path]:
    for path in sorted(folder.rglob("*.py")):
        if "migrations" not in path.parts and ".venv" not in path.parts:
            yield path


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_functions_are_short():
    long = {
        f"{name_of(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in python_files()
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > FUNCTION_LINES_MAX
    }
    assert {name: lines for name, lines in long.items() if name not in LONG_FUNCTIONS} == {}
    assert set(LONG_FUNCTIONS) <= set(long), "an exception is no longer needed"


def test_functions_take_few_parameters():
    many = [
        f"{name_of(path)}:{node.name}"
        for path in python_files()
        for node in functions(path)
        if len(node.args.args) + len(node.args.kwonlyargs) > PARAMETERS_MAX
    ]
    assert [name for name in many if name not in MANY_PARAMETERS] == []


@pytest.mark.parametrize(
    ("folder", "ceiling"),
    [(SRC, FILE_LINES_MAX), (ROOT / "tests", TEST_FILE_LINES_MAX), (ROOT / "tools", 400)],
)
def test_files_are_short(folder: Path, ceiling: int):
    counts = {name_of(path): len(path.read_text().splitlines()) for path in python_files(folder)}
    assert {name: lines for name, lines in counts.items() if lines > ceiling} == {}


def test_lines_are_short():
    long = [
        f"{name_of(path)}:{number}"
        for path in python_files()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(PRAGMA.sub("", line)) > LINE_MAX
    ]
    assert long == []


def test_names_of_modules_say_what_they_hold():
    banned = [
        name_of(path)
        for path in python_files()
        if path.stem in BANNED_MODULES or path.parent.name in BANNED_MODULES
    ]
    assert banned == []


def test_code_holds_no_arabic_letters():
    allowed = {SRC / "daman" / "kernel" / "arabic.py"}
    mixed = [
        name_of(path)
        for path in python_files()
        if path not in allowed and ARABIC.search(path.read_text())
    ]
    # kernel doctests show what people type.
    assert [name for name in mixed if not name.startswith("src/daman/kernel/")] == []


def test_templates_hold_no_arabic_letters():
    mixed = [
        name_of(path)
        for path in sorted((SRC / "daman").rglob("*.html"))
        if ARABIC.search(path.read_text())
    ]
    assert mixed == []


def calls(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


# The header of a call to the outside names the moment it is sent: that is an edge too.
OUTER_EDGES = {SRC / "daman" / "exchange" / "outbound.py"}
CLOCKS = {"timezone.now", "datetime.now", "date.today", "datetime.today", "time.time", "now"}


def test_clock_is_read_at_the_edge_only():
    below = ("kernel", "law", "base", "record", "exchange", "journey")
    wrong = [
        f"{name_of(path)}:{line}"
        for floor in below
        for path in python_files(SRC / "daman" / floor)
        if path.stem != "tasks" and path not in OUTER_EDGES
        for name, line in calls(path)
        if name in CLOCKS
    ]
    assert wrong == []


def test_no_float_holds_money():
    wrong = [
        f"{name_of(path)}:{line}"
        for path in python_files(SRC / "daman")
        for name, line in calls(path)
        if name in {"float", "models.FloatField", "FloatField", "models.DecimalField"}
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "word", ["post_save", "pre_save", "m2m_changed", "pickle", "yaml.load(", "eval(", "exec("]
)
def test_words_that_do_not_occur(word: str):
    pattern = re.compile(r"(?<![\w.])" + re.escape(word))
    assert [
        name_of(path) for path in python_files(SRC / "daman") if pattern.search(path.read_text())
    ] == []


def test_nothing_is_left_to_do():
    left = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    assert [name_of(path) for path in python_files() if left.search(path.read_text())] == []


def test_templates_are_strict_about_inline_code():
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", re.I)
    wrong = [
        name_of(path)
        for path in sorted((SRC / "daman").rglob("*.html"))
        if inline.search(path.read_text())
    ]
    assert wrong == []


def test_styles_know_no_left_and_right():
    physical = re.compile(
        r"(?<![-\w])(left|right|(margin|padding|border)-(left|right)[\w-]*|text-align:\s*(left|right)"
        r"|float:\s*(left|right))\s*[:;]"
    )
    wrong = {
        name_of(path): physical.findall(path.read_text())
        for path in sorted((SRC / "daman").rglob("*.css"))
    }
    assert {name: found for name, found in wrong.items() if found} == {}


def test_every_template_is_used():
    everything = "\n".join(
        path.read_text() for path in [*python_files(), *sorted((SRC / "daman").rglob("*.html"))]
    )
    unused = []
    for path in sorted((SRC / "daman").rglob("templates/**/*.html")):
        name = str(path).split("/templates/", 1)[1]
        by_name = f'"{name}"' in everything or f"'{name}'" in everything
        by_folder = re.search(rf'f"{re.escape(name.rsplit("/", 1)[0])}/\{{', everything)
        if not by_name and not by_folder:
            unused.append(name)
    assert unused == []
