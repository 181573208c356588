"""A cluster for a test or a story, thrown away afterwards."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from daman.command.postgres.binaries import Binaries, candidates
from daman.command.postgres.cluster import Cluster
from daman.command.postgres.place import forget_socket_folder


@contextmanager
def temporary_folder(prefix: str = "daman-") -> Iterator[Path]:
    """Yield a folder that the server's user can pass through, and remove it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        folder.chmod(0o711)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def temporary_cluster(
    binaries: Binaries | None = None, env: Mapping[str, str] = os.environ
) -> Iterator[Cluster]:
    """Yield a started cluster that does not wait for the disk, and remove it afterwards."""
    with temporary_folder() as folder:
        cluster = Cluster(folder, binaries or next(candidates(env)), durable=False)
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.stop()
            forget_socket_folder(folder)
