"""Passwords: made by the machine's random source, kept as argon2id hashes."""

import asyncio
import secrets

from clara.application.founding.ports import Passwords

_RANDOM_BYTES = 15
_HASHED_AT_ONCE = 2
"""A hash takes 19 MiB and a core for about 17 ms; more at a time would only wait for each other."""


class Argon2Passwords(Passwords):
    """argon2id with 19 MiB, two passes and one lane (OWASP Password Storage Cheat Sheet)."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(_HASHED_AT_ONCE)

    def new(self) -> str:
        return secrets.token_urlsafe(_RANDOM_BYTES)

    async def hash(self, password: str) -> str:
        async with self._turns:
            return await asyncio.to_thread(_hashed, password)


def _hashed(password: str) -> str:
    # Imported by whoever first hashes: a server that only checks tokens starts without it.
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1).hash(password)
