"""A company is never left without an administrator who can act, however many leave at once."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import func, select, update

from clara.adapters.persistence.tables import companies, memberships, users
from clara.application.companies.change_member import ChangeMember
from clara.application.companies.list_members import ListMembers
from clara.application.companies.remove_member import RemoveMember
from clara.bootstrap import build_core
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Door
from clara.domain.errors import ClaraError
from tests.support.house import Person
from tests.support.signed_in import ask, join, newcomer, refused
from tests.support.world import World, settings_for

pytestmark = pytest.mark.anyio

DEMOTED = {"role": Role.EMPLOYEE.value}


async def second(world: World) -> Person:
    """Another administrator of `a`."""
    return await join(world, await newcomer(world), world.a, Role.ADMINISTRATOR)


async def administrators(world: World, by: Person) -> set[str]:
    listed = await world.run(ListMembers, as_=by, via=Door.WEB)
    return {one.user_id for one in listed.members if one.role is Role.ADMINISTRATOR}


async def test_the_last_administrator_neither_leaves_nor_becomes_less(world: World) -> None:
    own = {"user_id": world.a.administrator.user.id}
    assert await refused(world, RemoveMember, **own) == "last_administrator"
    for role in ("bookkeeper", "manager", "employee"):
        assert await refused(world, ChangeMember, **own, role=role) == "last_administrator"
    assert await ask(world, ChangeMember, **own, role="administrator")


async def test_with_a_second_one_the_first_may_go(world: World) -> None:
    olga = await second(world)
    await ask(world, RemoveMember, user_id=world.a.administrator.user.id)
    assert await administrators(world, olga) == {olga.user.id}
    code = await refused(world, RemoveMember, olga, user_id=olga.user.id)
    assert code == "last_administrator"


async def test_one_who_can_not_act_does_not_count(world: World) -> None:
    olga = await second(world)
    await world.change(update(users).where(users.c.id == olga.user.id).values(is_active=False))
    own = {"user_id": world.a.administrator.user.id}
    assert await refused(world, RemoveMember, **own) == "last_administrator"
    await ask(world, RemoveMember, user_id=olga.user.id)


async def test_administrators_of_other_companies_do_not_count(world: World) -> None:
    await join(world, await newcomer(world), world.b, Role.ADMINISTRATOR)
    own = {"user_id": world.a.administrator.user.id}
    assert await refused(world, ChangeMember, **own, **DEMOTED) == "last_administrator"


async def at_once(*calls: Any) -> Sequence[str]:
    answers = await asyncio.gather(*calls, return_exceptions=True)
    codes = []
    for one in answers:
        if isinstance(one, BaseException) and not isinstance(one, ClaraError):
            raise one
        codes.append(one.code if isinstance(one, ClaraError) else "ok")
    return sorted(codes)


@pytest.mark.parametrize("use_case", [ChangeMember, RemoveMember])
async def test_two_who_step_down_at_once_leave_one(world: World, use_case: Any) -> None:
    ana, olga = world.a.administrator, await second(world)
    fields = DEMOTED if use_case is ChangeMember else {}
    codes = await at_once(
        *(ask(world, use_case, who, user_id=who.user.id, **fields) for who in (ana, olga))
    )
    assert codes == ["last_administrator", "ok"]
    assert await left(world) == 1


@pytest.mark.parametrize("use_case", [ChangeMember, RemoveMember])
async def test_two_who_demote_each_other_at_once_leave_one(world: World, use_case: Any) -> None:
    ana, olga = world.a.administrator, await second(world)
    fields = DEMOTED if use_case is ChangeMember else {}
    codes = await at_once(
        ask(world, use_case, ana, user_id=olga.user.id, **fields),
        ask(world, use_case, olga, user_id=ana.user.id, **fields),
    )
    # The second has no say any more once the first is done.
    assert codes in (["ok", "role_not_allowed"], ["company_not_found", "ok"])
    assert await left(world) == 1


async def test_many_who_leave_at_once_through_two_processes_leave_one(world: World) -> None:
    people = [world.a.administrator, *[await second(world) for _ in range(5)]]
    other = build_core(settings_for(world.url), clock=world.clock)
    try:
        codes = await at_once(
            *(
                world.send(
                    RemoveMember,
                    world.draft(company_id=world.a.company.id, user_id=who.user.id),
                    who,
                    Door.WEB,
                    core=other if place % 2 else world.core,
                )
                for place, who in enumerate(people)
            )
        )
    finally:
        await other.close()
    assert codes == ["last_administrator", *["ok"] * 5]
    assert await left(world) == 1


async def left(world: World) -> int:
    """Administrators whom company `a` has, past every rule of the product."""
    there = select(companies.c.number).where(companies.c.id == world.a.company.id)
    counted = select(func.count()).where(
        memberships.c.company_number == there.scalar_subquery(),
        memberships.c.role == Role.ADMINISTRATOR.value,
    )
    return int((await world.rows(counted))[0][0])
