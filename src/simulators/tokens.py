"""The Bearer token by which a machine that calls a simulator is known."""

import hmac

from flask import request


def authorized(token: str) -> bool:
    """Return whether the request carries the Bearer token."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and hmac.compare_digest(given.encode(), token.encode())
