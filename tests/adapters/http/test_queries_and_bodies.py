"""Junk in queries, paths and bodies is refused with a reason and never breaks anything."""

import gzip

import pytest

from tests.parity.support.doors import Doors

pytestmark = pytest.mark.anyio

JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/cards?bogus=1", 400, "invalid_parameters"),
        ("/cards?company_id=company_1", 400, "invalid_parameters"),
        ("/cards?limit=1&limit=2", 400, "invalid_parameters"),
        ("/cards?status=LOCKED&status=ACTIVE", 200, None),
        ("/cards?status=LOCKED,ACTIVE", 200, None),
        ("/cards?limit=", 400, "invalid_parameters"),
        ("/cards?limit=%D9%A3", 400, "invalid_parameters"),
        ("/cards?limit=true", 400, "invalid_parameters"),
        ("/cards?limit_over=null", 400, "invalid_parameters"),
        ("/cards?q=null", 200, None),
        ("/card_transactions?from=null", 400, "invalid_parameters"),
        ("/card_transactions?period=this_month&to=NULL", 400, "invalid_parameters"),
        ("/cards?q=%00", 200, None),
        ("/cards?%00=1", 400, "invalid_parameters"),
        ("/cards?q=%ff%fe", 200, None),
        ("/cards?q=%", 200, None),
        ("/cards?q=%zz%1", 200, None),
        ("/cards?q=%ed%a0%80", 200, None),
        ("/cards?=1", 400, "invalid_parameters"),
        ("/cards?&&&", 200, None),
        ("/cards?" + "q" * 60_000 + "=1", 400, "invalid_parameters"),
        ("/cards?q=" + "x" * 60_000, 400, "invalid_parameters"),
        ("/cards?" + "&".join(f"a{i}=1" for i in range(2_000)), 400, "invalid_parameters"),
        ("/cards?" + "&".join(["q=1"] * 2_000), 400, "invalid_parameters"),
        ("/cards/4417?bogus=1", 400, "invalid_parameters"),
        ("/cards/4417?card=4471", 400, "invalid_parameters"),
        ("/card_transactions/ctx_1?fields=id", 400, "invalid_parameters"),
        ("/card_transactions/imports/import_1?a=", 400, "invalid_parameters"),
        ("/api/v1/version?verbose=1", 400, "invalid_parameters"),
        ("/cards/%ff%fe", 404, "card_not_found"),
        ("/cards/%00", 404, "card_not_found"),
        ("/cards/%25", 404, "card_not_found"),
        ("/cards/%2e%2e%2f%2e%2e", 404, "route_not_found"),
        ("/cards/%F0%9F%99%82", 404, "card_not_found"),
        ("/cards/%0d%0aX-Evil:%201", 404, "card_not_found"),
        ("/cards/" + "x" * 60_000, 400, "invalid_parameters"),
        ("/cards//4417", 200, None),
        ("/card_transactions?from=2026-13-01", 400, "invalid_parameters"),
        ("/card_transactions?from=0000-01-01", 400, "invalid_parameters"),
        ("/card_transactions?period=%EF%BC%92%EF%BC%90%EF%BC%92%EF%BC%96-10", 400,
         "invalid_period"),
        ("/card_transactions?amount_over=1e400", 400, "invalid_amount"),
        ("/card_transactions?amount_over=0x10", 400, "invalid_parameters"),
        ("/card_transactions?with_totals=perhaps", 400, "invalid_parameters"),
        ("/card_transactions/export?format=pdf", 400, "unknown_format"),
        ("/card_transactions/export?format=csv&format=xlsx", 400, "unknown_format"),
        ("/card_transactions/export?bogus=1", 400, "invalid_parameters"),
    ],
)  # fmt: skip
async def test_a_query_or_path_is_taken_or_refused(
    lasting_doors: Doors, path: str, status: int, code: str | None
) -> None:
    url = path if path.startswith("/api") else lasting_doors.path(path)
    response = await lasting_doors.get(url)
    assert response.status_code == status
    assert response.json().get("code") == code
    assert len(response.content) < 10_000


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 200, None),
        (b" \r\n\t", 400, "invalid_parameters"),
        (b"{}", 200, None),
        (b'{"reason": null}', 200, None),
        (b'{"reason": "a", "reason": "b"}', 400, "invalid_parameters"),
        (b'{"reason": "a", "re\\u0061son": "b"}', 400, "invalid_parameters"),
        (b'{"reason": {"a": 1, "a": 1}}', 400, "invalid_parameters"),
        (b'{"reason": ' + b"9" * 5_000 + b"}", 400, "invalid_parameters"),
        (b"{", 400, "invalid_parameters"),
        (b"[]", 400, "invalid_parameters"),
        (b"[{}]", 400, "invalid_parameters"),
        (b"null", 400, "invalid_parameters"),
        (b'"reason"', 400, "invalid_parameters"),
        (b"{}{}", 400, "invalid_parameters"),
        (b"\xef\xbb\xbf{}", 400, "invalid_parameters"),
        (b'{"reason": "\xff"}', 400, "invalid_parameters"),
        (b'{"reason": "\\ud800"}', 400, "invalid_parameters"),
        (b'{"reason": "\\u0000"}', 200, None),
        (b'{"reason": 7}', 400, "invalid_parameters"),
        (b'{"reason": 1e999}', 400, "invalid_parameters"),
        (b'{"reason": NaN}', 400, "invalid_parameters"),
        (b'{"reason": ["Lost"]}', 400, "invalid_parameters"),
        (b'{"bogus": 1}', 400, "invalid_parameters"),
        (b'{"card": "4471"}', 400, "invalid_parameters"),
        (b'{"company_id": "company_1"}', 400, "invalid_parameters"),
        (b'{"__proto__": {}}', 400, "invalid_parameters"),
        (b"[" * 30_000 + b"]" * 30_000, 400, "invalid_parameters"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, 400, "invalid_parameters"),
        (b'{"reason": "' + b"x" * 70_000 + b'"}', 413, "body_too_large"),
    ],
)
async def test_a_body_is_taken_or_refused(
    doors: Doors, body: bytes, status: int, code: str | None
) -> None:
    response = await doors.post(doors.path("/cards/4417/lock"), content=body, headers=JSON)
    assert response.status_code == status
    assert response.json().get("code") == code


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("Application/JSON; charset=UTF-8", 200),
        ("application/merge-patch+json", 200),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data", 415),
        ("multipart/form-data; boundary=x", 415),
        ("", 415),
        ("nonsense", 415),
        (";;;", 415),
    ],
)
async def test_a_body_has_to_be_json(doors: Doors, content_type: str, status: int) -> None:
    response = await doors.post(
        doors.path("/cards/4417/lock"), content=b"{}", headers={"content-type": content_type}
    )
    assert response.status_code == status


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "identity, gzip", "nonsense"])
async def test_a_compressed_body_is_refused(lasting_doors: Doors, coding: str) -> None:
    headers = {**JSON, "content-encoding": coding}
    response = await lasting_doors.post(
        lasting_doors.path("/cards/4417/lock"), content=gzip.compress(b"{}"), headers=headers
    )
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_content_coding")


async def test_a_body_coded_as_itself_is_taken(doors: Doors) -> None:
    headers = {**JSON, "content-encoding": "identity"}
    response = await doors.post(doors.path("/cards/4417/lock"), content=b"{}", headers=headers)
    assert response.status_code == 200


async def test_what_belongs_in_the_body_is_not_ignored_in_the_query(lasting_doors: Doors) -> None:
    response = await lasting_doors.post(lasting_doors.path("/cards/4417/lock?reason=Lost"))
    assert response.status_code == 400
    assert response.json()["details"]["errors"][0]["field"] == "reason"


async def test_a_body_without_announced_length_is_limited_too(lasting_doors: Doors) -> None:
    async def pieces():
        for _ in range(3):
            yield b" " * 40_000

    response = await lasting_doors.post(
        lasting_doors.path("/cards/4417/lock"), content=pieces(), headers=JSON
    )
    assert (response.status_code, response.json()["code"]) == (413, "body_too_large")
