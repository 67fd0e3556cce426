"""The company's people: who they are, what each may do, and who is invited."""

from litestar import get, post

from clara.adapters.web.console.console import Console
from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.visit import Answer
from clara.application.companies.invite_member import InviteMember
from clara.application.companies.list_members import ListMembers, MemberList
from clara.application.companies.ports import Member
from clara.application.companies.withdraw_invitation import WithdrawInvitation
from clara.domain.companies.company import Role
from clara.domain.companies.members import leads
from clara.domain.errors import ClaraError

HOME = "/settings/members"
_SHOWN = 50
"""Members on one page; of more, those that the search finds."""
_MOST_LEADERS = 300


@get(HOME)
async def members(page: Page) -> Answer:
    return await _shown(page)


@post(f"{HOME}/invite")
async def invite(page: Page) -> Answer:
    try:
        invited = await page.run(InviteMember, **page.filled("email", "role", "manager_user_id"))
    except ClaraError as error:
        return await _shown(page, error)
    return page.go(HOME, "members.invited", email=invited.email)


@post(f"{HOME}/withdraw")
async def withdraw(page: Page) -> Answer:
    try:
        await page.run(WithdrawInvitation, invitation_id=page.given.get("invitation_id", ""))
    except ClaraError as error:
        return await _shown(page, error)
    return page.go(HOME, "members.withdrawn")


ROUTES = [members, invite, withdraw]


def roles(page: Console) -> list[tuple[str, str]]:
    """Every role and what it is called."""
    t = page.texts("roles")
    return [(role.value, t(f"roles.{role.value}")) for role in Role]


def leaders(page: Console, found: MemberList, *, but: str = "") -> list[tuple[str, str]]:
    """Whom somebody may report to: nobody, or those with a team."""
    people = [one for one in found.members if leads(one.role) and one.user_id != but]
    nobody = ("", page.texts("members")("nobody"))
    return [nobody, *((one.user_id, named(one)) for one in people[:_MOST_LEADERS])]


def named(member: Member) -> str:
    return f"{member.first_name} {member.last_name}"


async def _shown(page: Console, error: ClaraError | None = None) -> Answer:
    found = await page.run(ListMembers)
    wanted = page.asked.get("q", "").casefold()
    matching = [one for one in found.members if wanted in f"{named(one)} {one.email}".casefold()]
    return page.show(
        "members/list.html",
        error=error,
        members=matching[:_SHOWN],
        matched=len(matching),
        total=len(found.members),
        names={one.user_id: named(one) for one in found.members},
        invitations=found.invitations,
        roles=roles(page),
        leaders=leaders(page, found),
    )
