"""What people do who have signed in, and the letters they get."""

from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from clara.adapters.persistence.tables import letters as t
from clara.adapters.system.vault import AesVault
from clara.application.call import Done
from clara.application.use_case import UseCase
from clara.domain.accounts.user import User
from clara.domain.companies.company import Membership, Role
from clara.domain.credentials.actor import Door
from clara.domain.credentials.token import CredentialKind
from clara.domain.errors import ClaraError
from clara.domain.mail.letter import Letter
from tests.support.builders import IDS, LONG_AGO, api_key, user
from tests.support.house import House, Person, issue, sign_in
from tests.support.world import World, settings_for


async def call(
    world: World,
    use_case: type[UseCase[Any, Any]],
    by: Person | None = None,
    *,
    key: str | None = None,
    **fields: Any,
) -> Done[Any]:
    """Run `use_case` for `by` (the administrator of `a`) with their user token, in their company
    unless `company_id` says otherwise."""
    person = by or world.a.administrator
    if "company_id" in use_case.command.__struct_fields__:
        fields.setdefault("company_id", person.company.id)
    return await world.send(use_case, world.draft(**fields), person, Door.WEB, key)


async def ask(
    world: World, use_case: type[UseCase[Any, Any]], by: Person | None = None, **fields: Any
) -> Any:
    """As `call`, the result only."""
    return (await call(world, use_case, by, **fields)).result


async def refusal(
    world: World, use_case: type[UseCase[Any, Any]], by: Person | None = None, **fields: Any
) -> ClaraError:
    """Why it is refused; nothing but the activity log has changed then."""
    before = await world.dump("audit_entries")
    with pytest.raises(ClaraError) as caught:
        await call(world, use_case, by, **fields)
    assert await world.dump("audit_entries") == before
    return caught.value


async def refused(
    world: World, use_case: type[UseCase[Any, Any]], by: Person | None = None, **fields: Any
) -> str:
    """The code of the refusal."""
    return (await refusal(world, use_case, by, **fields)).code


async def newcomer(world: World, name: str = "Nora Prueba", **changes: Any) -> Person:
    """Somebody signed in who belongs to no company."""
    person = Person(user(name, **changes), Role.EMPLOYEE, world.a.company)
    async with world.founding() as founding:
        await founding.add_user(person.user, "no password")
        await sign_in(founding, person)
    return person


async def join(world: World, person: Person, house: House, role: Role) -> Person:
    """`person`, who is a member of `house` from now on, past every invitation."""
    async with world.founding() as founding:
        await founding.add_membership(membership(person.user, house, role))
    return Person(person.user, role, house.company, person.tokens)


def membership(of: User, house: House, role: Role) -> Membership:
    return Membership(company_id=house.company.id, user_id=of.id, role=role, created_at=LONG_AGO)


async def signed_in_anew(world: World, person: Person) -> Person:
    """`person` with a user token that begins now: a week is longer than one lasts unused."""
    key = api_key(
        person.user,
        id=IDS.new("session"),
        kind=CredentialKind.USER_TOKEN,
        created_at=world.clock.now(),
    )
    again = Person(person.user, person.role, person.company, dict(person.tokens))
    async with world.founding() as founding:
        await issue(founding, again, key, Door.WEB)
    return again


async def letters(world: World) -> list[Letter]:
    """All that wait to be delivered, oldest first, whoever else has looked."""
    vault = AesVault(settings_for(world.url).key("vault"))
    rows = await world.rows(select(t.c.sealed).order_by(t.c.posted_at, t.c.id))
    opened = (vault.open(bytes(row[0]), "letter") for row in rows)
    return [msgspec.msgpack.decode(one, type=Letter) for one in opened]
