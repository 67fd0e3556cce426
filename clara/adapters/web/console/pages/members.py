"""The company's people: who they are, what each may do, and who is invited."""

from litestar import get, post

from clara.adapters.web.console.console import Console
from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.visit import Answer
from clara.application.cards.list_cards import ListCards
from clara.application.companies.invite_member import InviteMember
from clara.application.companies.list_members import ListMembers, MemberList
from clara.application.companies.ports import Member
from clara.application.companies.withdraw_invitation import WithdrawInvitation
from clara.domain.companies.company import Role
from clara.domain.companies.members import leads
from clara.domain.errors import ClaraError
from clara.domain.page import MAX_LIMIT

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
        invited = await page.run(
            InviteMember, **page.filled("email", "role", "manager_user_id", "cardholder_id")
        )
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


async def holders(page: Console, of: Member | None = None) -> list[tuple[str, str]]:
    """Who somebody may be among the people who hold cards: nobody, who they are already, or one who
    is no member yet."""
    cards = await page.run(ListCards, limit=MAX_LIMIT)
    people = {one.cardholder.id: one.cardholder for one in cards.items if one.cardholder}
    own = of.cardholder_id if of else None
    free = [one for one in people.values() if one.user_id is None or one.id == own]
    found = [(one.id, one.name) for one in sorted(free, key=lambda one: one.name)]
    if of is not None and own is not None and own not in people:
        found.insert(0, (own, named(of)))
    return [("", page.texts("members")("nobody")), *found]


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
        holders=await holders(page),
    )
