"""Every operation, asked by everybody who must not: the matrix of operations and callers.

Rows come from the OpenAPI document and from the tools; columns from `cells`; what must be answered
from `rules`. A refusal changes nothing, says nothing of anybody's data, and stands in the activity
log without a secret.
"""

import pytest

from clara.domain.audit.entry import AuditEntry, Outcome
from tests.isolation.support.asking import Asked, in_paths
from tests.isolation.support.canaries import leaks
from tests.isolation.support.cells import Cell, cells
from tests.isolation.support.estate import Estate
from tests.isolation.support.home import BASIC, Home
from tests.isolation.support.operations import Operation, operations
from tests.isolation.support.rules import refusal
from tests.isolation.support.values import subject_of, values

pytestmark = pytest.mark.anyio

REFUSING = [one for one in operations() if not one.is_open]


@pytest.mark.parametrize("operation", REFUSING, ids=str)
async def test_whoever_may_not_ask_is_refused_and_nothing_comes_of_it(
    estate: Estate, operation: Operation
) -> None:
    home, other = estate.a, estate.b
    refused = [one for one in cells(operation, home, other) if refusal(operation, one.given, home)]
    assert len(refused) > 5, f"{operation} is refused to hardly anybody"
    asked = [await _ask(estate, operation, cell, home) for cell in refused]
    wrong = [
        f"{cell.name}: {problem}"
        for cell, one in zip(refused, asked, strict=True)
        for problem in _wrong_answer(operation, cell, one, estate)
    ]
    entries = await estate.entries(asked)
    wrong += [
        f"{cell.name}: {problem}"
        for cell, one in zip(refused, asked, strict=True)
        for problem in _wrong_entries(entries[one.request_id], cell, one, home)
    ]
    if await estate.changed():
        wrong += [one for cell in refused for one in await _what_changes(estate, operation, cell)]
    assert wrong == []


@pytest.mark.parametrize("operation", [one for one in REFUSING if one.media], ids=str)
async def test_who_is_not_known_learns_nothing_of_the_form_of_requests(
    estate: Estate, operation: Operation
) -> None:
    home = estate.a
    path = operation.path.format(**in_paths(values(operation, home, subject_of(operation, home))))
    for cell in cells(operation, home, estate.b):
        expected = refusal(operation, cell.given, home)
        # A password is what a sign-in is about, and tried only once the request is understood.
        if expected is not None and expected.status == 401 and cell.given.kind != BASIC:
            headers = {"content-type": "text/plain"}
            if cell.given.header is not None:
                headers["authorization"] = cell.given.header
            response = await estate.doors.http.request(
                operation.method, path, content=b"{", headers=headers
            )
            assert (response.status_code, response.json()["code"]) == expected, cell.name
    assert await estate.changed() == []


async def _ask(estate: Estate, operation: Operation, cell: Cell, home: Home) -> Asked:
    sent = values(operation, home, subject_of(operation, home))
    return await estate.ask(operation, cell.given, sent)


async def _what_changes(estate: Estate, operation: Operation, cell: Cell) -> list[str]:
    await _ask(estate, operation, cell, estate.a)
    return [f"{cell.name}: changes {table}" for table in await estate.changed()]


def _wrong_answer(operation: Operation, cell: Cell, asked: Asked, estate: Estate) -> list[str]:
    expected = refusal(operation, cell.given, estate.a)
    found = [] if asked.answer == expected else [f"{asked.answer}, expected {expected}"]
    owner = cell.given.owner
    own = next((one for one in (estate.a, estate.b) if owner in one.people), None)
    # A stranger learns nothing of anybody, people nothing of another company.
    strange = [one for one in (estate.a, estate.b) if one is not own or not cell.given.is_live]
    return found + [
        f"tells {leak}" for home in strange for leak in leaks(asked.text, home, asked.sent)
    ]


def _wrong_entries(entries: list[AuditEntry], cell: Cell, asked: Asked, home: Home) -> list[str]:
    if not entries:
        return ["no entry in the activity log"]
    wrong = []
    for entry in entries:
        if (entry.outcome, entry.details.get("code")) != (Outcome.REFUSED, asked.answer.code):
            wrong.append(f"logged as {entry.outcome} {entry.details}")
        if asked.answer.code == "role_not_allowed" and entry.company_id != home.house.company.id:
            wrong.append(f"logged with the company {entry.company_id}")
        written = repr(entry)
        if "@" in written or (cell.given.token and cell.given.token in written):
            wrong.append(f"logged with a secret: {entry.action}")
    return wrong
