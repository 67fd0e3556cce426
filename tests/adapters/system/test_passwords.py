"""Hashes of passwords: with which parameters, and what happens to a flood of them."""

import asyncio
import os
import re
import threading

import pytest
from argon2 import PasswordHasher

from clara.adapters.system import passwords as module
from clara.adapters.system.passwords import Argon2Passwords
from clara.domain.errors import Unavailable
from tests.support.remembered_hashes import HASH, VERIFY

pytestmark = pytest.mark.anyio

PASSWORD = "violin under seven lamps"


@pytest.fixture(autouse=True)
def _computed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere in the tests hashes are remembered."""
    monkeypatch.setattr(PasswordHasher, "hash", HASH)
    monkeypatch.setattr(PasswordHasher, "verify", VERIFY)


async def test_a_password_is_kept_as_argon2id_of_19_mib_two_passes_and_one_lane() -> None:
    passwords = Argon2Passwords()
    first, second = await passwords.hash(PASSWORD), await passwords.hash(PASSWORD)
    assert re.fullmatch(
        r"\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}", first
    )
    assert first != second
    assert PASSWORD not in first


async def test_only_the_right_password_is_right() -> None:
    passwords = Argon2Passwords()
    hashed = await passwords.hash(PASSWORD)
    assert await passwords.verify(PASSWORD, hashed)
    for wrong in ("", PASSWORD + " ", PASSWORD.upper(), "x" * 1_024):
        assert not await passwords.verify(wrong, hashed)


@pytest.mark.parametrize(
    ("typed", "kept"), [("viola\u0303o azul", "violão azul"), ("ｖｉｏｌｉｎ ①", "violin 1")]
)
async def test_equal_forms_of_unicode_are_one_password(typed: str, kept: str) -> None:
    passwords = Argon2Passwords()
    assert await passwords.verify(typed, await passwords.hash(kept))


@pytest.mark.parametrize("hashed", [None, ""])
async def test_without_an_account_as_much_is_hashed_and_nothing_is_right(
    hashed: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []
    real = PasswordHasher.verify

    def spied(self: PasswordHasher, hash: str, password: str) -> bool:
        verified.append(hash)
        return real(self, hash, password)

    monkeypatch.setattr(PasswordHasher, "verify", spied)
    assert not await Argon2Passwords().verify(PASSWORD, hashed)
    [against] = verified
    assert against.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("broken", ["no password", "$argon2id$", "$2b$12$" + "x" * 53, PASSWORD])
async def test_what_is_no_hash_lets_nobody_in(broken: str) -> None:
    assert not await Argon2Passwords().verify(PASSWORD, broken)


async def test_other_parameters_are_outdated_and_still_right() -> None:
    passwords = Argon2Passwords()
    old = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    assert passwords.is_outdated(old)
    assert await passwords.verify(PASSWORD, old)
    assert not passwords.is_outdated(await passwords.hash(PASSWORD))


async def test_a_few_are_hashed_at_a_time_away_from_the_event_loop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    threads: set[str] = set()
    real = PasswordHasher.hash

    def spied(self: PasswordHasher, password: str) -> str:
        threads.add(threading.current_thread().name)
        return real(self, password)

    monkeypatch.setattr(PasswordHasher, "hash", spied)
    passwords = Argon2Passwords()
    await asyncio.gather(*(passwords.hash(PASSWORD) for _ in range(6)))
    assert threading.current_thread().name not in threads
    assert all(name.startswith("passwords") for name in threads)
    assert 1 <= len(threads) <= max(1, (os.cpu_count() or 2) // 2)


async def test_a_flood_is_told_to_come_back_and_leaves_no_trace(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_MOST_WAITING", 3)
    passwords = Argon2Passwords()
    asked = [passwords.hash(PASSWORD) for _ in range(5)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    refused = [one for one in answers if isinstance(one, Unavailable)]
    assert [(one.code, one.retry_after) for one in refused] == [("sign_in_busy", 5)] * 2
    assert isinstance(await passwords.hash(PASSWORD), str)


async def test_who_gives_up_waiting_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_WAITING", 2)
    passwords = Argon2Passwords()
    waiting = [asyncio.create_task(passwords.hash(PASSWORD)) for _ in range(2)]
    await asyncio.sleep(0)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(await passwords.hash(PASSWORD), str)


def test_a_made_password_is_long_and_never_the_same() -> None:
    passwords = Argon2Passwords()
    made = {passwords.new() for _ in range(100)}
    assert len(made) == 100
    assert all(len(one) == 20 for one in made)
