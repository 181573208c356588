"""Answers households by OpenFisca, as a candidate of the benchmark: `law`, `files` or `one`."""

import json
import sys
import time
from pathlib import Path

import numpy
import pyarrow
from openfisca_core import indexed_enums
from openfisca_core.simulations import SimulationBuilder
from openfisca_entities import INPUTS, PERIOD, household, person
from openfisca_model import OUTPUTS, DamanSystem
from pyarrow import parquet

from daman.command.benchmark.rounds import serve

SYSTEM = DamanSystem()
ENUMS = {
    name: kind
    for kinds in INPUTS.values()
    for name, kind in kinds.items()
    if isinstance(kind, type) and issubclass(kind, indexed_enums.Enum)
}


def answers(households, persons):
    """Return the decision columns of two Arrow tables, by name, in the order of households."""
    builder = SimulationBuilder()
    builder.create_entities(SYSTEM)
    ids = persons["household_id"].to_numpy()
    builder.declare_person_entity("person", numpy.arange(len(ids)))
    instance = builder.declare_entity("household", households["household_id"].to_numpy())
    # The roles are given as numbers: 0 is a head.
    roles = (~numpy.asarray(persons["is_head"])).astype(numpy.int8)
    builder.join_with_persons(instance, ids, roles)
    simulation = builder.build(SYSTEM)
    for entity, table in ((person, persons), (household, households)):
        for name in INPUTS[entity]:
            simulation.set_input(name, PERIOD, _values(table[name], name))
    return {name: simulation.calculate(name, PERIOD) for name in OUTPUTS}


def _values(column, name):
    column = column.combine_chunks()
    if name in ENUMS:
        # The words stand in the order of the enumeration, so that their places are its numbers.
        words = column.dictionary.to_pylist()
        assert words == [item.name for item in ENUMS[name]], name
        places = column.indices.to_numpy(zero_copy_only=False)
        return indexed_enums.EnumArray(places.astype(numpy.int16), ENUMS[name])
    if pyarrow.types.is_boolean(column.type):
        # Only members lack what is asked of heads alone, and the other way round.
        return column.fill_null(False).to_numpy(zero_copy_only=False)
    return column.to_numpy(zero_copy_only=False)


def _needed(entity, *others):
    return [*others, *INPUTS[entity]]


TABLES = {
    "households": _needed(household, "household_id"),
    "persons": _needed(person, "household_id", "is_head"),
}


def _in_memory(folder):
    tables = []
    for name in TABLES:
        with pyarrow.ipc.open_file(folder / f"{name}.arrow") as file:
            tables.append(file.read_all().combine_chunks())
    found = {}

    def work():
        found.update(answers(*tables))
        return tables[0].num_rows

    def digest(made):
        made.add(*(found[name] for name in OUTPUTS))

    return work, digest


def _files(folder, out, share):
    first, step = map(int, share.split("/"))
    numbers = sorted(file.stem.rpartition("-")[2] for file in folder.glob("households-*"))

    def work():
        done = 0
        for number in numbers[first::step]:
            tables = [
                parquet.read_table(folder / f"{name}-{number}.parquet", columns=columns)
                for name, columns in TABLES.items()
            ]
            found = {"household_id": tables[0]["household_id"].to_numpy(), **answers(*tables)}
            parquet.write_table(pyarrow.table(found), out / f"{number}.parquet")
            done += tables[0].num_rows
        return done

    def digest(made):
        for number in numbers[first::step]:
            table = parquet.read_table(out / f"{number}.parquet")
            made.part(number, *(table[name].to_numpy() for name in OUTPUTS))

    return work, digest


def _one(file):
    cases = [_situation(case) for case in json.loads(file.read_text(encoding="utf-8"))]

    def work():
        taken = []
        for case in cases:
            begun = time.perf_counter()
            simulation = SimulationBuilder().build_from_entities(SYSTEM, case)
            for name in OUTPUTS:
                simulation.calculate(name, PERIOD)
            taken.append(time.perf_counter() - begun)
        return taken

    return work, lambda made: None


def _situation(case):
    """Return a household as OpenFisca's Web API takes it."""
    rows = case["rows"]
    persons = {str(place): _known(person, row) for place, row in enumerate(rows["persons"])}
    members = {"heads": ["0"], "dependants": [name for name in persons if name != "0"]}
    own = _known(household, rows["household"])
    return {"persons": persons, "households": {"one": {**members, **own}}}


def _known(entity, row):
    return {name: {PERIOD: row[name]} for name in INPUTS[entity] if row[name] is not None}


if __name__ == "__main__":
    kind, *words = sys.argv[1:]
    if kind == "law":
        serve(*_in_memory(Path(words[0])))
    elif kind == "files":
        serve(*_files(Path(words[0]), Path(words[1]), words[2]))
    else:
        serve(*_one(Path(words[0])))
