"""`manage`: Django's own commands, on this folder's database."""

import os
import warnings
from collections.abc import Sequence

from daman.command import catalogue
from daman.command.database import borrowed_database, chosen_folder, environment
from daman.command.paths import python_path

# What these do needs no database, so none is made for them.
_WITHOUT_DATABASE = frozenset({"help", "--help", "-h", "--version", "makemigrations", "check"})


def run(words: Sequence[str]) -> int:
    """Run one of Django's commands."""
    catalogue.compile_if_stale()
    env, data_dir = dict(os.environ), chosen_folder(os.environ)
    if env.get("DATABASE_URL"):
        return _execute(words, environment(data_dir, env["DATABASE_URL"], env))
    if not words or words[0] in _WITHOUT_DATABASE:
        # makemigrations would ask the database whether it agrees, and go on without it.
        warnings.filterwarnings("ignore", message="Got an error checking a consistent")
        plain = {**env, "DJANGO_SETTINGS_MODULE": "daman.config.settings"}
        return _execute(words, python_path(plain))
    with borrowed_database(data_dir) as borrowed:
        return _execute(words, borrowed)


def _execute(words: Sequence[str], env: dict[str, str]) -> int:
    os.environ.update(env)
    from django.core.management import execute_from_command_line
    from django.db import connections

    try:
        execute_from_command_line(["daman manage", *words])
    finally:
        connections.close_all()
    return 0
