"""`Idempotency-Key`: a retry is answered again and says so."""

import asyncio

import pytest

from tests.parity.support.doors import Doors

pytestmark = pytest.mark.anyio


def _key(value: str) -> dict[str, str]:
    return {"idempotency-key": value}


async def test_a_retry_is_answered_again_and_says_so(doors: Doors) -> None:
    url = doors.path("/cards/4417/lock")
    first = await doors.post(url, json={"reason": "Lost"}, headers=_key('"one"'))
    again = await doors.post(url, json={"reason": "Lost"}, headers=_key("one"))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.content == again.content
    assert first.json()["data"]["changed"] is True
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"


@pytest.mark.parametrize(
    ("path", "body"), [("/cards/4417/lock", {"reason": "Stolen"}), ("/cards/4471/lock", {})]
)
async def test_another_request_under_the_same_key_is_refused(
    doors: Doors, path: str, body: dict[str, str]
) -> None:
    await doors.post(doors.path("/cards/4417/lock"), headers=_key("one"))
    response = await doors.post(doors.path(path), json=body, headers=_key("one"))
    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")


@pytest.mark.parametrize("key", ["", '""', "x" * 256, "a\tb", b"\xc3\xa1"])
async def test_a_key_is_1_to_255_printable_characters(doors: Doors, key: str) -> None:
    response = await doors.post(doors.path("/cards/4417/lock"), headers={"idempotency-key": key})
    assert (response.status_code, response.json()["code"]) == (400, "invalid_idempotency_key")


async def test_a_refused_request_gives_its_key_back(doors: Doors) -> None:
    refused = await doors.post(doors.path("/cards/9901/lock"), headers=_key("one"))
    done = await doors.post(doors.path("/cards/4417/lock"), headers=_key("one"))
    assert (refused.status_code, done.status_code) == (409, 200)


async def test_copies_sent_at_once_lock_once(doors: Doors) -> None:
    url = doors.path("/cards/4417/lock")
    answers = await asyncio.gather(*(doors.post(url, headers=_key("all")) for _ in range(10)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert sum("idempotent-replayed" not in answer.headers for answer in answers) == 1


async def test_reading_takes_no_notice_of_a_key(lasting_doors: Doors) -> None:
    for path in ("/cards", "/activity?limit=1"):
        response = await lasting_doors.get(lasting_doors.path(path), headers=_key("one"))
        assert response.status_code == 200
        assert "idempotent-replayed" not in response.headers
