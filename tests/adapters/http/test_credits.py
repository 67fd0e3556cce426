"""Credits over REST: what they cost, a page to pay on, and what was bought and spent."""

from datetime import datetime
from typing import Any

import pytest

from clara.domain.credentials.actor import Door
from tests.parity.support.doors import Doors
from tests.parity.support.people import CREDIT_TRANSACTIONS
from tests.support.house import Person
from tests.support.web import data, send, told

pytestmark = pytest.mark.anyio

GIVEN, OF_ANOTHER = CREDIT_TRANSACTIONS


def transactions(doors: Doors, more: str = "", by: Person | None = None) -> str:
    person = by or doors.world.a.administrator
    return f"/users/{person.user.id}/transactions{more}"


async def bought(doors: Doors, dollars: int) -> dict[str, Any]:
    """The newest credit transaction, of credits that were paid for on the sandbox's page."""
    doors.world.clock.advance(seconds=1)
    opened = await data(doors, "POST", "/stripe/buy", json={"amount": dollars})
    page = await doors.http.post(opened["url"], data={"outcome": "paid"})
    assert page.status_code == 303
    found: dict[str, Any] = (await data(doors, "GET", transactions(doors, "?limit=1")))[0]
    return found


async def test_the_rate_is_an_array_of_bands(doors: Doors) -> None:
    response = await send(doors, "GET", "/stripe/rate")
    assert response.status_code == 200
    assert response.json()["data"] == [{"lower_limit": 5, "upper_limit": 10_000, "rate": 100}]


async def test_buying_answers_with_a_page_and_with_what_was_asked_for(doors: Doors) -> None:
    given = {"amount": 50, "return_path": "/console/credits?from=buy"}
    response = await send(doors, "POST", "/stripe/buy", json=given)
    assert response.status_code == 201
    answer = response.json()
    url = answer["data"].pop("url")
    assert url.startswith("http://127.0.0.1:8000/checkout/sandbox_")
    assert answer == {
        "data": {
            "return_path": "/console/credits?from=buy",
            "value_in_credits": 5_000,
            "value_in_fiat": 50,
        },
        "message": "Checkout session created successfully.",
        "status": "success",
    }


async def test_outside_of_every_band_the_contracts_sentence_is_the_answer(doors: Doors) -> None:
    response = await send(doors, "POST", "/stripe/buy", json={"amount": 4})
    assert told(response) == (404, "rate_not_found")
    assert response.json()["message"] == "No credits rate found for the given amount."


async def test_credits_that_were_paid_for_stand_in_the_list_and_in_the_account(
    doors: Doors,
) -> None:
    newest = await bought(doors, 50)
    ana = doors.world.a.administrator
    assert newest.pop("id").startswith("credit_")
    created_at = newest.pop("created_at")
    assert datetime.fromisoformat(created_at) == doors.world.clock.now()
    assert newest.pop("updated_at") == created_at
    assert newest == {
        "description": "Credits bought",
        "type": "CREDIT",
        "user_id": ana.user.id,
        "value_in_credits": 5_000,
        "value_in_fiat": 50.0,
    }
    assert (await data(doors, "GET", f"/users/{ana.user.id}"))["credits"] == 5_500


async def test_where_no_money_moved_there_is_none(doors: Doors) -> None:
    given = await data(doors, "GET", transactions(doors, f"/{GIVEN}"))
    assert (given["value_in_credits"], given["value_in_fiat"]) == (500, None)
    assert [given] == await data(doors, "GET", transactions(doors))


async def test_the_list_is_an_array_newest_first_by_limit_and_offset(doors: Doors) -> None:
    for dollars in (5, 6):
        await bought(doors, dollars)

    async def values(query: str) -> list[int]:
        found = await data(doors, "GET", transactions(doors, query))
        return [one["value_in_credits"] for one in found]

    assert await values("") == [600, 500, 500]
    assert await values("?limit=1") == [600]
    assert await values("?limit=2&offset=1") == [500, 500]
    assert await values("?offset=3") == await values("?limit=0") == []


async def test_programs_see_credits_with_an_api_key(doors: Doors) -> None:
    ana = doors.world.a.administrator
    key = {"authorization": f"Bearer {ana.tokens[Door.REST]}"}
    response = await doors.http.get(f"/api/v1{transactions(doors)}", headers=key)
    assert [one["id"] for one in response.json()["data"]] == [GIVEN]
    assert response.json()["message"] == "Transactions fetched successfully."


async def test_credits_of_others_are_neither_listed_nor_found(doors: Doors) -> None:
    bruno = doors.world.a.bookkeeper
    assert await data(doors, "GET", transactions(doors, by=bruno), bruno) == []
    for whose, code in ((bruno, "transaction_not_found"), (None, "another_user")):
        path = transactions(doors, f"/{GIVEN}", whose)
        assert (await send(doors, "GET", path, bruno)).json()["code"] == code
    absent = await send(doors, "GET", transactions(doors, f"/{OF_ANOTHER}"))
    assert told(absent) == (404, "transaction_not_found")
    assert absent.json()["message"] == "Transaction with the given identifier does not exist."


async def test_a_retry_under_a_key_is_the_same_page(doors: Doors) -> None:
    more = {"json": {"amount": 5}, "headers": {"idempotency-key": "one"}}
    first = await send(doors, "POST", "/stripe/buy", **more)
    again = await send(doors, "POST", "/stripe/buy", **more)
    assert first.json() == again.json()
    assert again.headers["idempotent-replayed"] == "true"
    other = await send(doors, "POST", "/stripe/buy", json={"amount": 5})
    assert other.json()["data"]["url"] != first.json()["data"]["url"]


async def test_the_portals_address_is_shown_once_and_kept_nowhere(doors: Doors) -> None:
    headers = {"idempotency-key": "one"}
    first = await send(doors, "POST", "/stripe/portal", headers=headers)
    assert first.status_code == 201
    assert first.json()["message"] == "Customer portal session created successfully."
    url = first.json()["data"]["url"]
    again = await send(doors, "POST", "/stripe/portal", headers=headers)
    assert again.json()["data"] == {"url": None}
    assert again.headers["idempotent-replayed"] == "true"
    assert url not in repr(await doors.world.dump())
