"""What is answered is what the OpenAPI document says: every operation, full and empty."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from clara.domain.card_transactions.card_transaction import CardTransactionStatus
from tests.adapters.http.requests_made import Request, well_formed
from tests.parity.support.doors import Doors
from tests.parity.support.people import CODES, DELIVERIES
from tests.support.builders import row

pytestmark = pytest.mark.anyio

CSV = b"Fecha,Comercio,Cargo,Tarjeta\n2026-11-03,UBER,120.50,4417\nx,y,z,4417\n"
COMPANY = "/api/v1/companies/{company_id}"
UNSUCCESSFUL = {
    "agent.chart": "a file, of an analysis: see test_charts.py",
    "agent.chart.png": "the same",
    "card.import_view": "asked below, after an import",
    **dict.fromkeys(
        (
            *("authorization.view", "simulate.capture", "simulate.dispute", "simulate.expire"),
            *("simulate.force_post", "simulate.increment", "simulate.refund", "simulate.reverse"),
        ),
        "asked below, of a charge",
    ),
    "receipt.delete": "asked in tests/application/receipts, of one that was submitted",
    "receipt.download": "the same",
    "task.download": "a file, of an export: see test_long_work.py",
    "user.begin_google_sign_in": "Google is not configured in tests that reach no network",
    "user.finish_google_sign_in": "the same",
    "user.sign_in_with_google": "the same",
}
"""Operations whose refusal is looked at here, with the reason."""
ASKED: list[tuple[str, str, str, int]] = [
    ("GET", "/api/v1/health", "", 200),
    ("GET", "/api/v1/health/live", "", 200),
    ("GET", "/api/v1/health/ready", "", 200),
    ("GET", "/api/v1/version", "", 200),
    ("GET", COMPANY + "/cards", "", 200),
    ("GET", COMPANY + "/cards", "?q=nobody%20at%20all", 200),
    ("GET", COMPANY + "/cards", "?limit=1", 200),
    ("GET", COMPANY + "/cards/{card_id}", "4417", 200),
    ("GET", COMPANY + "/cards/{card_id}", "5501", 200),
    ("GET", COMPANY + "/cards/{card_id}", "0042", 200),
    ("GET", COMPANY + "/cards/{card_id}", "9901", 200),
    ("GET", COMPANY + "/cards/{card_id}", "María", 409),
    ("POST", COMPANY + "/cards/{card_id}/lock", "4417", 200),
    ("POST", COMPANY + "/cards/{card_id}/lock", "0042", 200),
    ("POST", COMPANY + "/cards/{card_id}/lock", "0000", 404),
    ("POST", COMPANY + "/cards/{card_id}/unlock", "5501", 200),
    ("POST", COMPANY + "/cards/{card_id}/unlock", "4417", 200),
    ("GET", COMPANY + "/card_transactions", "?period=last_30_days", 200),
    ("GET", COMPANY + "/card_transactions", "?period=last_30_days&limit=1", 200),
    ("GET", COMPANY + "/card_transactions", "?period=2020-01", 200),
    ("GET", COMPANY + "/card_transactions", "?category=YACHTS", 400),
    ("GET", COMPANY + "/card_transactions/{transaction_id}", "<row>", 200),
    ("GET", COMPANY + "/card_transactions/{transaction_id}", "<abroad>", 200),
    *(
        ("GET", COMPANY + "/card_transactions/summary", f"?group_by={key}&limit={limit}", 200)
        for key in ("category", "merchant", "cardholder", "card", "month", "day", "currency")
        for limit in (1, 50)
    ),
    ("GET", COMPANY + "/card_transactions/summary", "?group_by=day&period=2020-01", 200),
    ("GET", COMPANY + "/activity", "", 200),
    ("GET", COMPANY + "/activity", "?verify=true&limit=1", 200),
]


def _check(document: dict[str, Any], method: str, path: str, status: int, answer: Any) -> None:
    operation = document["paths"][path][method.lower()]
    schema = operation["responses"][str(status)]["content"]["application/json"]["schema"]
    whole = {**_closed(schema), "components": _closed(document["components"])}
    errors = list(Draft202012Validator(whole).iter_errors(answer))
    assert not errors, [(list(one.absolute_path), one.message) for one in errors]


def _closed(schema: Any) -> Any:
    """Answers may grow for callers, but nothing in them stays undocumented here."""
    if isinstance(schema, list):
        return [_closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: _closed(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and schema.get("type") == "object":
        inner.setdefault("additionalProperties", False)
    return inner


@pytest.mark.parametrize(("method", "path", "last", "status"), ASKED)
async def test_an_answer_is_what_the_document_says(
    doors: Doors, document: dict[str, Any], method: str, path: str, last: str, status: int
) -> None:
    house = doors.world.a
    abroad = row(
        "12.00",
        currency="MXN",
        status=CardTransactionStatus.DECLINED,
        original_minor=700,
        original_currency="USD",
        description="Something",
        reference="R-7",
        mcc=4121,
        merchant="Söder",
    )
    await doors.world.add_rows(house.company, abroad, row("9.99", currency="USD", card=None))
    last = last.replace("<row>", "ctx_" + house.rows[0].id.hex())
    last = last.replace("<abroad>", "ctx_" + abroad.id.hex())
    url = path.replace("{company_id}", house.company.id)
    for name in ("{card_id}", "{transaction_id}"):
        if name in url:
            url, last = url.replace(name, last), ""
    response = await doors.ask(method, url + last)
    assert response.status_code == status, response.text
    _check(document, method, path, status, response.json())


async def test_an_import_is_what_the_document_says(doors: Doors, document: dict[str, Any]) -> None:
    path = COMPANY + "/card_transactions/imports"
    url = path.replace("{company_id}", doors.world.a.company.id)
    files = {"file": ("a.csv", CSV, "text/csv")}
    checked = await doors.post(url, files=files, data={"dry_run": "true"})
    done = await doors.post(url, files=files)
    viewed = await doors.get(f"{url}/{done.json()['data']['id']}")
    _check(document, "POST", path, 200, checked.json())
    _check(document, "POST", path, 201, done.json())
    _check(document, "GET", path + "/{import_id}", 200, viewed.json())


async def test_the_life_of_a_charge_is_what_the_document_says(
    doors: Doors, document: dict[str, Any]
) -> None:
    company = doors.world.a.company.id

    async def simulate(fact: str, **body: Any) -> dict[str, Any]:
        path = f"{COMPANY}/simulate/{fact}"
        url = path.replace("{company_id}", company)
        response = await doors.post(url, json={"amount": 10, **body})
        assert response.status_code == 201, response.text
        _check(document, "POST", path, 201, response.json())
        answer: dict[str, Any] = response.json()["data"]
        return answer

    card = doors.world.a.cards["luis"].id
    charge = {"card_id": card, "currency": "MXN", "merchant": "UBER", "mcc": 4121}
    for later in (
        *(("increment", "capture", "refund"), ("reverse",), ("capture", "dispute")),
        ("reverse", "force_post"),
    ):
        begun = await simulate("authorizations", **charge, amount=100)
        named = {"authorization_id": begun["authorization"]["id"]}
        for fact in later:
            whole = {"amount": 100} if fact == "reverse" else {}
            await simulate(fact, **named, **whole)
    begun = await simulate("authorizations", **charge, amount=100)
    path = COMPANY + "/simulate/expire"
    expired = await doors.post(
        path.replace("{company_id}", company),
        json={"authorization_id": begun["authorization"]["id"]},
    )
    _check(document, "POST", path, 201, expired.json())
    one = COMPANY + "/authorizations/{authorization_id}"
    url = one.replace("{company_id}", company)
    viewed = await doors.get(url.replace("{authorization_id}", begun["authorization"]["id"]))
    _check(document, "GET", one, 200, viewed.json())
    await doors.restore()


async def test_what_every_operation_answers_is_what_the_document_says(
    doors: Doors, document: dict[str, Any]
) -> None:
    asked, wrong = {}, []
    for request in well_formed(document, doors):
        response = await _possible(request, doors).send(doors)
        name = request.operation["operationId"]
        asked[name] = response.status_code
        if (response.status_code < 300) != (name not in UNSUCCESSFUL):
            wrong.append((name, response.text))
        assert str(response.status_code) in request.operation["responses"], name
        if response.headers.get("content-type") == "application/json":
            _check(document, request.method, request.route, response.status_code, response.json())
        else:
            assert response.status_code == 204 or name in ("card.export", "agent.chart")
        await doors.restore()
    assert not wrong, "\n".join(map(str, wrong))
    there = {one["operationId"] for item in document["paths"].values() for one in item.values()}
    assert there - asked.keys() == {
        *("card.import", "agent.upload_attachments"),
        *("agent.analysis", "receipt.submit"),
    }


def _possible(request: Request, doors: Doors) -> Request:
    """`request` with what an example can't know."""
    house, name = doors.world.a, request.operation["operationId"]
    if name in ("member.invite", "member.change"):
        request = request.put("body", "manager_user_id", house.manager.user.id)
        return request.put("body", "cardholder_id", house.holders["María López"].id)
    if name == "card.issue":
        request = request.put("body", "cardholder_name", None)
        return request.put("body", "cardholder_id", house.holders["María López"].id)
    if name == "card.change":
        return request.put("body", "cardholder_id", house.holders["María López"].id)
    if name == "card.set_controls":
        request = request.put("body", "blocked_categories", []).put("body", "blocked_merchants", [])
        return request.put("body", "hours_until", "18:00")
    if name == "simulate.authorization":
        return request.put("body", "card_id", house.cards["luis"].id)
    if name == "webhook.replay":
        return request.put("body", "since", None).put("body", "delivery_id", DELIVERIES[0])
    if name == "invitation.accept":
        return request.put("body", "token", CODES["guest"]).by("signed-in guest")
    if name == "user.disable_two_factor":
        return request.put("path", "user_id", house.member.user.id).by("signed-in member")
    return request
