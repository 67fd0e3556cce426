"""Rules about all of a company's members hold only if those who change them come one by one."""

from clara.application.companies.ports import Companies, Members
from clara.domain.companies.company import Role
from clara.domain.companies.members import require_may_remove
from clara.domain.credentials.actor import Actor
from clara.domain.errors import Forbidden

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


async def hold_in_role(companies: Companies, members: Members, actor: Actor) -> None:
    """Wait for the company. Raises `role_not_allowed` when whoever had it before took away the
    role that the caller came with."""
    await companies.hold(actor.company.company_id)
    await _require_same_role(members, actor)


async def hold_to_remove(
    companies: Companies, members: Members, actor: Actor, user_id: str
) -> None:
    """As above, for who may be removing themselves."""
    require_may_remove(actor.role, actor.user_id, user_id)
    await companies.hold(actor.company.company_id)
    if user_id != actor.user_id:
        await _require_same_role(members, actor)


async def _require_same_role(members: Members, actor: Actor) -> None:
    if actor.user_id is None:  # the operator, whom nobody demotes
        return
    present = await members.find(actor.company.company_id, actor.user_id)
    if present is None or present.role is not actor.role:
        raise Forbidden("role_not_allowed", "Your role in this company has just changed.")
