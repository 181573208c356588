"""The benchmark answers the same on one core as on all, and says how fast."""

import re

import pytest

from daman.command import bench
from daman.command.obstacle import Obstacle


def test_it_prints_rates_and_one_digest(capfd):
    status = bench.run(["law", "--households", "700", "--rounds", "1"])

    printed = capfd.readouterr().out
    digests = re.findall(r"digest ([0-9a-f]{16})", printed)
    assert status == 0
    assert len(digests) == 2
    assert len(set(digests)) == 1
    assert len(re.findall(r"[\d,]+ households a second", printed)) == 4


def test_nothing_to_measure_is_an_obstacle():
    with pytest.raises(Obstacle):
        bench.run(["law", "--households", "0"])
