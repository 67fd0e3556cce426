"""Redis gone, mute or back: the API stays open, what guards accounts is closed meanwhile."""

import asyncio

import httpx
import pytest

from clara.adapters.limits.limiter import SharedLimits
from clara.adapters.limits.readiness import CountingDependencies
from clara.adapters.limits.storage import close_storage, open_storage
from clara.application.ports import LimitName
from clara.application.runner import OPERATOR
from clara.application.system.check_readiness import CheckReadiness, CheckReadinessCommand
from clara.application.system.ports import Dependencies
from clara.domain.errors import Unavailable
from clara.settings import Settings
from tests.parity.support.doors import opened_doors
from tests.support.limited import bearer, limited
from tests.support.valkey import CountingServer

pytestmark = pytest.mark.anyio

KEY = bearer()


async def _until_counted(http: httpx.AsyncClient) -> httpx.Response:
    """The first answer that tells of a limit again; each before it is let through."""
    while "ratelimit" not in (answer := await http.get("/api/v1/version", headers=KEY)).headers:
        assert answer.status_code == 200
        await asyncio.sleep(0.05)
    return answer


async def test_servers_on_one_redis_refuse_together(redis: CountingServer) -> None:
    how = {"rate_limit": "3/hour", "redis_url": redis.url}
    async with limited(**how) as one, limited(**how) as other:
        codes = [
            (await http.get("/api/v1/version", headers=KEY)).status_code
            for http in (one, other) * 3
        ]
    assert codes == [200, 200, 200, 429, 429, 429]


async def test_quotas_are_shared_and_last(redis: CountingServer) -> None:
    codes = []
    for _ in range(3):
        async with limited(usage_quota="2/day", redis_url=redis.url) as http:
            codes.append((await http.get("/api/v1/version", headers=KEY)).status_code)
    assert codes == [200, 200, 429]


async def test_redis_holds_no_token_and_no_source(redis: CountingServer) -> None:
    how = {"rate_limit": "9/hour", "usage_quota": "9/day", "redis_url": redis.url}
    async with limited(peer="198.51.100.23", **how) as http:
        await http.get("/api/v1/version")
        await http.get("/api/v1/version", headers=KEY)
    contents = redis.contents()
    assert (contents.count("moving-window"), contents.count("fixed-window")) == (2, 1)
    assert KEY["authorization"].partition(" ")[2] not in contents
    assert "198.51.100.23" not in contents


async def test_without_redis_the_api_is_open_and_registration_closed_until_it_is_back(
    mortal: CountingServer, settings: Settings
) -> None:
    storage = open_storage(mortal.url)
    guard = SharedLimits.of(settings, storage)
    async with limited(rate_limit="2/hour", usage_quota="9/day", redis_url=mortal.url) as http:
        codes = [(await http.get("/api/v1/version", headers=KEY)).status_code for _ in range(3)]
        assert codes == [200, 200, 429]
        mortal.kill()
        for _ in range(20):
            answer = await http.get("/api/v1/version", headers=KEY)
            assert (answer.status_code, "ratelimit" in answer.headers) == (200, False)
        with pytest.raises(Unavailable) as caught:
            await guard.take(LimitName.REGISTRATION, "198.51.100.23")
        assert caught.value.code == "limits_unavailable"
        mortal.start()
        assert (await _until_counted(http)).status_code == 200
        await guard.take(LimitName.REGISTRATION, "198.51.100.23")
    await close_storage(storage)


async def test_a_mute_redis_refuses_nobody(deaf: str) -> None:
    async with limited(rate_limit="1/hour", redis_url=deaf) as http:
        answers = await asyncio.gather(
            *(http.get("/api/v1/version", headers=KEY) for _ in range(60))
        )
        answers += [await http.get("/api/v1/version", headers=KEY) for _ in range(60)]
    assert {answer.status_code for answer in answers} == {200}


class _Database(Dependencies):
    def __init__(self, state: str) -> None:
        self._state = state

    async def check(self) -> dict[str, str]:
        return {"database": self._state}


async def _ready(database: str, url: str | None) -> tuple[str, dict[str, str]]:
    storage = open_storage(url)
    check = CheckReadiness(CountingDependencies(_Database(database), storage))
    readiness = await check(OPERATOR, CheckReadinessCommand())
    await close_storage(storage)
    return readiness.status, readiness.checks


async def test_readiness_says_whether_redis_answers(redis: CountingServer, deaf: str) -> None:
    assert await _ready("ok", None) == ("ready", {"database": "ok"})
    assert await _ready("ok", redis.url) == ("ready", {"database": "ok", "redis": "ok"})
    for away in (deaf, "redis://127.0.0.1:1/0"):
        found = await _ready("ok", away)
        assert found == ("degraded", {"database": "ok", "redis": "degraded"})


async def test_without_a_database_nothing_is_ready_whatever_redis_says(
    redis: CountingServer,
) -> None:
    for url in (None, redis.url, "redis://127.0.0.1:1/0"):
        status, checks = await _ready("database_unavailable", url)
        assert (status, checks["database"]) == ("not_ready", "database_unavailable")


async def test_a_server_without_redis_stays_in_service_and_says_so(
    url: str, mortal: CountingServer
) -> None:
    async with opened_doors(url, redis_url=mortal.url) as doors:
        well = await doors.http.get("/api/v1/health/ready")
        mortal.kill()
        away = await doors.http.get("/api/v1/health/ready")
        listed = await doors.get(doors.path("/cards"))
    assert (well.status_code, well.json()["data"]["status"]) == (200, "ready")
    assert (away.status_code, away.json()["data"]["status"]) == (200, "degraded")
    assert away.json()["data"]["checks"] == {"database": "ok", "redis": "degraded"}
    assert listed.status_code == 200
