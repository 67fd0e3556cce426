"""What people do who have signed in, and the letters they get."""

from typing import Any

import pytest

from clara.adapters.persistence.letters import LetterBox
from clara.adapters.system.vault import AesVault
from clara.application.runner import Done
from clara.application.use_case import UseCase
from clara.domain.accounts.user import User
from clara.domain.companies.company import Membership, Role
from clara.domain.credentials.actor import Door
from clara.domain.errors import ClaraError
from clara.domain.mail.letter import Letter
from tests.support.builders import LONG_AGO, user
from tests.support.house import House, Person, sign_in
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


async def letters(world: World) -> list[Letter]:
    """Those that wait to be delivered."""
    settings = settings_for(world.url)
    vault = AesVault(settings.key("vault"), settings.previous_keys("vault"))
    waiting = await LetterBox(world.core.database, vault, world.clock).take(100)
    return [one.letter for one in waiting]
