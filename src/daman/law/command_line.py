"""`daman law …`: households in as JSON, answers out one a line; a pure function of its streams."""

import argparse
import io
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import IO, Any

from daman.kernel.refusal import Refusal
from daman.law.book.command import run_book
from daman.law.files import LawFault
from daman.law.household_command import (
    QUESTIONS,
    Question,
    add_commands,
    add_editions,
    assess_question,
    edition_asked,
    told_of,
)
from daman.law.parameters.editions import edition_of, editions
from daman.law.parameters.timeline import programme_timeline
from daman.law.rules.reading import reading_of
from daman.law.snapshot_command import run_snapshot
from daman.law.wording import refusal_text
from daman.law.workshop_command import run_draft, run_simulation


def assess_stream(lines: str | Iterable[str], edition: str) -> Iterator[dict[str, Any]]:
    """
    Yield one answer for each household in the text, in order: what `as_dict` holds, or an error.

    :raises Refusal: edition.unknown, before anything is read

    >>> next(assess_stream("nonsense", "1444-article"))["error"]["code"]
    'json.invalid'
    """
    question = assess_question(reading_of(edition))
    return _answers(io.StringIO(lines) if isinstance(lines, str) else lines, question)


def _answers(lines: Iterable[str], question: Question) -> Iterator[dict[str, Any]]:
    for told in told_of(lines, question):
        yield error_of(told) if isinstance(told, Refusal) else told


def error_of(refusal: Refusal) -> dict[str, Any]:
    """Return a refusal as the answer that stands in a household's place."""
    text = refusal_text(refusal)
    return {
        "error": {
            "field": refusal.field,
            "code": refusal.code,
            "message": text.en,
            "message_ar": text.ar,
        }
    }


def main(argv: Sequence[str], stdin: IO[Any], stdout: IO[Any]) -> int:
    """
    Run a command of `daman law` and return its exit code: 1 where any household had an error.

    The streams may be of text or of bytes; both are read and written as UTF-8.
    """
    try:
        return _main(argv, stdin, stdout)
    except LawFault as fault:  # The law's own files are wrong: nothing is answered.
        return _print_all([_fault(fault)], stdout)


def _fault(fault: LawFault) -> dict[str, Any]:
    place = {"file": fault.file, "line": fault.line, "field": fault.key}
    text = refusal_text(Refusal("law.unfit", field=fault.key, problem=str(fault)))
    return {
        "error": {**place, "code": "law.unfit", "message": text.en, "message_ar": text.ar},
    }


def _main(argv: Sequence[str], stdin: IO[Any], stdout: IO[Any]) -> int:
    try:
        if argv and argv[0] in _ASIDE:
            return _aside(argv, stdout)
        asked = _parser().parse_args(argv)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 2
    if asked.command == "editions":
        return _print_all((_summary(edition_id) for edition_id in editions()), stdout)
    if asked.command == "population":
        return _make_population(asked, stdout)
    if asked.command == "assess" and (asked.households or asked.persons or asked.out):
        return _assess_tables(asked, stdout)
    with ExitStack() as files:
        try:
            question = QUESTIONS[asked.command](asked)
            source = files.enter_context(Path(asked.file).open("rb")) if asked.file else stdin
        except Refusal as refusal:
            return _print_all([error_of(refusal)], stdout)
        except (OSError, ValueError):
            unreadable = Refusal("input.unreadable", field="file", given=asked.file)
            return _print_all([error_of(unreadable)], stdout)
        return _print_all(_answers(_lines(source), question), stdout)


def _assess_tables(asked: argparse.Namespace, stdout: IO[Any]) -> int:
    """Answer the households of two Parquet files; print the counts, or the one error."""
    try:
        is_folder = bool(asked.households) and Path(asked.households).is_dir()
        persons = asked.persons or (asked.households if is_folder else None)
        if asked.file or not (asked.households and persons and asked.out):
            raise Refusal("columns.incomplete", field="file")
        if asked.changes:
            raise Refusal("changes.one_by_one", field="changes")
        counts = _count_answers(asked)
    except Refusal as refusal:
        return _print_all([error_of(refusal)], stdout)
    _print_all([counts], stdout)
    return int(bool(counts["errors"]))


_ASIDE = {
    "snapshot": run_snapshot,
    "draft": run_draft,
    "simulate": run_simulation,
    "book": run_book,
}


def _aside(argv: Sequence[str], stdout: IO[Any]) -> int:
    """Run a command that reads its own words; print what it tells, or the one error."""
    try:
        told = _ASIDE[argv[0]](argv[1:], _say_progress)
    except Refusal as refusal:
        return _print_all([error_of(refusal)], stdout)
    _print_all([told], stdout)
    return int(bool(told.get("errors")))


def _count_answers(asked: argparse.Namespace) -> Mapping[str, Any]:
    edition = edition_asked(asked)
    try:
        from daman.law.many_files import Files, assess_files
        from daman.law.many_folders import Folders, assess_folders
    except ModuleNotFoundError as missing:
        if missing.name != "polars":
            raise
        raise Refusal("polars.missing", field="households") from None
    households, out = Path(asked.households), Path(asked.out)
    if households.is_dir():
        folders = Folders(households, Path(asked.persons or households), out)
        return assess_folders(
            folders, edition=edition, processes=asked.processes, say=_say_progress
        )
    files = Files(households, Path(asked.persons), out)
    return assess_files(files, edition=edition, say=_say_progress)


def _make_population(asked: argparse.Namespace, stdout: IO[Any]) -> int:
    """Write invented households in partitions; print the counts, or the one error."""
    try:
        from daman.law.population_files import Population, write_population
    except ModuleNotFoundError as missing:
        if missing.name != "polars":
            raise
        return _print_all([error_of(Refusal("polars.missing", field="households"))], stdout)
    made = Population(asked.households, asked.seed, asked.unknown, asked.partition)
    try:
        counts = write_population(made, Path(asked.out), say=_say_progress)
    except Refusal as refusal:
        return _print_all([error_of(refusal)], stdout)
    return _print_all([counts], stdout)


def _say_progress(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="daman law", description="Ask the law about households, without a database."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    assessing = commands.add_parser(
        "assess",
        help="answer households, one JSON object or one a line",
        description="Answer each household in turn, one JSON line for each; exit 1 if any had an "
        "error. A fact given as null is unknown and is named in the answer.",
    )
    add_editions(assessing)
    assessing.add_argument(
        "--changes", action="store_true", help="add what would change each answer"
    )
    assessing.add_argument("file", nargs="?", metavar="FILE", help="default: standard input")
    for name, holds in (
        ("households", "the households, one a row, or a folder of partitions"),
        ("persons", "their heads and dependants, one a row; left out: in the same folder"),
        ("out", "where the answers go; rows that cannot be read go to a file beside it"),
    ):
        assessing.add_argument(f"--{name}", metavar="FILE", help=f"Parquet or Arrow: {holds}")
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    assessing.add_argument(
        "--processes",
        type=_at_least_one,
        default=processors,
        metavar="N",
        help=f"that share a folder's partitions: {processors} when left out",
    )
    add_commands(commands)
    commands.add_parser("draft", help="check a draft of an edition: draft check FILE")
    commands.add_parser("simulate", help="what drafts would do to invented households")
    commands.add_parser("book", help="write the law's own book: its text, rules, values and cases")
    commands.add_parser("snapshot", help="freeze the facts of a caseload: make, check, assess")
    _add_population(commands)
    commands.add_parser("editions", help="list every edition with its days and content hash")
    return parser


def _add_population(commands: Any) -> None:
    making = commands.add_parser(
        "population",
        help="write invented households of any size, in partitions",
        description="Write a seeded population of invented households as Parquet partitions: the "
        "households, their people, and labels to group them by.",
    )
    whole = {"type": _at_least_one, "metavar": "N"}
    making.add_argument("--households", required=True, help="how many", **whole)
    making.add_argument("--seed", type=_at_least_one, default=1, metavar="S", help="default: 1")
    making.add_argument("--out", required=True, metavar="DIR", help="a folder, made if missing")
    making.add_argument(
        "--unknown", type=_of_ten_thousand, default=0, metavar="SHARE", help="of each fact: 0 to 1"
    )
    making.add_argument("--partition", default=250_000, help="households in a partition", **whole)


def _at_least_one(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 10**12:
        raise argparse.ArgumentTypeError("is not between 1 and 1,000,000,000,000")
    return number


def _of_ten_thousand(text: str) -> int:
    share = Fraction(text)
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError("is not between 0 and 1")
    return round(share * 10_000)


def _summary(edition_id: str) -> Mapping[str, Any]:
    edition = edition_of(edition_id)
    adopted = {adoption.edition: adoption.from_day for adoption in programme_timeline()}
    return {
        "edition": edition.id,
        "title_ar": edition.title_ar,
        "title_en": edition.title_en,
        "authority": edition.authority,
        "is_history": edition.is_history,
        "valid_from": edition.valid_from and edition.valid_from.isoformat(),
        "valid_until": edition.valid_until and edition.valid_until.isoformat(),
        "adopted_from": adopted[edition.id].isoformat() if edition.id in adopted else None,
        "edition_hash": edition.content_hash,
        "rules_hash": reading_of(edition.id).rules_hash,
        "conditions": [code for c in reading_of(edition.id).conditions for code in c.codes],
    }


def _lines(source: IO[Any]) -> Iterator[str]:
    """Yield each line as text; bytes that are not UTF-8 stay recognisable, to be refused."""
    for line in getattr(source, "buffer", source):
        yield line.decode("utf-8", "surrogateescape") if isinstance(line, bytes) else line


def _print_all(answers: Iterable[Mapping[str, Any]], stdout: IO[Any]) -> int:
    exit_code = 0
    try:
        for given in answers:
            exit_code = max(exit_code, int("error" in given))
            _write(json.dumps(given, ensure_ascii=False) + "\n", stdout)
    except BrokenPipeError:  # Whoever reads the answers has stopped reading.
        return 1
    return exit_code


def _write(line: str, stdout: IO[Any]) -> None:
    out = getattr(stdout, "buffer", stdout)
    out.write(line if isinstance(out, io.TextIOBase) else line.encode("utf-8", "replace"))
    out.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdin, sys.stdout))
