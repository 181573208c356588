"""`bench`: how fast the law answers a caseload here, beside peers doing the same in turn."""

import argparse
import os
import platform
import re
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from daman.command.benchmark import peer
from daman.command.obstacle import Obstacle


def run(words: Sequence[str]) -> int:
    """Measure the law on invented households; 1 where two candidates answer differently."""
    if words and words[0] in ("law-database", "law-spark"):
        from daman.command.caseload.bench import run as run_caseload

        return run_caseload(words)
    asked = _parser().parse_args(words)
    if min(asked.households, asked.rounds, asked.processes) < 1:
        raise Obstacle("Ask for at least one household, one round and one process.")
    if asked.peer and asked.edition != peer.EDITION:
        raise Obstacle(f"The peer's model holds the rules of {peer.EDITION} alone.")
    try:
        import polars  # noqa: F401
    except ModuleNotFoundError as missing:
        raise Obstacle("The benchmark needs Polars: run pip install polars.") from missing
    with ExitStack() as stack:
        folder = asked.data or stack.enter_context(TemporaryDirectory(prefix="daman-bench-"))
        return _measure(asked, Path(folder).resolve())


def _measure(asked: argparse.Namespace, folder: Path) -> int:
    from daman.command.benchmark.material import Material
    from daman.command.benchmark.report import measure
    from daman.command.benchmark.sections import SECTIONS, Asked
    from daman.law.rules.reading import reading_of

    unknown = sorted(set(asked.only or ()) - set(SECTIONS))
    if unknown:
        raise Obstacle(
            f"There is nothing to measure called {unknown[0]!r}: {', '.join(SECTIONS)}."
        )
    reading_of(asked.edition)
    interpreter = peer.installed() if asked.peer else None
    material = Material(folder / f"{asked.households}-{asked.seed}", asked.households, asked.seed)
    material.root.mkdir(parents=True, exist_ok=True)
    material.make()
    print(_machine(interpreter))
    print(
        f"{asked.households:,} invented households of five on average, seed {asked.seed}, "
        f"{asked.edition}, {asked.rounds} rounds in turn; our rules allow missing facts throughout"
    )
    told = Asked(asked.edition, asked.processes, interpreter)
    chosen = asked.only or list(SECTIONS)
    same = [measure(SECTIONS[name](told, material), rounds=asked.rounds) for name in chosen]
    print(f"\nLoad at the end: {_load()}")
    return 0 if all(same) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="daman bench", description=__doc__)
    parser.add_argument("what", choices=["law"])
    parser.add_argument("--households", type=_whole, default=1_000_000)
    parser.add_argument("--edition", default=peer.EDITION)
    parser.add_argument("--peer", choices=["openfisca"], help="installed when it is not there yet")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--data", type=Path, help="keep the households here for the next time")
    parser.add_argument("--only", action="append", help="memory, files or one; may be repeated")
    return parser


def _whole(text: str) -> int:
    return int(re.sub("[_,]", "", text))


def _machine(interpreter: Path | None) -> str:
    import polars as pl

    told = [f"Python {platform.python_version()}", f"Polars {pl.__version__}"]
    if interpreter:
        listed = "import numpy, importlib.metadata as m; print(f'OpenFisca-core "
        listed += '{m.version("openfisca-core")}, NumPy {numpy.__version__}\')'
        found = subprocess.run([interpreter, "-c", listed], capture_output=True, text=True)
        told.append(found.stdout.strip())
    compiler = shutil.which("cc")
    if compiler:
        found = subprocess.run([compiler, "--version"], capture_output=True, text=True)
        told.append(found.stdout.partition("\n")[0])
    else:
        told.append("no C compiler: the C loop is left out")
    cores = f"{len(os.sched_getaffinity(0))} cores"
    return ", ".join([*told, cores, f"load {_load()}"])


def _load() -> str:
    return " ".join(f"{load:.1f}" for load in os.getloadavg())
