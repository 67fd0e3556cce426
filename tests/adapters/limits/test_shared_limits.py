"""What guards accounts: how often somebody may sign up, sign in or ask for a code."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from msgspec import structs

from clara.adapters.limits.limiter import SharedLimits
from clara.adapters.limits.storage import CountingStorage, close_storage, open_storage
from clara.application.ports import LimitName
from clara.domain.errors import Invalid, LimitExceeded, Unavailable
from clara.settings import Settings, load
from tests.support.valkey import CountingServer

pytestmark = pytest.mark.anyio

DEFAULTS = {
    LimitName.REGISTRATION: (30, 3_600),
    LimitName.CODES_PER_ADDRESS: (5, 3_600),
    LimitName.CODES_PER_MAILBOX: (20, 3_600),
    LimitName.CODES_PER_SOURCE: (60, 3_600),
    LimitName.SIGN_IN: (10, 60),
}
ADDRESS, SOURCE = "ana@clara.example", "198.51.100.23"


@asynccontextmanager
async def _counting(settings: Settings, url: str) -> AsyncIterator[SharedLimits]:
    storage = open_storage(url)
    yield SharedLimits.of(settings, storage)
    await close_storage(storage)


async def _passed(limits: SharedLimits, name: LimitName, times: int, *who: str) -> int:
    """How many of `times` takes at once are let through."""
    takes = [limits.take(name, *who) for _ in range(times)]
    ended = await asyncio.gather(*takes, return_exceptions=True)
    assert all(one is None or isinstance(one, LimitExceeded) for one in ended), ended
    return ended.count(None)


@pytest.mark.parametrize("name", LimitName)
async def test_each_limit_has_its_default_and_says_how_long_to_wait(
    name: LimitName, storage: CountingStorage, settings: Settings
) -> None:
    limits = SharedLimits.of(settings, storage)
    most, seconds = DEFAULTS[name]
    assert await _passed(limits, name, most + 5, ADDRESS) == most
    with pytest.raises(LimitExceeded) as caught:
        await limits.take(name, ADDRESS)
    assert caught.value.code == "rate_limited"
    assert caught.value.retry_after is not None
    assert seconds - 30 < caught.value.retry_after <= seconds


@pytest.mark.parametrize("name", LimitName)
async def test_off_counts_nothing(
    name: LimitName, redis: CountingServer, settings: Settings
) -> None:
    off = dict.fromkeys(
        (
            *("registration_limit", "codes_per_address", "codes_per_mailbox", "codes_per_source"),
            "sign_in_limit",
        ),
        "off",
    )
    async with _counting(structs.replace(settings, **off), redis.url) as limits:
        assert await _passed(limits, name, 100, ADDRESS) == 100
    assert redis.count_of_keys() == 0


async def test_two_clients_share_one_budget(redis: CountingServer, settings: Settings) -> None:
    async with _counting(settings, redis.url) as one, _counting(settings, redis.url) as other:
        passed = await asyncio.gather(
            *(_passed(limits, LimitName.REGISTRATION, 25, SOURCE) for limits in (one, other))
        )
    assert sum(passed) == 30


async def test_one_name_or_address_takes_nothing_from_another(
    storage: CountingStorage, settings: Settings
) -> None:
    limits = SharedLimits.of(settings, storage)
    assert await _passed(limits, LimitName.CODES_PER_ADDRESS, 6, ADDRESS) == 5
    assert await _passed(limits, LimitName.CODES_PER_ADDRESS, 1, "luis@clara.example") == 1
    assert await _passed(limits, LimitName.CODES_PER_SOURCE, 1, ADDRESS) == 1


@pytest.mark.parametrize(
    "same",
    [
        ("ana@clara.example", "Ana@Clara.Example"),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"),
        ("::ffff:198.51.100.23", "198.51.100.23"),
    ],
)
async def test_other_spellings_of_one_caller_are_one_caller(
    storage: CountingStorage, settings: Settings, same: tuple[str, str]
) -> None:
    limits = SharedLimits.of(settings, storage)
    assert await _passed(limits, LimitName.CODES_PER_ADDRESS, 5, same[0]) == 5
    assert await _passed(limits, LimitName.CODES_PER_ADDRESS, 1, same[1]) == 0


async def test_neighbouring_networks_are_two_callers(
    storage: CountingStorage, settings: Settings
) -> None:
    limits = SharedLimits.of(settings, storage)
    assert await _passed(limits, LimitName.CODES_PER_ADDRESS, 6, "2001:db8:1:2::1") == 5
    assert await _passed(limits, LimitName.CODES_PER_ADDRESS, 1, "2001:db8:1:3::1") == 1


async def test_redis_holds_no_address(redis: CountingServer, settings: Settings) -> None:
    async with _counting(settings, redis.url) as limits:
        for name in LimitName:
            await limits.take(name, ADDRESS)
            await limits.take(name, SOURCE)
    contents = redis.contents()
    assert contents.count("moving-window") == 2 * len(LimitName)
    for part in (ADDRESS, "ana", "clara.example", SOURCE, "198"):
        assert part not in contents


async def test_a_server_that_is_gone_lets_nobody_through_until_it_is_back(
    mortal: CountingServer, settings: Settings
) -> None:
    async with _counting(settings, mortal.url) as limits:
        await limits.take(LimitName.REGISTRATION, SOURCE)
        mortal.kill()
        for _ in range(3):
            with pytest.raises(Unavailable) as caught:
                await limits.take(LimitName.REGISTRATION, SOURCE)
            assert caught.value.code == "limits_unavailable"
            assert caught.value.retry_after == 5
        mortal.start()
        await limits.take(LimitName.REGISTRATION, SOURCE)


async def test_a_server_that_says_nothing_is_not_waited_for_and_nobody_is_let_through(
    deaf: str, settings: Settings
) -> None:
    async with _counting(settings, deaf) as limits:
        with pytest.raises(Unavailable) as caught:
            await limits.take(LimitName.SIGN_IN, ADDRESS)
    assert caught.value.code == "limits_unavailable"


async def test_what_is_logged_and_raised_names_nobody(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        async with _counting(settings, "redis://user:secret@127.0.0.1:1/0") as limits:
            with pytest.raises(Unavailable) as caught:
                await limits.take(LimitName.SIGN_IN, ADDRESS)
    shown = caplog.text + str(caught.value) + repr(limits)
    assert "sign_in can't be counted" in shown
    for secret in ("secret", "127.0.0.1", ADDRESS, settings.secret_key):
        assert secret not in shown


@pytest.mark.parametrize(
    "variable",
    [
        "CLARA_REGISTRATION_LIMIT",
        "CLARA_CODES_PER_ADDRESS",
        "CLARA_CODES_PER_SOURCE",
        "CLARA_SIGN_IN_LIMIT",
    ],
)
def test_a_wrong_setting_is_named(variable: str) -> None:
    settings = load({"CLARA_SECRET_KEY": "s" * 32, variable: "sometimes"})
    with pytest.raises(Invalid) as caught:
        SharedLimits.of(settings, open_storage(None))
    assert variable in caught.value.message
