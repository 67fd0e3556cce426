"""Creating companies: what is checked, what is assumed, who runs it."""

from typing import Any

import pytest
from msgspec import structs

from clara.application.activity.view_activity import ViewActivity
from clara.application.call import Call
from clara.application.companies.create_company import CreateCompany
from clara.application.companies.view_company import ViewCompany
from clara.domain.companies.company import Role
from clara.domain.companies.registration import MAX_COMPANIES
from clara.domain.credentials.actor import Door
from clara.domain.errors import Forbidden, Unauthenticated
from tests.support.builders import company
from tests.support.house import Person
from tests.support.signed_in import ask, call, join, membership, newcomer, refusal, refused
from tests.support.world import World

pytestmark = pytest.mark.anyio

RFC = "GODE561231GR8"
MEXICAN = {"name": "Aurora", "country": "MX", "tax_id": RFC}
ELSEWHERE = {
    "name": "Andes",
    "country": "PE",
    "tax_id": "20100070970",
    "currency": "PEN",
    "time_zone": "America/Lima",
}


async def test_whoever_creates_a_company_runs_it_at_the_very_next_request(world: World) -> None:
    person = await newcomer(world)
    made = await ask(world, CreateCompany, person, **MEXICAN)
    seen = await ask(world, ViewCompany, person, company_id=made.company.id)
    assert (seen.role, seen.company) == (Role.ADMINISTRATOR, made.company)
    assert (seen.company.name, seen.company.tax_id) == ("Aurora", RFC)
    assert (seen.company.bookkeepers_can_lock, seen.company.is_sandbox) == (True, False)


@pytest.mark.parametrize(
    ("country", "tax_id", "written", "currency", "time_zone"),
    [
        ("mx", "gode-561231-gr8", RFC, "MXN", "America/Mexico_City"),
        ("BR", "16727230000197", "16.727.230/0001-97", "BRL", "America/Sao_Paulo"),
        ("CO", "8001910451", "800191045-1", "COP", "America/Bogota"),
    ],
)
async def test_a_country_gives_currency_zone_and_the_spelling_of_the_tax_id(
    world: World, country: str, tax_id: str, written: str, currency: str, time_zone: str
) -> None:
    made = await ask(world, CreateCompany, name="Aurora", country=country, tax_id=tax_id)
    found = made.company
    assert (found.country, found.tax_id) == (country.upper(), written)
    assert (found.currency, found.time_zone, found.billing_day) == (currency, time_zone, 1)
    assert made.warnings == ()


async def test_what_is_given_goes_before_what_is_usual(world: World) -> None:
    given = {"currency": "usd", "time_zone": "America/Tijuana", "billing_day": 15}
    made = (await ask(world, CreateCompany, **MEXICAN, **given)).company
    assert (made.currency, made.time_zone, made.billing_day) == ("USD", "America/Tijuana", 15)


async def test_elsewhere_currency_and_time_zone_are_needed(world: World) -> None:
    bare = {name: ELSEWHERE[name] for name in ("name", "country", "tax_id")}
    error = await refusal(world, CreateCompany, **bare)
    assert error.code == "invalid_parameters"
    assert [one["field"] for one in error.details["errors"]] == ["currency", "time_zone"]
    assert (await ask(world, CreateCompany, **ELSEWHERE)).company.currency == "PEN"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "\u200b \u202e"}, "invalid_name"),
        ({"name": ""}, "invalid_parameters"),
        ({"name": "x" * 201}, "invalid_parameters"),
        ({"country": "ZZ"}, "invalid_country"),
        ({"country": "MEX"}, "invalid_parameters"),
        ({"country": "ß"}, "invalid_parameters"),
        ({"currency": "ZZZ"}, "invalid_currency"),
        ({"time_zone": "America"}, "invalid_time_zone"),
        ({"time_zone": "america/mexico_city"}, "invalid_time_zone"),
        ({"time_zone": "../../etc/passwd"}, "invalid_time_zone"),
        ({"time_zone": "/etc/localtime"}, "invalid_time_zone"),
        ({"time_zone": "localtime"}, "invalid_time_zone"),
        ({"time_zone": "America/Bogota\x00"}, "invalid_time_zone"),
        ({"time_zone": "posix/America/Bogota"}, "invalid_time_zone"),
        ({"tax_id": "nothing"}, "invalid_tax_id"),
        ({"tax_id": ""}, "invalid_parameters"),
        ({"billing_day": 29}, "invalid_parameters"),
        ({"billing_day": 0}, "invalid_parameters"),
        ({"is_sandbox": True}, "invalid_parameters"),
        ({"id": "company_" + "0" * 32}, "invalid_parameters"),
    ],
)
async def test_what_makes_no_company(world: World, changes: dict[str, Any], code: str) -> None:
    assert await refused(world, CreateCompany, **{**MEXICAN, **changes}) == code


async def test_a_doubtful_rfc_is_kept_with_a_warning(world: World) -> None:
    made = await ask(world, CreateCompany, **{**MEXICAN, "tax_id": "GODE561231GR9"})
    assert made.company.tax_id == "GODE561231GR9"
    assert "check digit" in made.warnings[0]


async def test_a_tax_id_is_one_companys_but_for_those_that_stand_for_anybody(
    world: World,
) -> None:
    await ask(world, CreateCompany, **MEXICAN)
    by = world.b.administrator
    assert await refused(world, CreateCompany, by, **MEXICAN) == "company_exists"
    for _ in range(2):
        assert await ask(world, CreateCompany, by, **{**MEXICAN, "tax_id": "XAXX010101000"})


async def test_one_user_runs_so_many_companies_and_no_more(world: World) -> None:
    person = await newcomer(world)
    async with world.founding() as founding:
        for number in range(MAX_COMPANIES):
            house_company = company(tax_id=f"APR120312{number:03}")
            await founding.add_company(house_company)
            role = Role.ADMINISTRATOR if number else Role.BOOKKEEPER
            member = membership(person.user, world.a, role)
            await founding.add_membership(structs.replace(member, company_id=house_company.id))
    await ask(world, CreateCompany, person, **MEXICAN)
    again = {**MEXICAN, "tax_id": "XAXX010101000"}
    assert await refused(world, CreateCompany, person, **again) == "too_many_companies"


async def test_it_stands_in_the_log_of_the_new_company(world: World) -> None:
    made = await ask(world, CreateCompany, **MEXICAN)
    (entry,) = await world.audited(action="company.created")
    assert (entry.company_id, entry.subject) == (made.company.id, made.company.id)
    assert entry.user_id == world.a.administrator.user.id
    assert RFC not in str(entry.details)
    person = Person(world.a.administrator.user, Role.ADMINISTRATOR, made.company)
    person.tokens = world.a.administrator.tokens
    log = await world.run(ViewActivity, as_=person, company_id=made.company.id)
    assert [one.entry.action for one in log.items] == ["company.created"]


async def test_only_people_create_companies(world: World) -> None:
    draft = world.draft(**MEXICAN)
    for door in (Door.REST, Door.MCP):
        with pytest.raises(Unauthenticated):
            await world.send(CreateCompany, draft, world.a.administrator, door)
    with pytest.raises(Forbidden, match="people_only"):
        await world.core.runner.run(CreateCompany, draft, Call(door=Door.CLI, request_id="r"))


async def test_a_repeated_request_creates_one_company(world: World) -> None:
    first = await call(world, CreateCompany, **MEXICAN, key="one")
    again = await call(world, CreateCompany, **MEXICAN, key="one")
    assert (again.replayed, again.result) == (True, first.result)
    assert await refused(world, CreateCompany, **MEXICAN) == "company_exists"


async def test_an_inactive_user_creates_none(world: World) -> None:
    person = await newcomer(world, is_active=False)
    assert await refused(world, CreateCompany, person, **MEXICAN) == "account_inactive"


async def test_a_member_elsewhere_may_create_one(world: World) -> None:
    person = await join(world, await newcomer(world), world.b, Role.EMPLOYEE)
    made = await ask(world, CreateCompany, person, **MEXICAN)
    assert made.role is Role.ADMINISTRATOR
