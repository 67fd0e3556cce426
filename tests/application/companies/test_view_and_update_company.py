"""Companies: seen by all of their people, changed by administrators."""

import asyncio
from typing import Any

import pytest

from clara.application.card_transactions.summarize_spending import SummarizeSpending
from clara.application.cards.lock_card import LockCard
from clara.application.companies.update_company import UpdateCompany
from clara.application.companies.view_company import ViewCompany
from clara.domain.audit.entry import Outcome
from clara.domain.credentials.actor import Door
from clara.domain.errors import ClaraError
from tests.support.signed_in import ask, newcomer, refused
from tests.support.world import World

pytestmark = pytest.mark.anyio

EVERYBODY = ("administrator", "bookkeeper", "manager", "member", "employee")


@pytest.mark.parametrize("who", EVERYBODY)
async def test_everybody_sees_their_company_and_their_role(world: World, who: str) -> None:
    person = getattr(world.a, who)
    seen = await world.run(ViewCompany, as_=person)
    assert (seen.company.id, seen.role) == (world.a.company.id, person.role)
    assert seen.company.name == world.a.company.name
    assert seen.company.data_as_of is not None


async def test_nobody_sees_another_company(world: World) -> None:
    code = await refused(world, ViewCompany, company_id=world.b.company.id)
    assert code == "company_not_found"
    assert await refused(world, ViewCompany, await newcomer(world)) == "company_not_found"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"name": " Aurora\u200b  Dos "}, "Aurora Dos"),
        ({"currency": "usd"}, "USD"),
        ({"time_zone": "America/Tijuana"}, "America/Tijuana"),
        ({"billing_day": 28}, 28),
        ({"bookkeepers_can_lock": False}, False),
        ({"tax_id": "gode561231gr8"}, "GODE561231GR8"),
    ],
)
async def test_one_field_is_changed_and_the_others_stay(
    world: World, given: dict[str, Any], kept: Any
) -> None:
    ((name, _),) = given.items()
    before = (await ask(world, ViewCompany)).company
    saved = await ask(world, UpdateCompany, **given)
    after = (await ask(world, ViewCompany)).company
    assert saved.company == after
    assert saved.changed == (name,)
    for field in before.__struct_fields__:
        expected = kept if field == name else getattr(before, field)
        assert getattr(after, field) == expected
    (entry,) = await world.audited(action="company.updated")
    assert (entry.outcome, entry.details) == (Outcome.DONE, {"changed": [name]})


async def test_another_country_has_another_tax_id(world: World) -> None:
    assert await refused(world, UpdateCompany, country="BR") == "invalid_tax_id"
    saved = await ask(world, UpdateCompany, country="BR", tax_id="16.727.230/0001-97")
    assert saved.changed == ("country", "tax_id")
    assert (saved.company.currency, saved.company.country) == ("MXN", "BR")


async def test_what_is_so_already_changes_nothing_and_says_so(world: World) -> None:
    saved = await ask(world, UpdateCompany, name=world.a.company.name)
    assert saved.changed == ()
    (entry,) = await world.audited(action="company.updated")
    assert entry.outcome is Outcome.UNCHANGED


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "empty_body"),
        ({"name": None}, "invalid_parameters"),
        ({"name": "\u200b"}, "invalid_name"),
        ({"country": "ZZ"}, "invalid_country"),
        ({"currency": "ZZZ"}, "invalid_currency"),
        ({"time_zone": "Mars/Base"}, "invalid_time_zone"),
        ({"tax_id": "nothing"}, "invalid_tax_id"),
        ({"tax_id": "BPR120312AB1"}, "company_exists"),
        ({"is_sandbox": True}, "invalid_parameters"),
        ({"billing_day": 31}, "invalid_parameters"),
        ({"company_id": "company_x", "name": "x"}, "company_not_found"),
    ],
)
async def test_what_is_no_change(world: World, fields: dict[str, Any], code: str) -> None:
    assert await refused(world, UpdateCompany, **fields) == code


@pytest.mark.parametrize("who", EVERYBODY[1:])
async def test_only_administrators_change_a_company(world: World, who: str) -> None:
    person = getattr(world.a, who)
    assert await refused(world, UpdateCompany, person, name="Mine") == "role_not_allowed"


async def test_an_api_key_changes_no_company(world: World) -> None:
    with pytest.raises(ClaraError, match="unauthenticated"):
        await world.run(UpdateCompany, name="Mine", via=Door.REST)


async def test_changes_of_different_fields_at_once_are_both_kept(world: World) -> None:
    await asyncio.gather(
        ask(world, UpdateCompany, name="Aurora Dos"),
        ask(world, UpdateCompany, billing_day=20),
        ask(world, UpdateCompany, time_zone="America/Tijuana"),
    )
    company = (await ask(world, ViewCompany)).company
    assert (company.name, company.billing_day) == ("Aurora Dos", 20)
    assert company.time_zone == "America/Tijuana"


async def test_settings_act_on_the_very_next_request(world: World) -> None:
    await ask(world, UpdateCompany, bookkeepers_can_lock=False, currency="EUR", billing_day=21)
    with pytest.raises(ClaraError, match="lock_not_allowed"):
        await world.run(LockCard, as_=world.a.bookkeeper, card="4417")
    summary = await world.run(SummarizeSpending, group_by="category")
    assert summary.coverage.period.first.day == 21
