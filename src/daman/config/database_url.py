"""DATABASE_URL as Django's DATABASES entry."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

CONNECT_TIMEOUT_SECONDS = 3
# Ends the wait on a database that vanished from the network; keepalives alone do not.
TCP_USER_TIMEOUT_MS = 5000


def parse(url: str) -> dict[str, Any]:
    """
    Return the DATABASES entry for a PostgreSQL address; `host` and `port` may stand in the query.

    :raises ValueError: when the address is not PostgreSQL's or names no database
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("DATABASE_URL begins with postgresql://")
    query = dict(parse_qsl(parts.query))
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ValueError("DATABASE_URL names a database after the last slash")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": query.pop("port", "") or str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "connect_timeout": CONNECT_TIMEOUT_SECONDS,
            "tcp_user_timeout": TCP_USER_TIMEOUT_MS,
            "options": "-c lock_timeout=5s -c idle_in_transaction_session_timeout=60s",
            **query,
        },
    }
