"""Files for the analyst over REST: up to five in a form, read at once, deleted on request."""

from typing import Any

import pytest

from tests.parity.support.doors import Doors
from tests.parity.support.people import ATTACHMENTS
from tests.support.uploads import STATEMENT
from tests.support.web import data, send, told

pytestmark = pytest.mark.anyio

CSV = ("noviembre.csv", STATEMENT, "text/csv")


def path(doors: Doors, more: str = "") -> str:
    return f"/users/{doors.world.a.administrator.user.id}/attachments{more}"


async def uploaded(doors: Doors, **files: Any) -> Any:
    return await data(doors, "POST", path(doors), files=files or {"file": CSV})


async def test_an_upload_says_what_is_in_the_file(doors: Doors) -> None:
    response = await send(doors, "POST", path(doors), files={"file": CSV})
    assert response.status_code == 201
    answer = response.json()
    assert answer["message"] == "Attachments uploaded successfully."
    (one,) = answer["data"]
    assert one.pop("id").startswith("attachment_")
    assert one == {
        "name": "noviembre.csv",
        "kind": "text_table",
        "size": len(STATEMENT),
        "lines": 2,
        "documents": 0,
        "remarks": [],
        "created_at": "2026-11-20T18:00:00Z",
        "expires_at": "2026-12-20T18:00:00Z",
    }


async def test_five_files_come_in_their_order(doors: Doors) -> None:
    files = [("file", (f"{n}.csv", STATEMENT, "text/csv")) for n in range(5)]
    found = await data(doors, "POST", path(doors), files=files)
    assert [one["name"] for one in found] == [f"{n}.csv" for n in range(5)]


async def test_a_sixth_file_is_one_too_many(doors: Doors) -> None:
    files = [("file", CSV)] * 6
    response = await send(doors, "POST", path(doors), files=files)
    assert told(response) == (400, "invalid_parameters")


async def test_a_file_without_a_name_is_called_as_its_field(doors: Doors) -> None:
    (one,) = await data(doors, "POST", path(doors), files={"file": ("\u202e", STATEMENT)})
    assert one["name"] == "file"


async def test_a_file_past_ten_megabytes_is_refused(doors: Doors) -> None:
    files = {"file": ("a.csv", b"a" * (10 * 1024 * 1024 + 1))}
    assert told(await send(doors, "POST", path(doors), files=files)) == (
        413,
        "attachment_too_large",
    )


async def test_a_request_past_its_size_is_refused(doors: Doors) -> None:
    files = [("file", (f"{n}.csv", b"a" * (9 * 1024 * 1024))) for n in range(3)]
    assert told(await send(doors, "POST", path(doors), files=files)) == (
        413,
        "attachment_too_large",
    )


async def test_a_refusal_names_the_file(doors: Doors) -> None:
    files = [("file", CSV), ("file", ("virus.pdf", b"\x7fELF" + bytes(99)))]
    response = await send(doors, "POST", path(doors), files=files)
    assert told(response) == (415, "attachment_unsupported")
    assert response.json()["details"] == {"file": "virus.pdf"}


@pytest.mark.parametrize(
    "more",
    [
        {"json": {"file": "text"}},
        {"content": b"a,b\n", "headers": {"content-type": "text/csv"}},
        {"content": b"", "headers": {"content-type": "text/plain"}},
    ],
)
async def test_only_forms_bring_files(doors: Doors, more: dict[str, Any]) -> None:
    response = await send(doors, "POST", path(doors), **more)
    assert told(response) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "more",
    [
        {"files": {"file": (None, "a text field")}},
        {"files": {"another": CSV}},
        {"files": {"file": CSV}, "data": {"prompt": "hello"}},
        {"files": {"file": CSV}, "params": {"company_id": "company_1"}},
    ],
)
async def test_nothing_but_files_is_taken(doors: Doors, more: dict[str, Any]) -> None:
    assert told(await send(doors, "POST", path(doors), **more)) == (400, "invalid_parameters")


async def test_a_stranger_is_refused_before_the_form_is_read(doors: Doors) -> None:
    response = await doors.http.post("/api/v1" + path(doors), files={"file": CSV})
    assert told(response) == (401, "unauthenticated")


async def test_a_retry_under_a_key_is_answered_again(doors: Doors) -> None:
    how = {"files": {"file": CSV}, "headers": {"idempotency-key": "upload 1"}}
    first = await send(doors, "POST", path(doors), **how)
    again = await send(doors, "POST", path(doors), **how)
    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"


async def test_a_deleted_attachment_is_gone(doors: Doors) -> None:
    (one,) = await uploaded(doors)
    response = await send(doors, "DELETE", path(doors, f"/{one['id']}"))
    assert (response.status_code, response.content) == (204, b"")
    again = await send(doors, "DELETE", path(doors, f"/{one['id']}"))
    assert told(again) == (404, "attachment_not_found")
    assert await data(doors, "GET", path(doors)) == [given(doors)]


def given(doors: Doors) -> Any:
    """What was there before."""
    return {
        "id": ATTACHMENTS[0],
        "name": "statement.csv",
        "kind": "text_table",
        "size": 100,
        "lines": 3,
        "documents": 0,
        "remarks": [],
        "created_at": "2026-11-20T18:00:00Z",
        "expires_at": "2026-12-20T18:00:00Z",
    }


async def test_a_users_attachments_are_listed_newest_first(doors: Doors) -> None:
    doors.world.clock.advance(seconds=1)
    (one,) = await uploaded(doors)
    assert await data(doors, "GET", path(doors)) == [one, given(doors)]


async def test_what_is_supported_is_listed_by_category(doors: Doors) -> None:
    user = doors.world.a.administrator.user.id
    found = await data(doors, "GET", f"/users/{user}/agent/supported_attachments")
    assert found["spreadsheets"] == [".csv", ".ods", ".tsv", ".xls", ".xlsm", ".xlsx"]
    assert found["electronic_invoices"] == [".xml"]
    assert found["documents"] == [".pdf"]
