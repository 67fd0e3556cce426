"""Whoever names a thing of another company in their own company's paths, bodies, queries, headers
and arguments learns and changes as much as by naming what is not there."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from clara.domain.credentials.actor import Door
from clara.domain.credentials.token import CredentialKind
from tests.isolation.support.asking import Asked
from tests.isolation.support.canaries import leaks
from tests.isolation.support.estate import Estate, right_credential
from tests.isolation.support.home import Credential, Home
from tests.isolation.support.operations import Operation, Parameter, operations
from tests.isolation.support.rules import Answer
from tests.isolation.support.values import THINGS, is_search, is_thing, subject_of, values

pytestmark = pytest.mark.anyio

NAMING = [
    (operation, parameter)
    for operation in operations()
    if not operation.is_open and operation.accepts != {CredentialKind.PUBLIC_KEY}
    for parameter in operation.parameters
    if is_thing(operation, parameter)
]
OF_COMPANIES = [
    one
    for one in operations()
    if any(parameter.name in ("company_id", "company") for parameter in one.parameters)
]
TOOLS = [one for one in operations() if one.door is Door.MCP]
KEYED = [
    (operation, parameter)
    for operation in operations()
    for parameter in operation.parameters
    if parameter.name.lower().replace("-", "_") == "idempotency_key"
]
UNSEEN_BY = {
    "card": "employee",
    "card_id": "employee",
    "transaction_id": "employee",
    "token_id": "bookkeeper",
}
"""Things of the administrator's team, and who may ask for their own but not for these."""
UNSEEN = [
    (operation, parameter)
    for operation, parameter in NAMING
    if operation.door is Door.REST and parameter.name in UNSEEN_BY
]
SECRETS = {
    "cursor": Answer(400, "invalid_cursor"),
    "token": Answer(403, "invitation_of_another"),
}
"""Things nobody can guess: who has one may be told that it is another's."""


def _name(one: Any) -> str:
    return one.name if isinstance(one, Parameter) else str(one)


@pytest.mark.parametrize(("operation", "parameter"), NAMING, ids=_name)
async def test_a_thing_of_another_company_is_as_one_that_is_not_there(
    estate: Estate, operation: Operation, parameter: Parameter
) -> None:
    person = subject_of(operation, estate.a)
    given = _of_a_person(operation, estate.a)
    own = values(operation, estate.a, person)
    wrong: list[str] = []
    for foreign in _foreign(operation, parameter, estate.b):
        asked = await estate.ask(operation, given, own | {parameter: foreign})
        wrong += [f"{foreign}: tells {one}" for one in leaks(asked.text, estate.b, asked.sent)]
        if parameter.name in SECRETS:
            status, code = SECRETS[parameter.name]
            expected = Answer(status if operation.door is Door.REST else 200, code)
            if asked.answer != expected:
                wrong.append(f"{foreign}: {asked.answer}, expected {expected}")
            continue
        absent = _absent(foreign, estate.b.word)
        other = await estate.ask(operation, given, own | {parameter: absent})
        wrong += _told_apart(operation, parameter, (foreign, asked), (absent, other))
    assert (wrong, await estate.changed()) == ([], [])


@pytest.mark.parametrize(("operation", "parameter"), UNSEEN, ids=_name)
async def test_a_thing_of_a_colleague_that_a_role_does_not_see_is_as_one_that_is_not_there(
    estate: Estate, operation: Operation, parameter: Parameter
) -> None:
    home = estate.a
    person = home.named(UNSEEN_BY[parameter.name])
    given = home.credential(person, CredentialKind.USER_TOKEN)
    own = values(operation, home, person)
    theirs = THINGS[parameter.name](operation, home, home.administrator)
    absent = _absent(theirs, home.word)
    asked = await estate.ask(operation, given, own | {parameter: theirs})
    other = await estate.ask(operation, given, own | {parameter: absent})
    wrong = _told_apart(operation, parameter, (theirs, asked), (absent, other))
    assert (wrong, await estate.changed()) == ([], [])


def _told_apart(
    operation: Operation, parameter: Parameter, *answers: tuple[str, Asked]
) -> list[str]:
    """What is wrong with the answers to a thing of others' and to one that is not there."""
    (theirs, asked), (absent, other) = answers
    if _without(asked, theirs) != _without(other, absent):
        return [f"{theirs}: {asked.response.text}, but {absent}: {other.response.text}"]
    if asked.is_success and not is_search(operation, parameter):
        return [f"{theirs}: {asked.answer}"]
    return []


def _of_a_person(operation: Operation, home: Home) -> Credential:
    """A right credential that is somebody's: applications belong to nobody."""
    kinds = sorted(operation.accepts - {CredentialKind.PUBLIC_KEY})
    return home.credential(subject_of(operation, home), kinds[0])


def _foreign(operation: Operation, parameter: Parameter, home: Home) -> Iterator[str]:
    yield THINGS[parameter.name](operation, home, subject_of(operation, home))
    if parameter.name in ("card", "card_id", "q", "cardholder"):
        yield home.house.cards["luis"].last_four
        yield home.house.holders["Luis Pérez"].name
        yield home.word


def _absent(value: str, word: str) -> str:
    """Written alike, and nobody's: names that resemble own ones are answered with those."""
    kind, _, rest = value.rpartition("_")
    if "@" in value:
        return "nobody@nowhere.example"
    if value.isdigit():
        return "9" * len(value)
    if kind and re.fullmatch("[0-9a-f]{32}", rest):
        return f"{kind}_{'e' * 32}"
    return value.replace(word, "Ninguno")


def _without(asked: Asked, value: str) -> tuple[Answer, str]:
    body = re.sub(r"req(uest)?_[0-9a-f]{32}", "", asked.response.text)
    return asked.answer, body.replace(value, "")


@pytest.mark.parametrize("operation", OF_COMPANIES, ids=str)
async def test_the_header_that_names_another_company_is_refused(
    estate: Estate, operation: Operation
) -> None:
    given, foreign = right_credential(operation, estate.a), estate.b.house.company.id
    sent = values(operation, estate.a, subject_of(operation, estate.a))
    asked = await estate.ask(operation, given, sent, company_id=foreign)
    assert asked.answer == _refusal(operation, 400, "company_mismatch")
    assert leaks(asked.text, estate.b, asked.sent) == []
    unnamed = {one: value for one, value in sent.items() if one.name != "company"}
    if unnamed != sent:
        alone = await estate.ask(operation, given, unnamed, company_id=foreign)
        assert alone.answer == _refusal(operation, 404, "company_not_found")
        assert leaks(alone.text, estate.b, alone.sent) == []
    assert await estate.changed() == []


def _refusal(operation: Operation, status: int, code: str) -> Answer:
    return Answer(status if operation.door is Door.REST else 200, code)


@pytest.mark.parametrize("operation", TOOLS, ids=str)
async def test_an_assistant_that_says_it_works_for_somebody_else_is_refused(
    estate: Estate, operation: Operation
) -> None:
    given = right_credential(operation, estate.a)
    sent = values(operation, estate.a, estate.a.administrator)
    user_id = estate.b.administrator.user.id
    asked = await estate.ask(operation, given, sent, user_id=user_id)
    assert asked.answer == Answer(401, "unauthenticated")
    assert await estate.changed() == []


@pytest.mark.parametrize(("operation", "parameter"), KEYED, ids=_name)
async def test_an_idempotency_key_that_another_company_used_is_as_new(
    estate: Estate, operation: Operation, parameter: Parameter
) -> None:
    for home, other in ((estate.a, estate.b), (estate.b, estate.a)):
        sent = values(operation, home, subject_of(operation, home))
        more = {} if parameter.place == "header" else {parameter: "one key of all"}
        headers = {"idempotency_key": "one key of all"} if not more else {}
        given = right_credential(operation, home)
        asked = await estate.ask(operation, given, sent | more, **headers)
        assert not asked.answer.code.startswith("idempotency"), asked.answer
        assert "idempotent-replayed" not in asked.response.headers
        assert '"replayed":true' not in asked.response.text
        assert leaks(asked.text, other, asked.sent) == []
    await estate.doors.restore()
