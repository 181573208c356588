"""The words of the command line, and what is said when they cannot be followed."""

import argparse
import errno
import socket
from collections import Counter

import pytest

from daman.command import program, tally
from daman.command.obstacle import Obstacle
from daman.command.ports import a_port, free_port, require_free


def test_every_command_is_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main([]) == 0

    said = capsys.readouterr().out
    assert all(f"\n  {name} " in said for name in program.COMMANDS)


def test_an_unknown_command_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["dance"]) == 2

    assert "no command 'dance'" in capsys.readouterr().err


def test_an_obstacle_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAMAN_ENV", "production")

    assert program.main(["demo", "code", "anyone"]) == 1

    said = capsys.readouterr().err
    assert said == "Demo codes are not shown when DAMAN_ENV=production.\n"


def test_a_full_disk_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(_words: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device", "/data/secrets/key")

    monkeypatch.setattr("daman.command.catalogue.run", run)

    assert program.main(["catalogue"]) == 1
    assert capsys.readouterr().err == (
        "No space left on device (/data/secrets/key): make room on that disk, "
        "or choose another place with --data.\n"
    )


def test_a_fault_of_ours_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(_words: object) -> int:
        raise FileNotFoundError(errno.ENOENT, "No such file", "forgotten")

    monkeypatch.setattr("daman.command.catalogue.run", run)

    with pytest.raises(FileNotFoundError):
        program.main(["catalogue"])


@pytest.mark.parametrize("word", ["0", "65536", "-1", "http"])
def test_what_is_no_port_is_said(word: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="is no port"):
        a_port(word)


def test_a_port_in_use_is_named_with_the_remedy() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(Obstacle, match=f"Port {port} is in use.*--port"):
            require_free(port)


def test_a_free_port_is_no_obstacle() -> None:
    require_free(free_port())


def test_the_last_lines_say_what_was_skipped() -> None:
    reasons = Counter({"no browser": 3, "no reference folder": 1})

    assert tally.lines_of(reasons) == [
        "3 tests were skipped: no browser",
        "1 test was skipped: no reference folder",
    ]
    assert tally.reason_of(("a.py", 3, "Skipped: no browser")) == "no browser"
