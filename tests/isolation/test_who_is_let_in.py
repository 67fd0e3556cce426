"""Every operation succeeds for those who may ask it: else the matrix of refusals would hold for
paths and bodies that are wrong."""

from collections.abc import Iterator

import pytest

from clara.domain.credentials.token import CredentialKind
from tests.isolation.support.asking import Asked
from tests.isolation.support.canaries import leaks
from tests.isolation.support.cells import KINDS, cells
from tests.isolation.support.estate import Estate
from tests.isolation.support.home import Credential, Home
from tests.isolation.support.operations import Operation, operations
from tests.isolation.support.rules import Answer, refusal
from tests.isolation.support.values import STATE_ANSWERS, subject_of, values
from tests.support.house import Person

pytestmark = pytest.mark.anyio

OPEN = [one for one in operations() if one.is_open]
GUARDED = [one for one in operations() if not one.is_open]


@pytest.mark.parametrize("operation", GUARDED, ids=str)
async def test_whoever_may_ask_is_answered_and_sees_nothing_of_another_company(
    estate: Estate, operation: Operation
) -> None:
    wrong: list[str] = []
    count = 0
    for home, other in ((estate.a, estate.b), (estate.b, estate.a)):
        for person, given in _entitled(operation, home, with_roles=home is estate.a):
            count += 1
            asked = await estate.ask(operation, given, values(operation, home, person))
            name = f"{person.role.value} {person.name} with {given.kind}"
            wrong += [f"{name}: {one}" for one in _wrong(operation, asked, other)]
            changed = await estate.changed() if operation.writes else []
            if changed and not asked.is_success:
                wrong.append(f"{name}: changes {changed} all the same")
    assert count > 1, f"{operation} is let in to nobody"
    assert await estate.changed() == []
    assert wrong == []


@pytest.mark.parametrize("operation", OPEN, ids=str)
async def test_what_anybody_may_ask_is_answered_alike_to_everybody(
    estate: Estate, operation: Operation
) -> None:
    home, other = estate.a, estate.b
    sent = values(operation, home, home.administrator)
    asked = [
        (cell, await estate.ask(operation, cell.given, sent))
        for cell in cells(operation, home, other)
    ]
    wrong = [
        f"{cell.name}: {problem}"
        for cell, one in asked
        for strange in (home, other)
        for problem in _wrong(operation, one, strange)
    ]
    assert wrong == []
    assert await estate.changed() == []


def _entitled(
    operation: Operation, home: Home, *, with_roles: bool
) -> Iterator[tuple[Person, Credential]]:
    """Who may ask: with every kind of credential that is accepted, and in every role."""
    subject = subject_of(operation, home)
    kinds = [kind for kind in KINDS if kind in operation.accepts]
    for kind in kinds:
        holder = None if kind is CredentialKind.PUBLIC_KEY else subject
        yield subject, home.credential(holder, kind)
    for person in home.house.people if with_roles else ():
        if person is not subject and operation.has("company_id") and home.has(person, kinds[0]):
            given = home.credential(person, kinds[0])
            if refusal(operation, given, home) is None:
                yield person, given


def _wrong(operation: Operation, asked: Asked, other: Home) -> list[str]:
    found = leaks(asked.text, other, asked.sent)
    expected = STATE_ANSWERS.get(operation.use_case.name)
    is_right = asked.answer == Answer(*expected) if expected else asked.is_success
    said = [] if is_right else [f"{asked.answer}: {asked.response.text[:300]}"]
    return said + [f"tells {one}" for one in found]
