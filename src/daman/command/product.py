"""The product inside this process: its database brought up to date, demo people, static files."""

import hashlib
import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from daman.command.obstacle import Obstacle

_STAMP = "static.stamp"
_DEMO = "daman.command.demo"


def open_product(env: Mapping[str, str]) -> None:
    """Make the environment this process's own and start Django in it."""
    import django

    os.environ.update(env)
    django.setup()


def close_connections() -> None:
    """Let go of the database: the children have their own connections."""
    from django.db import connections

    connections.close_all()


def migrate() -> None:
    """
    Bring the database up to date.

    :raises Obstacle: when the database refuses or cannot be reached
    """
    from django.core.management import CommandError, call_command
    from django.db import DatabaseError

    try:
        call_command("migrate", interactive=False, verbosity=0)
    except (DatabaseError, CommandError) as problem:
        first_line = str(problem).strip().splitlines()[0] if str(problem).strip() else problem
        raise Obstacle(
            f"The database could not be brought up to date ({first_line}): put that right and "
            "run ./daman up again; what was there is unchanged."
        ) from problem


def load_demo(say: Callable[[str], object]) -> None:
    """Load the demo people, all or none, into a database that knows no person yet."""
    from django.apps import apps

    if apps.get_model("people", "Person").objects.exists() or not _has_demo():
        return
    say("Loading the demo people…")
    import_module(_DEMO).load()


def sign_in_lines() -> list[str]:
    """Return how to sign in as the demo people, in Arabic and English."""
    if not _has_demo():
        return []
    return list(import_module(_DEMO).sign_in_lines())


def collect_static(data_dir: Path) -> None:
    """Gather the static files under their hashed names, when any of them changed."""
    from django.conf import settings
    from django.core.management import call_command

    stamp, found = data_dir / _STAMP, _fingerprint()
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.exists() and stamp.exists() and stamp.read_text() == found:
        return
    stamp.unlink(missing_ok=True)
    with _hashed_storage():
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(found)


def _fingerprint() -> str:
    from django.contrib.staticfiles.finders import get_finders

    lines = [
        f"{path} {storage.size(path)} {os.stat(storage.path(path)).st_mtime_ns}"
        for finder in get_finders()
        for path, storage in finder.list([])
    ]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _hashed_storage() -> AbstractContextManager[object]:
    from django.conf import settings
    from django.test.utils import override_settings

    hashed = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    return override_settings(STORAGES={**settings.STORAGES, "staticfiles": {"BACKEND": hashed}})


def _has_demo() -> bool:
    return find_spec(_DEMO) is not None
