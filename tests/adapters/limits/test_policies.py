"""So many in so much time, counted in memory or in Redis."""

import asyncio

import pytest
from limits import parse

from clara.adapters.limits.policy import FixedWindow, MovingWindow, Policy, parsed
from clara.adapters.limits.storage import CountingStorage, close_storage, open_storage
from clara.domain.errors import Invalid
from tests.support.valkey import CountingServer

pytestmark = pytest.mark.anyio
KINDS = pytest.mark.parametrize("kind", [MovingWindow, FixedWindow])
Kind = type[MovingWindow] | type[FixedWindow]


def _policy(kind: Kind, limit: str, storage: CountingStorage) -> Policy:
    return kind("test", parse(limit), storage)


@KINDS
async def test_as_many_as_the_limit_are_allowed(kind: Kind, storage: CountingStorage) -> None:
    policy = _policy(kind, "3/hour", storage)
    counts = [await policy.take("somebody") for _ in range(5)]
    assert [count.is_allowed for count in counts] == [True, True, True, False, False]
    assert [count.left for count in counts] == [2, 1, 0, 0, 0]
    assert all(3_500 < count.wait <= 3_600 for count in counts)


@KINDS
async def test_one_takes_nothing_from_another(kind: Kind, storage: CountingStorage) -> None:
    policy = _policy(kind, "1/hour", storage)
    await policy.take("somebody")
    assert (await policy.take("somebody else")).is_allowed


@KINDS
async def test_looking_takes_nothing(kind: Kind, storage: CountingStorage) -> None:
    policy = _policy(kind, "1/hour", storage)
    assert [(await policy.look("somebody")).left for _ in range(3)] == [1, 1, 1]
    await policy.take("somebody")
    assert (await policy.look("somebody"))[:2] == (False, 0)


@KINDS
async def test_what_is_used_up_comes_back(kind: Kind, storage: CountingStorage) -> None:
    policy = _policy(kind, "2/second", storage)
    for _ in range(2):
        await policy.take("somebody")
    while not (count := await policy.take("somebody")).is_allowed:
        assert count.wait == 1
        await asyncio.sleep(0.05)


@KINDS
async def test_a_limit_of_none_allows_nothing(kind: Kind, storage: CountingStorage) -> None:
    assert not (await _policy(kind, "0/minute", storage).take("somebody")).is_allowed


async def test_kinds_of_windows_never_meet_in_one_storage(storage: CountingStorage) -> None:
    for kind in (MovingWindow, FixedWindow):
        assert (await _policy(kind, "1/hour", storage).take("somebody")).is_allowed


@KINDS
async def test_clients_at_once_share_one_budget(kind: Kind, redis: CountingServer) -> None:
    storages = [open_storage(redis.url) for _ in range(2)]
    policies = [_policy(kind, "17/hour", storage) for storage in storages]
    takes = [policies[number % 2].take("somebody") for number in range(50)]
    counts = await asyncio.gather(*takes)
    for storage in storages:
        await close_storage(storage)
    assert [count.is_allowed for count in counts].count(True) == 17


@KINDS
async def test_what_redis_counted_outlives_the_process_that_asked(
    kind: Kind, redis: CountingServer
) -> None:
    allowed = []
    for _ in range(3):
        storage = open_storage(redis.url)
        allowed.append((await _policy(kind, "2/hour", storage).take("somebody")).is_allowed)
        await close_storage(storage)
    assert allowed == [True, True, False]


async def test_a_server_that_forgot_the_scripts_is_taught_again(redis: CountingServer) -> None:
    storage = open_storage(redis.url)
    policy = _policy(MovingWindow, "2/hour", storage)
    await policy.take("somebody")
    redis.forget_scripts()
    assert (await policy.take("somebody")).left == 0
    await close_storage(storage)


async def test_a_question_given_up_never_answers_the_next_one(redis: CountingServer) -> None:
    storage = open_storage(redis.url)
    windows = [_policy(MovingWindow, f"{limit}/hour", storage) for limit in range(100, 140)]
    for window in windows:
        task = asyncio.ensure_future(window.take("somebody"))
        for _ in range(window.amount % 7):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        seen = await window.look("somebody")
        assert window.amount - seen.left in (0, 1)
    await close_storage(storage)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://secret@127.0.0.1",
        "redis://:secret@127.0.0.1:port/0",
        "127.0.0.1:6379",
        "secret",
        "redis://127.0.0.1:6379/0?secret=1",
    ],
)
def test_a_url_that_is_none_is_refused_without_quoting_it(url: str) -> None:
    with pytest.raises(Invalid) as caught:
        open_storage(url)
    assert caught.value.code == "invalid_settings"
    assert "CLARA_REDIS_URL" in caught.value.message
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "url",
    [
        "redis://localhost",
        "rediss://user:secret@cache.example:6380/1",
        "unix:///run/valkey.sock?db=2",
        "valkey://[::1]:6379/0",
        "valkeys://cache.example:6380",
    ],
)
async def test_every_way_to_a_server_can_be_named(url: str) -> None:
    await close_storage(open_storage(url))


@pytest.mark.parametrize("limit", ["", "many", "ten/second", "10", "10/fortnight", "/second"])
def test_a_limit_that_is_none_is_refused_by_the_settings_name(limit: str) -> None:
    with pytest.raises(Invalid) as caught:
        parsed(limit, "CLARA_SIGN_IN_LIMIT")
    assert caught.value.code == "invalid_settings"
    assert "CLARA_SIGN_IN_LIMIT" in caught.value.message
