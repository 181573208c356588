"""The connection of a load: one transaction of very many, very similar, small statements."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_PREPARED_AFTER = 2


@contextmanager
def one_transaction() -> Iterator[None]:
    """
    Open one transaction, all or nothing, on a connection of its own that prepares statements.

    It has no savepoints: a load that fails at one act goes back whole, so a savepoint for each of
    its ten thousand acts would only double the number of statements.
    """
    options = connection.settings_dict["OPTIONS"]
    brisk = {**options, "server_side_binding": True, "prepare_threshold": _PREPARED_AFTER}
    _reconnect(brisk, uses_savepoints=False)
    try:
        with transaction.atomic():
            yield
    finally:
        _reconnect(options, uses_savepoints=True)


def _reconnect(options: dict[str, object], *, uses_savepoints: bool) -> None:
    connection.close()
    connection.settings_dict["OPTIONS"] = options
    # What Django has read from the options before must not outlive them.
    connection.features.__dict__.pop("uses_server_side_binding", None)
    connection.features.uses_savepoints = uses_savepoints
