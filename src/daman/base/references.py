"""References a person can quote: a prefix and eight characters, hard to misread or guess."""

import secrets

# Crockford's base 32: no I, L, O, U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8


def new_reference(prefix: str) -> str:
    """
    Return a fresh reference such as `APP-7K2M9QXA`.

    Forty random bits: two equal ones are refused by the unique column of the record.
    """
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
