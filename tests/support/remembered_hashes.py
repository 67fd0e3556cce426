"""argon2id at its full price, which is paid once for each password and once for each comparison."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

HASH, VERIFY = PasswordHasher.hash, PasswordHasher.verify
"""As they are, for tests of hashing itself."""


@contextmanager
def remembered() -> Iterator[None]:
    """Equal passwords have equal hashes in here, salts and all."""
    hashes: dict[tuple[Any, ...], str] = {}
    compared: dict[tuple[Any, ...], bool] = {}

    def hash(self: PasswordHasher, password: str, **more: Any) -> str:
        key = (self.time_cost, self.memory_cost, self.parallelism, password, *more.items())
        if key not in hashes:
            hashes[key] = HASH(self, password, **more)
        return hashes[key]

    def verify(self: PasswordHasher, hash: str, password: str) -> bool:
        key = (hash, password)
        if key not in compared:
            try:
                compared[key] = VERIFY(self, hash, password)
            except VerifyMismatchError:
                compared[key] = False
        if not compared[key]:
            raise VerifyMismatchError
        return True

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PasswordHasher, "hash", hash)
        patch.setattr(PasswordHasher, "verify", verify)
        yield
