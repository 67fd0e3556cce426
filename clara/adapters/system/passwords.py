"""Passwords: made by the machine's random source, kept as argon2id hashes."""

import asyncio
import os
import secrets
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from clara.application.credentials.ports import Passwords
from clara.domain.accounts.password import prepared
from clara.domain.errors import Unavailable

if TYPE_CHECKING:
    from argon2 import PasswordHasher

T = TypeVar("T")

_RANDOM_BYTES = 15
_HASHED_AT_ONCE = max(1, (os.cpu_count() or 2) // 2)
"""A hash takes 19 MiB and a core for about 17 ms. Half of the cores stay with those who signed in
before."""
_NICENESS = 10
_MOST_WAITING = 200
"""Beyond these somebody floods us; they would wait for seconds."""


class Argon2Passwords(Passwords):
    """argon2id with 19 MiB, two passes and one lane (OWASP Password Storage Cheat Sheet), a few at a
    time in threads of their own that make way for everything else. Raises `sign_in_busy` when too
    many wait."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_HASHED_AT_ONCE, "passwords", _make_way)
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
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1


def _make_way() -> None:
    """Linux schedules each thread by its own niceness; elsewhere it would be the whole process's."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


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
