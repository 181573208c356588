"""The hand-written C loop as a candidate: compiled here, over the very columns that we read."""

import ctypes
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from daman.command.benchmark.ours import Candidate, tables_in
from daman.command.benchmark.rounds import Digest, serve

SOURCE = Path(__file__).parents[4] / "bench" / "law.c"
OWN = (
    *("household_id", "dependants_known", "unit"),
    *("monthly_income_salary_halalas", "monthly_income_business_halalas"),
    *("monthly_income_retirement_pension_halalas", "monthly_income_survivor_pension_halalas"),
    *("monthly_income_rent_halalas", "monthly_income_citizen_account_halalas"),
    *("monthly_income_rural_support_halalas", "monthly_income_student_stipend_halalas"),
    *("assets_liquid_assets_halalas", "assets_other_real_estate_count", "assets_cars"),
    *("assessor_findings_wealth_criteria_met", "residence_permanent"),
    *("residence_longest_consecutive_days_abroad", "residence_total_days_abroad_12m"),
    *("residence_study_abroad", "institution", "obligations_health_education_met"),
    *("obligations_training_attended", "separate_dwelling", "other_families_of_head"),
    "legacy_category_m45",
)
PERSON = (
    *("household_id", "is_head", "age", "saudi", "nationality_basis", "accepted_link"),
    *("able_to_work", "student", "services_suspended"),
)
_BYTE, _WHOLE = ctypes.c_uint8, ctypes.c_int64
# The columns that the loop writes, in the order of its parameters.
_WRITTEN = (
    *(("eligible", _BYTE), ("eligible_known", _BYTE), ("amount", _WHOLE), ("amount_known", _BYTE)),
    *(("reasons", _WHOLE), ("unknown", _WHOLE), ("size", _WHOLE), ("size_known", _BYTE)),
    *(("faulty", _BYTE), ("people", _WHOLE)),
)


class _Array(ctypes.Structure):
    """ArrowArray of the Arrow C data interface."""


_Array._fields_ = [
    *((name, _WHOLE) for name in ("length", "null_count", "offset", "n_buffers", "n_children")),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(_Array))),
    *((name, ctypes.c_void_p) for name in ("dictionary", "release", "private_data")),
]


class _Stream(ctypes.Structure):
    """ArrowArrayStream of the Arrow C data interface, of which one array is taken."""

    _fields_ = [
        ("get_schema", ctypes.c_void_p),
        ("get_next", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(_Array))),
        *((name, ctypes.c_void_p) for name in ("get_last_error", "release", "private_data")),
    ]


class _Column(ctypes.Structure):
    _fields_ = [("valid", ctypes.c_void_p), ("values", ctypes.c_void_p), ("offset", _WHOLE)]


def compiled(compiler: str, folder: Path) -> Any:
    """Return the loop as this machine's own compiler makes it."""
    library = folder / "law.so"
    flags = ["-O3", "-march=native", "-shared", "-fPIC"]
    subprocess.run([compiler, *flags, "-o", str(library), str(SOURCE)], check=True)
    answer = ctypes.CDLL(str(library)).answer
    answer.restype = _WHOLE
    return answer


class _Arrow:
    """The columns of a table as Arrow's C data interface shows them, for as long as it lives."""

    def __init__(self, table: pl.DataFrame, names: Sequence[str]) -> None:
        self._table = table.select(names)
        self._capsule = self._table.__arrow_c_stream__()
        find = ctypes.pythonapi.PyCapsule_GetPointer
        find.restype, find.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
        place = find(self._capsule, b"arrow_array_stream")
        stream = ctypes.cast(place, ctypes.POINTER(_Stream))
        self._whole = _Array()
        if stream.contents.get_next(place, ctypes.byref(self._whole)):
            raise RuntimeError("the table gave no Arrow array")
        assert self._whole.length == table.height, "the table is one array"
        self.columns = (_Column * len(names))(*map(self._column, range(len(names))))

    def _column(self, number: int) -> _Column:
        array = self._whole.children[number].contents
        return _Column(array.buffers[0] or None, array.buffers[1], array.offset)


def loop(folder: Path, compiler: str) -> Candidate:
    """Return the loop over the tables of a folder."""
    households, persons = tables_in(folder)
    with tempfile.TemporaryDirectory(prefix="daman-bench-c-") as made:
        answer = compiled(compiler, Path(made))
    own, people = _Arrow(households, OWN), _Arrow(persons, PERSON)
    count = households.height
    out: dict[str, Any] = {}

    def work() -> int:
        out.update({name: (kind * count)() for name, kind in _WRITTEN})
        sizes = _WHOLE(count), _WHOLE(persons.height)
        found = answer(own.columns, sizes[0], people.columns, sizes[1], *out.values())
        assert found == 0, "the tables stand in order and hold no fault"
        return count

    def digest(made: Digest) -> None:
        columns = (("eligible", "eligible_known"), ("amount", "amount_known"))
        opened = [_opened(out[name], out[known]) for name, known in columns]
        made.add(*opened, out["reasons"], _opened(out["size"], out["size_known"]))

    return work, digest


def _opened(values: Any, known: Any) -> list[int]:
    return [value if is_known else -1 for value, is_known in zip(values, known, strict=True)]


if __name__ == "__main__":
    found_compiler = shutil.which("cc")
    assert found_compiler, "there is a C compiler"
    serve(*loop(Path(sys.argv[1]), found_compiler))
