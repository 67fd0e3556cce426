"""Passwords: made by the machine's random source, kept as argon2id hashes."""

import asyncio
import secrets
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from clara.application.credentials.ports import Passwords
from clara.domain.accounts.password import prepared
from clara.domain.errors import Unavailable

if TYPE_CHECKING:
    from argon2 import PasswordHasher

T = TypeVar("T")

_RANDOM_BYTES = 15
_HASHED_AT_ONCE = 2
"""A hash takes 19 MiB and a core for about 17 ms; more at a time would only wait for each other."""
_MOST_WAITING = 200
"""Beyond these somebody floods us; they would wait for seconds."""


class Argon2Passwords(Passwords):
    """argon2id with 19 MiB, two passes and one lane (OWASP Password Storage Cheat Sheet), at most
    two at a time, away from the event loop. Raises `sign_in_busy` when too many wait."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(_HASHED_AT_ONCE)
        self._waiting = 0

    def new(self) -> str:
        return secrets.token_urlsafe(_RANDOM_BYTES)

    async def hash(self, password: str) -> str:
        return await self._in_turn(lambda: _hasher().hash(prepared(password)))

    async def verify(self, password: str, hashed: str | None) -> bool:
        return await self._in_turn(lambda: _verified(prepared(password), hashed))

    def is_outdated(self, hashed: str) -> bool:
        return _hasher().check_needs_rehash(hashed)

    async def _in_turn(self, work: Callable[[], T]) -> T:
        if self._waiting >= _MOST_WAITING:
            raise Unavailable("sign_in_busy", "Too many are signing in; try again.", retry_after=5)
        self._waiting += 1
        try:
            async with self._turns:
                return await asyncio.to_thread(work)
        finally:
            self._waiting -= 1


@cache
def _hasher() -> "PasswordHasher":
    # Imported by whoever first hashes: a server that only checks tokens starts without it.
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _of_nobody() -> str:
    return _hasher().hash(secrets.token_urlsafe(_RANDOM_BYTES))


def _verified(password: str, hashed: str | None) -> bool:
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        return _hasher().verify(hashed or _of_nobody(), password) and bool(hashed)
    except (Argon2Error, InvalidHashError):
        return False
