"""`up`: the whole product on this machine, from the database to the simulated outside world."""

import argparse
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

from daman.command import catalogue, product
from daman.command.database import environment, require_alone, sole_use, write_note
from daman.command.keys import keys_of
from daman.command.obstacle import Obstacle
from daman.command.paths import DATA, make_folder, python
from daman.command.ports import LOOPBACK, a_port, free_port, listen, require_free
from daman.command.postgres import Cluster, Given, choose
from daman.command.postgres.place import written_by
from daman.command.processes import Child, Processes

_READY_SECONDS_MAX = 60
_LOOK_SECONDS = 0.5
_WEB_PROCESSES = 3


class Stop(BaseException):
    """Ctrl-C, SIGTERM or a closed terminal: end everything, in order."""


def run(words: Sequence[str]) -> int:
    """Start everything, keep it running until told to stop, and leave no process behind."""
    options = _parser().parse_args(words)
    try:
        _stop_on_signals()
        with ExitStack() as stack:
            _run(options, stack)
    except Stop:
        say("Stopped.")
    return 0


def say(sentence: str) -> None:
    """Print at once, also into a pipe."""
    print(sentence, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="daman up", description=__doc__)
    parser.add_argument("--port", type=a_port, default=8000, help="where to listen (8000)")
    parser.add_argument(
        "--data", type=Path, default=DATA, help="where everything is kept (var/daman)"
    )
    parser.add_argument("--no-demo", action="store_true", help="do not load demo people")
    parser.add_argument("--temporary", action="store_true", help=argparse.SUPPRESS)
    return parser


def _run(options: argparse.Namespace, stack: ExitStack) -> None:
    require_alone(options.data.absolute())
    require_free(options.port)
    data_dir = make_folder(options.data.absolute(), 0o711 if os.geteuid() == 0 else 0o700)
    stack.enter_context(sole_use(data_dir))
    env, cluster = _database(data_dir, options, stack)
    env.setdefault("DAMAN_PUBLIC_URL", f"http://{LOOPBACK}:{options.port}")
    _prepare(data_dir, env, with_demo=not options.no_demo)
    processes = Processes(say)
    stack.callback(processes.stop)
    _start_children(processes, data_dir, env, options.port)
    base_url = f"http://{LOOPBACK}:{options.port}"
    _wait_until_ready(processes, base_url)
    write_note(data_dir, base_url=base_url, database_url=env["DATABASE_URL"], pid=os.getpid())
    _greet(base_url, with_demo=not options.no_demo)
    while True:
        time.sleep(_LOOK_SECONDS)
        if cluster is not None and cluster.revive():
            say(f"PostgreSQL had ended and was started again; its log is {cluster.log}.")
        processes.revive()


def _database(
    data_dir: Path, options: argparse.Namespace, stack: ExitStack
) -> tuple[dict[str, str], Cluster | None]:
    env = dict(os.environ)
    source = choose(data_dir, env)
    has_data = not isinstance(source, Given) and written_by(data_dir) is not None
    env.update(keys_of(data_dir, env, has_data=has_data))
    if isinstance(source, Given):
        return environment(data_dir, source.url, env), None
    say(f"Starting PostgreSQL {source.version}…")
    cluster = Cluster(data_dir, source, durable=not options.temporary, say=say)
    stack.callback(cluster.stop)
    return environment(data_dir, cluster.start(), env), cluster


def _prepare(data_dir: Path, env: Mapping[str, str], *, with_demo: bool) -> None:
    catalogue.compile_if_stale()
    product.open_product(env)
    product.collect_static(data_dir)
    product.migrate()
    if with_demo and not _is_production(env):
        product.load_demo(say)
    product.close_connections()


def _start_children(processes: Processes, data_dir: Path, env: dict[str, str], port: int) -> None:
    logs = make_folder(data_dir / "log")
    if not _is_production(env) and find_spec("simulators") is not None:
        simulators = str(free_port())
        env["DAMAN_SIMULATORS_URL"] = f"http://{LOOPBACK}:{simulators}"
        state = str(make_folder(data_dir / "simulators"))
        command = python("-m", "simulators", "--port", simulators, "--data", state)
        processes.add(Child("simulators", command, logs / "simulators.log", env))
    listening = processes.keep(listen(port))
    web = python("-m", "daman.command.web", "--socket", str(listening.fileno()))
    for place in range(1, _WEB_PROCESSES + 1):
        log = logs / f"web-{place}.log"
        processes.add(Child(f"web-{place}", web, log, env, handed=(listening.fileno(),)))
    worker = python(
        *("-m", "daman", "manage", "procrastinate", "worker"),
        *("--shutdown-graceful-timeout", "5"),
    )
    processes.add(Child("worker", worker, logs / "worker.log", env))


def _wait_until_ready(processes: Processes, base_url: str) -> None:
    deadline = time.monotonic() + _READY_SECONDS_MAX
    while not _answers(f"{base_url}/health/ready"):
        dead = [child for child in processes.children if child.died()]
        if dead or time.monotonic() > deadline:
            child = (dead or processes.children)[0]
            print(child.tail(), file=sys.stderr)
            raise Obstacle(
                f"The {child.name} process did not start: the lines above are the end of "
                f"{child.log}."
            )
        time.sleep(0.1)


def _answers(url: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _greet(base_url: str, *, with_demo: bool) -> None:
    from django.utils import translation
    from django.utils.translation import gettext

    with translation.override("ar"):
        arabic = gettext("Daman is ready")
    say(f"\n{arabic} · Daman is ready\n  {base_url}/\n")
    if with_demo and not _is_production(os.environ):
        for line in product.sign_in_lines():
            say(line)
        product.close_connections()
    say("\nCtrl-C stops everything.")


def _is_production(env: Mapping[str, str]) -> bool:
    return env.get("DAMAN_ENV") == "production"


def _stop_on_signals() -> None:
    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        # Under nohup a closed terminal is no reason to stop.
        numbers.append(signal.SIGHUP)

    def stop(_number: int, _frame: FrameType | None) -> None:
        # Once is enough: a second Ctrl-C must not break the orderly end.
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise Stop

    for number in numbers:
        signal.signal(number, stop)
