"""The analysis agent over REST: a form with a question and files, a task with the answer."""

from typing import Any

import pytest

from tests.parity.support.doors import Doors
from tests.support.credits import Buyer
from tests.support.uploads import STATEMENT
from tests.support.web import data, send, told

pytestmark = pytest.mark.anyio

QUESTION = "how much did we spend in November 2026?"


@pytest.fixture
async def path(doors: Doors) -> str:
    """Where the administrator, who has credits, asks."""
    buyer = Buyer(doors.world, doors.world.a.administrator)
    await buyer.is_given(100)
    return f"/users/{buyer.person.user.id}/agent/analysis"


def form(**fields: str) -> dict[str, Any]:
    """Text fields of a multipart form."""
    return {name: (None, value) for name, value in fields.items()}


async def test_a_question_becomes_a_task(doors: Doors, path: str) -> None:
    user = "/".join(path.split("/")[:3])
    before = await data(doors, "GET", user)
    response = await send(doors, "POST", path, files=form(prompt=QUESTION))
    assert response.status_code == 201
    answer = response.json()
    assert answer["message"] == "Analysis task created successfully."
    assert answer["data"]["kind"] == "agent.analysis"
    assert answer["data"]["credits"] == 20
    after = await data(doors, "GET", user)
    assert before["credits"] - after["credits"] == 20


async def test_files_come_under_any_name(doors: Doors, path: str) -> None:
    files = {
        **form(prompt="resume el archivo"),
        "estado de cuenta.csv": ("estado.csv", STATEMENT),
        "otro": ("otro.csv", STATEMENT),
    }
    await data(doors, "POST", path, files=files)
    user = doors.world.a.administrator.user.id
    held = await data(doors, "GET", f"/users/{user}/attachments")
    assert {"estado.csv", "otro.csv"} < {one["name"] for one in held}


async def test_files_that_were_uploaded_before_are_named(doors: Doors, path: str) -> None:
    user = doors.world.a.administrator.user.id
    upload = {"file": ("estado.csv", STATEMENT)}
    (held,) = await data(doors, "POST", f"/users/{user}/attachments", files=upload)
    named = form(prompt=QUESTION, attachment_ids=f" {held['id']} ,")
    assert (await send(doors, "POST", path, files=named)).status_code == 201
    unknown = form(prompt=QUESTION, attachment_ids="attachment_" + "0" * 32)
    assert told(await send(doors, "POST", path, files=unknown)) == (404, "attachment_not_found")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"prompt": ""},
        {"prompt": "x" * 501},
        {"prompt": QUESTION, "promtp": "what?"},
        {"prompt": QUESTION, "attachment_ids": "november.csv"},
    ],
    ids=["no question", "an empty one", "too long", "a field nobody knows", "no identifier"],
)
async def test_a_form_that_is_wrong_is_refused(
    doors: Doors, path: str, fields: dict[str, str]
) -> None:
    files = form(**fields) or {"note": (None, "")}
    response = await send(doors, "POST", path, files=files)
    assert told(response) == (400, "invalid_parameters")
    assert response.json()["details"]["errors"][0]["field"]


async def test_without_enough_credits_the_contracts_sentence_says_so(doors: Doors) -> None:
    poor = doors.world.a.bookkeeper
    path = f"/users/{poor.user.id}/agent/analysis"
    response = await send(doors, "POST", path, poor, files=form(prompt=QUESTION))
    assert told(response) == (403, "not_enough_credits")
    said = response.json()["message"]
    assert said == "You do not have enough credits to perform this action."


async def test_strangers_are_refused_before_anything_is_read(doors: Doors, path: str) -> None:
    response = await doors.http.post(f"/api/v1{path}", files=form(prompt=QUESTION))
    assert response.status_code == 401


async def test_nobody_asks_for_somebody_else(doors: Doors, path: str) -> None:
    other = doors.world.a.bookkeeper
    assert told(await send(doors, "POST", path, other, files=form(prompt=QUESTION))) == (
        403,
        "another_user",
    )
