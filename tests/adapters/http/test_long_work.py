"""What takes long is answered with a task: large files, many rows, and whoever prefers it."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from clara.application.catalog import TASK_KINDS
from clara.application.tasks.steps import StepRunner
from tests.adapters.http.test_imports import CSV, PATH
from tests.parity.support.doors import Doors, opened_doors

pytestmark = pytest.mark.anyio

EXPORT = "/card_transactions/export?period=last_30_days"
ASYNC = {"prefer": "respond-async"}


@pytest.fixture(scope="module")
def busy_url(templates: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    template = templates.of("sqlite", with_houses=False)
    with template.store(tmp_path_factory.mktemp("busy")) as url:
        yield url


@pytest.fixture(scope="module")
async def lasting_busy(busy_url: str, anyio_backend: str) -> AsyncIterator[Doors]:
    async with opened_doors(busy_url, import_task_bytes=100, export_task_rows=2) as doors:
        yield doors


@pytest.fixture
async def busy(lasting_busy: Doors) -> AsyncIterator[Doors]:
    """A server to which everything is long."""
    yield lasting_busy
    await lasting_busy.restore()


async def upload(doors: Doors, content: bytes = CSV, **more: Any) -> httpx.Response:
    files = {"file": ("statement.csv", content, "text/csv")}
    return await doors.post(doors.path(PATH), files=files, **more)


async def carried_out(doors: Doors, answer: httpx.Response) -> dict[str, Any]:
    """The task that was answered, when it is done."""
    steps = StepRunner(doors.world.core.units, TASK_KINDS)
    while await steps.next(answer.json()["data"]["id"]):
        pass
    data: dict[str, Any] = (await doors.get(answer.headers["location"])).json()["data"]
    return data


def is_documented(document: dict[str, Any], path: str, method: str, answer: Any) -> bool:
    described = document["paths"]["/api/v1/companies/{company_id}" + path][method]
    schema = described["responses"]["202"]["content"]["application/json"]["schema"]
    whole = {**schema, "components": document["components"]}
    return not list(Draft202012Validator(whole).iter_errors(answer))


async def test_a_large_file_becomes_a_task_whose_result_is_the_import(
    busy: Doors, document: dict[str, Any]
) -> None:
    answer = await upload(busy)
    body = answer.json()
    assert (answer.status_code, body["data"]["status"]) == (202, "queued")
    assert body["message"] == "Card transactions are being imported."
    assert "preference-applied" not in answer.headers
    assert is_documented(document, PATH, "post", body)
    done = await carried_out(busy, answer)
    result = done["result"]
    viewed = (await busy.get(busy.path(f"{PATH}/{result['id']}"))).json()["data"]
    assert result == viewed
    assert (result["counts"]["added"], result["task_id"]) == (2, done["id"])
    assert result["sums"] == [{"currency": "MXN", "count": 2, "net": 4420.5, "net_minor": 442050}]


async def test_a_small_file_becomes_one_only_for_who_prefers_it(doors: Doors) -> None:
    answer = await upload(doors, headers=ASYNC)
    assert (answer.status_code, answer.headers["preference-applied"]) == (202, "respond-async")
    again = await upload(doors, headers={"prefer": 'handling=lenient, Respond-Async; wait="3"'})
    assert again.status_code == 202
    assert (await upload(doors, headers={"prefer": "return=minimal"})).status_code == 201


async def test_who_prefers_more_than_there_is_room_for_is_refused(
    doors: Doors,
) -> None:
    long = {"prefer": "x" * 1_001}
    refused = await upload(doors, headers=long)
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_parameters")
    assert (await upload(doors, headers={"prefer": "x" * 1_000})).status_code in (200, 201)
    export = await doors.get(doors.path(EXPORT), headers=long)
    assert export.json()["details"]["errors"][0]["field"] == "Prefer"


async def test_who_prefers_to_wait_waits(busy: Doors) -> None:
    assert (await upload(busy, headers={"prefer": "wait=600"})).status_code == 201
    export = await busy.get(busy.path(EXPORT), headers={"prefer": "wait=600"})
    assert (export.status_code, export.headers["content-type"][:8]) == (200, "text/csv")


async def test_a_form_that_is_none_is_refused_before_there_is_a_task(busy: Doors) -> None:
    refused = await upload(busy, data={"mapping": "{"})
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_parameters")
    mine = f"/api/v1/users/{busy.world.a.administrator.user.id}/tasks"
    kinds = {one["kind"] for one in (await busy.get(mine)).json()["data"]}
    assert "card_transactions.import" not in kinds


async def test_the_same_upload_under_one_key_is_one_task(busy: Doors) -> None:
    first = await upload(busy, headers={"idempotency-key": "k"})
    again = await upload(busy, headers={"idempotency-key": "k"})
    assert first.json() == again.json()
    assert again.headers["idempotent-replayed"] == "true"


@pytest.mark.parametrize("format", ["csv", "jsonl", "xlsx"])
async def test_an_export_of_many_rows_becomes_a_task_whose_file_is_fetched(
    busy: Doors, document: dict[str, Any], format: str
) -> None:
    url = busy.path(f"{EXPORT}&format={format}")
    answer = await busy.get(url)
    assert answer.status_code == 202
    assert is_documented(document, "/card_transactions/export", "get", answer.json())
    done = await carried_out(busy, answer)
    asked = await busy.get(url, headers={"prefer": "wait"})
    file = await busy.get(answer.headers["location"] + "/file")
    for name in ("content-disposition", "content-type", "cache-control", "x-content-type-options"):
        assert file.headers[name] == asked.headers[name]
    assert int(file.headers["content-length"]) == len(file.content)
    result = done["result"]
    assert result["file"]["size"] == len(file.content)
    assert f'filename="{result["file"]["name"]}"' in file.headers["content-disposition"]
    listed = await busy.get(busy.path("/card_transactions?period=last_30_days&limit=200"))
    assert result["totals"] == listed.json()["data"]["totals"]
    assert result["row_count"] == result["totals"]["count"]
    if format != "xlsx":  # which says when it was made
        assert file.content == asked.content


async def test_an_export_of_few_rows_becomes_one_only_for_who_prefers_it(doors: Doors) -> None:
    assert (await doors.get(doors.path(EXPORT))).status_code == 200
    answer = await doors.get(doors.path(EXPORT), headers=ASYNC)
    assert (answer.status_code, answer.headers["preference-applied"]) == (202, "respond-async")
    unknown = await doors.get(doors.path(EXPORT + "&format=doc"), headers=ASYNC)
    assert (unknown.status_code, unknown.json()["code"]) == (400, "unknown_format")


async def test_an_assistant_is_shown_what_a_task_has_imported(busy: Doors) -> None:
    hidden = CSV.replace(b"Comercio", "Comercio\u202e\u200b ".encode())
    answer = await upload(busy, hidden)
    done = await carried_out(busy, answer)
    given = await busy.call_tool("task_view", {"task_id": done["id"]}, busy.world.a.administrator)
    result = given["structuredContent"]["result"]
    assert result["columns"]["merchant"] == "Comercio"
    assert result["counts"] == done["result"]["counts"]
