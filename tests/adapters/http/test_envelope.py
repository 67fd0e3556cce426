"""What every answer looks like: the envelope, the contract's sentences, statuses, request ids."""

import re
from typing import Any

import pytest

from clara.adapters.http.errors import STATUS
from clara.domain.errors import Kind
from tests.parity.support.doors import Doors

pytestmark = pytest.mark.anyio

SCHEMA = "One or more required parameters are either not given or have invalid schema."
CREDENTIAL = "Authorization header or OTP is either missing, invalid or expired."
NEVER = "0" * 32


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/api/v1/health", "Health check successful."),
        ("/api/v1/health/live", "Health check successful."),
        ("/api/v1/health/ready", "Readiness check successful."),
        ("/api/v1/version", "Version check successful."),
        ("/cards", "Cards fetched successfully."),
        ("/cards/4417", "Card fetched successfully."),
        ("/card_transactions", "Card transactions fetched successfully."),
        (
            "/card_transactions/summary?group_by=category",
            "Spending summarized successfully.",
        ),
        ("/activity", "Activity fetched successfully."),
    ],
)
async def test_a_success_is_data_a_message_and_a_status(
    lasting_doors: Doors, path: str, message: str
) -> None:
    url = path if path.startswith("/api") else lasting_doors.path(path)
    response = await lasting_doors.get(url)
    body = response.json()
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    assert set(body) == {"data", "message", "status"}
    assert (body["message"], body["status"]) == (message, "success")


@pytest.mark.parametrize(
    ("method", "path", "status", "code", "message"),
    [
        ("GET", "/cards?limit=0", 400, "invalid_parameters", SCHEMA),
        ("GET", "/cards/" + NEVER, 404, "card_not_found",
         "Card with the given identifier does not exist."),
        ("GET", "/card_transactions/ctx_" + NEVER, 404, "card_transaction_not_found",
         "Card transaction with the given identifier does not exist."),
        ("GET", "/card_transactions/imports/import_" + NEVER, 404, "import_not_found",
         "Import with the given identifier does not exist."),
        ("GET", "/api/v1/companies/company_1/cards", 404, "company_not_found",
         "Company with the given identifier does not exist."),
        ("GET", "/api/v1/nowhere", 404, "route_not_found", "The requested route does not exist."),
        ("GET", "/elsewhere", 404, "route_not_found", "The requested route does not exist."),
        ("PUT", "/cards", 405, "method_not_allowed",
         "The requested method is not allowed for this route."),
        ("POST", "/cards/9901/lock", 409, "card_not_lockable", None),
        ("POST", "/card_transactions/imports", 415, "unsupported_media_type", None),
    ],
)  # fmt: skip
async def test_an_error_has_a_stable_code_and_the_contracts_sentence(
    lasting_doors: Doors, method: str, path: str, status: int, code: str, message: str | None
) -> None:
    url = path if path.startswith(("/api", "/else")) else lasting_doors.path(path)
    response = await lasting_doors.ask(method, url)
    body = response.json()
    assert (response.status_code, body["code"]) == (status, code)
    assert message in (None, body["message"])
    assert (body["status"], body["data"]) == ("error", None)
    assert body["request_id"] == response.headers["x-request-id"]
    assert set(body) <= {
        *("data", "message", "status", "code", "request_id", "details", "remedy", "retry_after")
    }


async def test_which_field_is_wrong_and_why_stands_in_the_details(lasting_doors: Doors) -> None:
    response = await lasting_doors.get(lasting_doors.path("/cards?limit=300"))
    [error] = response.json()["details"]["errors"]
    assert error == {"field": "limit", "reason": "Expected `int` <= 200"}


@pytest.mark.parametrize("card", ["María", "1234"])
async def test_candidates_and_a_remedy_come_with_an_ambiguous_card(
    lasting_doors: Doors, card: str
) -> None:
    response = await lasting_doors.post(lasting_doors.path(f"/cards/{card}/lock"))
    body = response.json()
    assert response.status_code == 409
    assert {one["last_four"] for one in body["details"]["candidates"]} == {"1234"}
    assert body["remedy"]


def test_every_kind_of_error_has_one_status() -> None:
    assert set(STATUS) == set(Kind)
    assert STATUS[Kind.PAYMENT_REQUIRED] == STATUS[Kind.FORBIDDEN] == 403
    assert all(400 <= status < 600 for status in STATUS.values())


async def test_a_defect_is_masked_and_found_by_its_request_id(
    lasting_doors: Doors, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("hunter2 in table users")

    monkeypatch.setattr("clara.adapters.http.cards.CardListView.of", fail)
    response = await lasting_doors.get(lasting_doors.path("/cards"))
    body = response.json()
    assert (response.status_code, body["code"]) == (500, "internal")
    assert body["message"] == "Something went wrong."
    assert "hunter2" not in response.text
    assert body["request_id"] in caplog.text
    assert "hunter2" in caplog.text


@pytest.mark.parametrize("given", ["abc", "A.b_c-9", "x" * 64])
async def test_a_harmless_request_id_is_kept(lasting_doors: Doors, given: str) -> None:
    response = await lasting_doors.get("/api/v1/health", headers={"x-request-id": given})
    assert response.headers.get_list("x-request-id") == [given]


@pytest.mark.parametrize("given", [None, "", "a b", "x" * 65, "a,b", "<script>", "a\tb"])
async def test_any_other_request_id_is_replaced(lasting_doors: Doors, given: str | None) -> None:
    headers = {} if given is None else {"x-request-id": given}
    response = await lasting_doors.get("/api/v1/nowhere", headers=headers)
    (request_id,) = response.headers.get_list("x-request-id")
    assert re.fullmatch(r"req_[0-9a-f]{32}", request_id)
    assert response.json()["request_id"] == request_id


async def test_the_request_id_stands_in_the_activity_log(doors: Doors) -> None:
    headers = {"x-request-id": "find-me", "user-agent": "integration/7"}
    card = doors.world.a.cards["external"].id
    await doors.post(doors.path(f"/cards/{card}/lock"), headers=headers)
    listed = await doors.get(doors.path(f"/activity?action=card.locked&subject={card}"))
    items = listed.json()["data"]["items"]
    (entry,) = [one for one in items if one["request_id"] == "find-me"]
    assert entry["client"] == "integration/7"
    assert (entry["door"], entry["outcome"]) == ("rest", "done")
