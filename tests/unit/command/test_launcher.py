"""The launcher, tried with pretended Pythons in a pretended clone."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
# The only programs that the launcher may need beside Python.
TOOLS = ("sh", "dirname", "readlink", "cksum", "tr", "sed", "grep", "tail", "awk", "df")
TOOLS += ("mkdir", "rm", "mv", "cat", "cp", "chmod", "find", "sleep")

# Answers as python3 does to the launcher's questions, and notes what pip was asked.
PYTHON = """\
#!/bin/sh
case "$*" in
    *'version_info[:2]'*) echo "{version}" ;;
    *'import venv, ensurepip'*) exit {ensurepip} ;;
    *'import pip'*) exit 0 ;;
    *'-m venv '*) for venv; do :; done; mkdir -p "$venv/bin"; cp "$0" "$venv/bin/python" ;;
    *'-m pip '*)
        echo "pip $*" >>"{notes}"
        sleep "${{PRETENDED_SECONDS:-0}}"
        [ -z "${{PRETENDED_FAULT:-}}" ] || {{ echo "$PRETENDED_FAULT"; exit 1; }} ;;
    *) echo "args:$*"; echo "path:$PYTHONPATH"; exit 7 ;;
esac
"""


class Clone:
    """A folder with the launcher and its locks, and a machine with few programs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "a clone"
        self.folder.mkdir()
        self.programs = folder / "bin"
        self.programs.mkdir()
        self.notes = folder / "notes"
        for name in TOOLS:
            found = shutil.which(name)
            assert found, name
            (self.programs / name).symlink_to(found)
        for name in ("daman", "requirements.txt", "requirements-dev.txt"):
            shutil.copy(ROOT / name, self.folder / name)

    def has_python(self, name: str, version: str, *, ensurepip: bool = True) -> None:
        text = PYTHON.format(version=version, ensurepip=0 if ensurepip else 1, notes=self.notes)
        program = self.programs / name
        program.write_text(text)
        program.chmod(0o755)

    def environment(self, **extra: str) -> dict[str, str]:
        return {"PATH": str(self.programs), "LC_ALL": "C", **extra}

    def run(self, *words: str, launcher: Path | None = None, **extra: str):
        return subprocess.run(
            [launcher or self.folder / "daman", *words],
            env=self.environment(**extra),
            cwd="/",
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    def installs(self) -> list[str]:
        return self.notes.read_text().splitlines() if self.notes.exists() else []


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def one_sentence(text: str) -> bool:
    return len(text.strip().splitlines()) == 1


class TestPython:
    def test_says_when_there_is_none(self, clone: Clone) -> None:
        done = clone.run()

        assert done.returncode == 1
        assert "needs Python 3.11 or later" in done.stderr
        assert "apt-get install python3 python3-venv" in done.stderr
        assert one_sentence(done.stderr)

    def test_says_when_it_is_too_old(self, clone: Clone) -> None:
        clone.has_python("python3", "3.9")

        done = clone.run()

        assert done.returncode == 1
        assert "this machine has 3.9" in done.stderr
        assert one_sentence(done.stderr)

    def test_says_when_it_has_no_venv_module(self, clone: Clone) -> None:
        clone.has_python("python3", "3.12", ensurepip=False)

        done = clone.run()

        assert done.returncode == 1
        assert "lacks its venv module" in done.stderr
        assert "apt-get install python3.12-venv" in done.stderr
        assert one_sentence(done.stderr)
        assert not (clone.folder / ".venv").exists()

    def test_passes_over_one_that_is_too_old(self, clone: Clone) -> None:
        clone.has_python("python3", "3.9")
        clone.has_python("python3.13", "3.13")

        assert clone.run("law").returncode == 7


class TestHandOver:
    def test_passes_words_and_status_from_any_folder(self, clone: Clone) -> None:
        clone.has_python("python3", "3.11")

        done = clone.run("story", "widow two", "--base-url", "x")

        assert done.returncode == 7
        assert "args:-P -m daman story widow two --base-url x" in done.stdout
        assert f"path:{clone.folder}/src" in done.stdout

    def test_works_through_links(self, clone: Clone, tmp_path: Path) -> None:
        clone.has_python("python3", "3.11")
        (tmp_path / "first").symlink_to(clone.folder / "daman")
        (tmp_path / "second").symlink_to("first")

        done = clone.run(launcher=tmp_path / "second")

        assert f"path:{clone.folder}/src" in done.stdout

    def test_keeps_standard_output_for_the_command(self, clone: Clone) -> None:
        clone.has_python("python3", "3.11")

        done = clone.run("law")

        assert done.stdout.startswith("args:")
        assert done.stderr.startswith("Installing the locked packages")


class TestInstall:
    def test_happens_once(self, clone: Clone) -> None:
        clone.has_python("python3", "3.11")

        clone.run()
        second = clone.run()

        assert len(clone.installs()) == 1
        assert "--require-hashes" in clone.installs()[0]
        assert second.stderr == ""

    def test_happens_again_when_the_lock_changed(self, clone: Clone) -> None:
        clone.has_python("python3", "3.11")
        clone.run()

        with (clone.folder / "requirements.txt").open("a") as lock:
            lock.write("# changed\n")
        clone.run()

        assert len(clone.installs()) == 2

    def test_adds_the_tools_of_development_and_leaves_them(self, clone: Clone) -> None:
        clone.has_python("python3", "3.11")

        for command in ("up", "test", "up", "check", "fix"):
            clone.run(command)

        locks = [line.rsplit("/", 1)[1] for line in clone.installs()]
        assert locks == ["requirements.txt", "requirements-dev.txt"]

    def test_shows_why_it_failed_and_tries_again(self, clone: Clone) -> None:
        clone.has_python("python3", "3.11")

        failed = clone.run(PRETENDED_FAULT="ERROR: no such wheel")
        again = clone.run()

        assert failed.returncode == 1
        assert "ERROR: no such wheel" in failed.stderr
        assert "var/log/install.log" in failed.stderr
        assert again.returncode == 7

    def test_names_a_full_disk(self, clone: Clone) -> None:
        clone.has_python("python3", "3.11")

        done = clone.run(PRETENDED_FAULT="OSError: [Errno 28] No space left on device")

        assert done.returncode == 1
        assert "is full: make room" in done.stderr

    def test_begins_anew_in_a_moved_folder(self, clone: Clone) -> None:
        clone.has_python("python3", "3.11")
        clone.run()
        (clone.folder / ".venv" / "stale").touch()

        clone.folder = clone.folder.rename(clone.folder.with_name("moved clone"))
        done = clone.run()

        assert done.returncode == 7
        assert len(clone.installs()) == 2
        assert not (clone.folder / ".venv" / "stale").exists()

    def test_begins_anew_when_its_python_is_gone(self, clone: Clone) -> None:
        clone.has_python("python3", "3.11")
        clone.run()
        python = clone.folder / ".venv" / "bin" / "python"
        python.unlink()
        python.symlink_to("/nonexistent/python3")

        assert clone.run().returncode == 7
        assert len(clone.installs()) == 2

    def test_two_starts_at_once_install_once(self, clone: Clone) -> None:
        clone.has_python("python3", "3.11")
        started = [
            subprocess.Popen(
                [clone.folder / "daman"],
                env=clone.environment(PRETENDED_SECONDS="1"),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for _ in range(2)
        ]

        assert [process.wait(30) for process in started] == [7, 7]
        assert len(clone.installs()) == 1

    def test_takes_over_from_a_start_that_was_killed(self, clone: Clone) -> None:
        clone.has_python("python3", "3.11")
        dead = subprocess.Popen(["true"])
        dead.wait()
        lock = clone.folder / "var" / "install.lock"
        lock.mkdir(parents=True)
        (lock / "pid").write_text(str(dead.pid))

        assert clone.run().returncode == 7
        assert not lock.exists()

    @pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc")
    def test_ends_the_installer_that_a_killed_start_left(self, clone: Clone) -> None:
        clone.has_python("python3", "3.11")
        venv = clone.folder / ".venv"
        orphan = subprocess.Popen(["sh", "-c", "sleep 60; :", str(venv)])
        stranger = subprocess.Popen(["sleep", "60"])
        lock = clone.folder / "var" / "install.lock"
        for child, ends in ((orphan, True), (stranger, False)):
            shutil.rmtree(venv, ignore_errors=True)
            lock.mkdir(parents=True)
            (lock / "pid").write_text("999999999")
            (lock / "child").write_text(str(child.pid))

            assert clone.run().returncode == 7
            assert (child.poll() is not None) == ends
        stranger.kill()
        stranger.wait()

    def test_a_signal_ends_it_at_once_and_leaves_nothing_half_done(self, clone: Clone) -> None:
        clone.has_python("python3", "3.11")
        process = subprocess.Popen(
            [clone.folder / "daman"],
            env=clone.environment(PRETENDED_SECONDS="20"),
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 10
        while not clone.installs() and time.monotonic() < deadline:
            time.sleep(0.05)

        process.terminate()

        assert process.wait(5) == 143
        assert not (clone.folder / ".venv" / "daman.stamp").exists()
        assert not (clone.folder / "var" / "install.lock").exists()

    def test_begins_anew_after_an_install_that_was_broken_off(self, clone: Clone) -> None:
        clone.has_python("python3", "3.11")
        clone.run()
        (clone.folder / ".venv" / "half a package").touch()
        clone.run("test", PRETENDED_FAULT="Killed")

        assert clone.run("up").returncode == 7
        assert not (clone.folder / ".venv" / "half a package").exists()

    def test_completes_a_venv_that_somebody_else_made(self, clone: Clone) -> None:
        clone.has_python("python3", "3.11")
        made = clone.folder / ".venv" / "bin"
        made.mkdir(parents=True)
        shutil.copy(clone.programs / "python3", made / "python")
        (clone.folder / ".venv" / "theirs").touch()

        assert clone.run().returncode == 7
        assert (clone.folder / ".venv" / "theirs").exists()

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
    def test_says_when_the_folder_is_not_writable(self, clone: Clone) -> None:
        clone.has_python("python3", "3.11")
        clone.folder.chmod(0o500)

        done = clone.run()

        clone.folder.chmod(0o700)
        assert done.returncode == 1
        assert "is not writable" in done.stderr


class TestText:
    def test_is_posix_shell(self) -> None:
        assert subprocess.run(["sh", "-n", ROOT / "daman"], check=False).returncode == 0

    def test_names_no_registry_and_no_other_installer(self) -> None:
        text = (ROOT / "daman").read_text()

        assert text.startswith("#!/bin/sh\n")
        assert os.access(ROOT / "daman", os.X_OK)
        for word in ("http://", "https://", "uv ", "index-url", "bash"):
            assert word not in text

    def test_the_development_lock_holds_every_pin_of_the_other(self) -> None:
        def pins(name: str) -> set[str]:
            lines = (ROOT / name).read_text().splitlines()
            return {line.split()[0] for line in lines if "==" in line[:60]}

        assert pins("requirements.txt") <= pins("requirements-dev.txt")


def test_pretended_python_is_what_the_launcher_asks() -> None:
    """The pretence answers the questions that the launcher really asks."""
    text = (ROOT / "daman").read_text()

    for question in ("version_info[:2]", "import venv, ensurepip", "import pip", "-m venv"):
        assert question in text, question
