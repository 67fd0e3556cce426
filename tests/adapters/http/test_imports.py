"""Uploads of card statements: forms as they should be, and every other kind."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.parity.support.doors import Doors, opened_doors

pytestmark = pytest.mark.anyio

PATH = "/card_transactions/imports"
CSV = b"""Fecha,Comercio,Cargo,Tarjeta
2026-11-03,UBER *TRIP,120.50,4417
2026-11-04,AEROMEXICO,4300.00,4417
2026-11-05,,not an amount,4417
"""
ODD = b"When,Who,How much\n2026-11-03,Uber,120.50\n"


async def _upload(doors: Doors, content: bytes = CSV, **more: Any) -> httpx.Response:
    name = more.pop("name", "statement.csv")
    return await doors.post(doors.path(PATH), files={"file": (name, content, "text/csv")}, **more)


async def test_good_rows_go_in_and_bad_ones_are_reported_with_their_line(doors: Doors) -> None:
    response = await _upload(doors)
    body = response.json()
    data = body["data"]
    assert response.status_code == 201
    assert body["message"] == "Card transactions imported successfully."
    assert (data["status"], data["file_name"]) == ("succeeded", "statement.csv")
    counts = data["counts"]
    assert (counts["read"], counts["added"], counts["known"], counts["rejected"]) == (3, 2, 0, 1)
    assert [(one["line"], bool(one["reason"])) for one in data["rejected"]] == [(4, True)]
    assert data["sums"] == [{"currency": "MXN", "count": 2, "net": 4420.5, "net_minor": 442050}]
    viewed = await doors.get(doors.path(f"{PATH}/{data['id']}"))
    assert viewed.json()["data"] == data
    listed = await doors.get(doors.path("/card_transactions?merchant=aeromexico"))
    assert listed.json()["data"]["totals"]["count"] == 1


async def test_the_same_file_twice_adds_nothing(doors: Doors) -> None:
    await _upload(doors)
    again = (await _upload(doors)).json()["data"]["counts"]
    assert (again["added"], again["known"]) == (0, 2)


async def test_a_dry_run_says_the_same_and_changes_nothing(doors: Doors) -> None:
    response = await _upload(doors, data={"dry_run": "true"})
    assert response.status_code == 200
    assert response.json()["message"] == "Import checked; nothing was changed."
    assert response.json()["data"]["status"] == "dry_run"
    assert response.json()["data"]["counts"]["added"] == 2
    assert await doors.state() == doors.untouched


async def test_columns_can_be_named(doors: Doors) -> None:
    mapping = '{"date": "When", "merchant": "Who", "amount": 3}'
    unmapped = await _upload(doors, ODD, data={"dry_run": "true"})
    mapped = await _upload(doors, ODD, data={"mapping": mapping})
    assert mapped.status_code == 201, mapped.text
    assert mapped.json()["data"]["counts"]["added"] == 1
    assert unmapped.status_code in (200, 400)


async def test_a_retry_of_an_upload_is_answered_again(doors: Doors) -> None:
    headers = {"idempotency-key": "file-7"}
    first = await _upload(doors, headers=headers)
    again = await _upload(doors, headers=headers)
    other = await _upload(doors, CSV + b"2026-11-06,OXXO,10.00,4417\n", headers=headers)
    assert first.content == again.content
    assert again.headers["idempotent-replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def _form(*parts: bytes) -> dict[str, Any]:
    body = b"".join(b"--x\r\n" + part + b"\r\n" for part in parts) + b"--x--\r\n"
    return {"content": body, "headers": {"content-type": "multipart/form-data; boundary=x"}}


def _part(name: str, value: bytes, more: str = "") -> bytes:
    return f'Content-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + value


FILE = _part("file", CSV, '; filename="a.csv"')
BAD = "invalid_parameters"


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        ({}, 415, "unsupported_media_type"),
        ({"json": {"file": "a.csv"}}, 415, "unsupported_media_type"),
        ({"data": {"file": "a.csv"}}, 415, "unsupported_media_type"),
        ({"content": CSV, "headers": {"content-type": "text/csv"}}, 415, "unsupported_media_type"),
        ({"content": b"x", "headers": {"content-type": "multipart/form-data"}}, 400,
         "invalid_request"),
        ({"content": b"junk", "headers": {"content-type": "multipart/form-data; boundary=x"}}, 400,
         "invalid_request"),
        ({"content": b"", "headers": {"content-type": "multipart/form-data; boundary=x"}}, 400,
         BAD),
        (_form(), 400, BAD),
        (_form(_part("dry_run", b"true")), 400, BAD),
        (_form(_part("file", b"a.csv")), 400, BAD),
        (_form(FILE, FILE), 400, BAD),
        (_form(FILE, _part("dry_run", b"true"), _part("dry_run", b"false")), 400, BAD),
        (_form(FILE, _part("dry_run", b"maybe")), 400, BAD),
        (_form(FILE, _part("dry_run", b"\xff")), 400, BAD),
        (_form(FILE, _part("dry_run", b"true", '; filename="b"')), 400, BAD),
        (_form(FILE, _part("company_id", b"company_1")), 400, BAD),
        (_form(FILE, _part("bogus", b"1")), 400, BAD),
        (_form(FILE, _part("x" * 300, b"1")), 400, BAD),
        (_form(FILE, _part("mapping", b"{")), 400, BAD),
        (_form(FILE, _part("mapping", b"[]")), 400, BAD),
        (_form(FILE, _part("mapping", b'{"date": 1.5}')), 400, BAD),
        (_form(FILE, _part("mapping", b'{"date": {"a": 1}}')), 400, BAD),
        (_form(FILE, _part("mapping", b'{"date": "Nowhere"}')), 400, "invalid_mapping"),
        (_form(FILE, _part("mapping", b'{"planet": "Fecha"}')), 400, "invalid_mapping"),
        (_form(FILE, _part("mapping", b"[" * 100_000)), 400, BAD),
        (_form(_part("file", b"", '; filename="a.csv"')), 400, "empty_file"),
        (_form(*[_part(f"f{i}", b"") for i in range(2_000)]), 400, "invalid_request"),
        (_form(b'Content-Disposition: form-data; name="dry_run"\r\n'
               b"Content-Type: text/plain; charset=bogus\r\n\r\ntrue", FILE), 400, BAD),
        (_form(b"Content-Disposition: form-data\r\n\r\na"), 400, BAD),
        (_form(b"\r\n\r\n"), 400, "invalid_request"),
    ],
)  # fmt: skip
async def test_a_form_that_is_none_is_refused_and_adds_nothing(
    doors: Doors, request_: dict[str, Any], status: int, code: str
) -> None:
    response = await doors.post(doors.path(PATH), **request_)
    assert (response.status_code, response.json()["code"]) == (status, code), response.text
    assert len(response.content) < 10_000
    assert (await doors.state())["card_transactions"] == doors.untouched["card_transactions"]


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04" + b"\x00" * 100,
        b"%PDF-1.7\n" + b"\xff" * 100,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
        b"\x00" * 1_000,
        b"<html><body>Sign in</body></html>",
        b"\n\n\n",
    ],
)
async def test_a_file_of_another_kind_is_refused_with_a_reason(
    doors: Doors, content: bytes
) -> None:
    response = await _upload(doors, content)
    assert response.status_code in (400, 413, 415), response.text
    assert response.json()["code"] not in ("internal", BAD)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "../../etc/passwd"),
        ("a\u202ecsv.exe", "acsv.exe"),
        ("x" * 500 + ".csv", "x" * 255),
        ("estado de cuenta ñ.csv", "estado de cuenta ñ.csv"),
    ],
)
async def test_a_file_is_called_as_sent_and_stored_as_we_like(
    doors: Doors, given: str, kept: str
) -> None:
    response = await _upload(doors, name=given, data={"dry_run": "true"})
    assert response.json()["data"]["file_name"] == kept


async def test_strangers_and_employees_import_nothing(doors: Doors) -> None:
    nobody = await _upload(doors, as_=doors.people["nobody"])
    employee = await _upload(doors, as_=doors.people["employee"])
    stranger = await _upload(doors, as_=doors.people["stranger"])
    reader = await _upload(doors, as_=doors.people["reader"])
    codes = [one.json()["code"] for one in (nobody, employee, stranger, reader)]
    assert codes == ["unauthenticated", "role_not_allowed", "company_not_found", "scope_missing"]
    assert await doors.state() == doors.untouched


async def test_nothing_is_read_of_who_has_no_credential(doors: Doors) -> None:
    read = 0

    async def pieces():
        nonlocal read
        for _ in range(100):
            read += 1
            yield b"x" * 65_536

    headers = {"content-type": "multipart/form-data; boundary=x"}
    url = doors.path(PATH)
    response = await doors.http.post(url, content=pieces(), headers=headers)
    assert response.status_code == 401
    assert read <= 1


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("field", ["file", "mapping"])
async def test_what_is_too_large_is_refused_however_it_is_sent(
    url: str, announced: bool, field: str, tmp_path: Path
) -> None:
    async with opened_doors(url, import_max_bytes=10_000) as doors:
        more = '; filename="a.csv"' if field == "file" else ""
        request = _form(_part(field, b"x" * 200_000, more))
        if not announced:
            body = request["content"]

            async def pieces():
                for start in range(0, len(body), 8_192):
                    yield body[start : start + 8_192]

            request["content"] = pieces()
        response = await doors.post(doors.path(PATH), **request)
        small = await _upload(doors, data={"dry_run": "true"})
    assert (response.status_code, response.json()["code"]) == (413, "import_too_large")
    assert small.status_code == 200
