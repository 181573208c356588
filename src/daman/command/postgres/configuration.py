"""The files that tell a cluster whom to admit and how to run; written anew at every start."""

import os
import shutil
from pathlib import Path

from daman.command.postgres.owner import Owner

ADMINISTRATOR = "postgres"
ROLE = "daman"
# Below this, parallel work and a small container's shared memory collide.
_SHARED_MEMORY_BYTES_MIN = 256 * 1024 * 1024


def write(data: Path, socket_folder: Path, owner: Owner, *, durable: bool) -> None:
    """Write `daman.conf`, `pg_hba.conf` and `pg_ident.conf` into a cluster."""
    lines = [f"{name} = {value}" for name, value in _settings(socket_folder, durable).items()]
    _write(data / "daman.conf", lines, owner)
    # No line admits a network address, a password or trust: the system itself says who asks.
    _write(data / "pg_hba.conf", ["local all all peer map=daman"], owner)
    system_users = dict.fromkeys([owner.name, "root"] if owner.is_other else [owner.name])
    admitted = [
        f'daman "{user}" {role}' for user in system_users for role in (ADMINISTRATOR, ROLE)
    ]
    _write(data / "pg_ident.conf", admitted, owner)
    main = data / "postgresql.conf"
    if "include 'daman.conf'" not in main.read_text(encoding="utf-8"):
        with main.open("a", encoding="utf-8") as file:
            file.write("\ninclude 'daman.conf'\n")


def _settings(socket_folder: Path, durable: bool) -> dict[str, str]:
    folder = str(socket_folder).replace('"', '""').replace("'", "''")
    on = "on" if durable else "off"
    return {
        "listen_addresses": "''",
        "port": "5432",
        "unix_socket_directories": f"'\"{folder}\"'",
        "unix_socket_permissions": "0700",
        "password_encryption": "scram-sha-256",
        "max_connections": "60",
        "shared_buffers": "128MB",
        "work_mem": "8MB",
        "max_wal_size": "512MB",
        "dynamic_shared_memory_type": _shared_memory(),
        "fsync": on,
        "synchronous_commit": on,
        "full_page_writes": on,
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        "lc_messages": "'C'",
    }


def _shared_memory() -> str:
    try:
        roomy = shutil.disk_usage("/dev/shm").free >= _SHARED_MEMORY_BYTES_MIN
    except OSError:
        # Without /dev/shm this is not Linux, or a machine without shared memory.
        return "posix" if os.uname().sysname != "Linux" else "mmap"
    writable = bool(os.stat("/dev/shm").st_mode & 0o002)
    return "posix" if roomy and writable else "mmap"


def _write(path: Path, lines: list[str], owner: Owner) -> None:
    head = "# Written by Daman at every start; changes made here are lost."
    half = path.with_name(f"{path.name}.new")
    half.write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    half.chmod(0o600)
    owner.take(half)
    half.replace(path)
