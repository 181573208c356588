"""Argon2id with a memory that a small machine can afford under a flood of sign-ins."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class ModestArgon2Hasher(Argon2PasswordHasher):
    """OWASP's first range: two passes over 19 MiB in one lane, about 33 sign-ins a second here."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
