"""What every test may use: a fixed moment, a clean database, the simulated outside world."""

import threading
from collections.abc import Iterator
from datetime import datetime

import pytest

from daman.kernel.riyadh import RIYADH

# Tables that refuse to be emptied say so by a trigger of this name.
GUARDED_TABLES = """
SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%\\_no\\_truncate'
"""
MOMENT = datetime(2026, 11, 25, 10, 0, tzinfo=RIYADH)


@pytest.fixture(autouse=True, scope="session")
def static_folder() -> None:
    """Let the folder of static files exist, which serving them expects."""
    from django.conf import settings

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True, scope="session")
def cheap_hashes() -> None:
    """Let tests hash passwords with the same algorithm at a small part of its cost."""
    from daman.record.accounts.hashing import ModestArgon2Hasher

    ModestArgon2Hasher.time_cost = 1
    ModestArgon2Hasher.memory_cost = 64


@pytest.fixture(autouse=True, scope="session")
def flush_append_only_tables() -> Iterator[None]:
    """Let the end of a test with real commits empty tables that refuse to be emptied."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    flush = DatabaseOperations.execute_sql_flush

    def flush_without_triggers(self, statements):
        with self.connection.cursor() as cursor:
            cursor.execute(GUARDED_TABLES)
            guarded = [table for (table,) in cursor.fetchall()]
        off = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in guarded]
        on = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in guarded]
        return flush(self, [*off, *statements, *on])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush_without_triggers)
        yield


@pytest.fixture
def at() -> datetime:
    """Return the moment at which tests happen: a working day in Riyadh."""
    return MOMENT


@pytest.fixture(scope="session")
def simulators_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the simulated outside systems on a free loopback port, and return their address."""
    from werkzeug.serving import make_server

    from simulators.app import create_app

    # The bank's day is the day of the fixture `at`.
    app = create_app(tmp_path_factory.mktemp("simulators"), today=MOMENT.date)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def simulators(simulators_server: str, settings, request: pytest.FixtureRequest) -> str:
    """Point the product at simulators in their normal state, and return their address."""
    import httpx

    httpx.post(f"{simulators_server}/simulators/control", json={"reset": True}).raise_for_status()
    httpx.post(f"{simulators_server}/simulators/bank/forget").raise_for_status()
    settings.DAMAN_SIMULATORS_URL = simulators_server
    for name in ("REGISTRY", "SMS", "BANK"):
        setattr(settings, f"DAMAN_{name}_URL", f"{simulators_server}/simulators/{name.lower()}")
    settings.DAMAN_NAFATH_ISSUER = f"{simulators_server}/simulators/nafath"
    return simulators_server
