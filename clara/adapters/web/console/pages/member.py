"""One of the company's people: another role, another manager, or none of the company any more."""

from litestar import get, post
from litestar.params import FromPath

from clara.adapters.web.console.console import Console
from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.pages.members import HOME, holders, leaders, named, roles
from clara.adapters.web.console.visit import Answer
from clara.application.companies.change_member import ChangeMember
from clara.application.companies.list_members import ListMembers
from clara.application.companies.remove_member import RemoveMember
from clara.domain.errors import ClaraError, NotFound

_ONE = HOME + "/{user_id:str}"
_PEOPLE = ("manager_user_id", "cardholder_id")


@get(_ONE)
async def member(page: Page, user_id: FromPath[str]) -> Answer:
    return await _form(page, user_id)


@post(_ONE)
async def change_member(page: Page, user_id: FromPath[str]) -> Answer:
    # Nobody is chosen as an empty value.
    chosen = {name: page.given[name] or None for name in _PEOPLE if name in page.given}
    wanted = page.filled("role") | chosen
    try:
        changed = await page.run(ChangeMember, user_id=user_id, **wanted)
    except ClaraError as error:
        return await _form(page, user_id, error)
    said = "members.changed" if changed.changed else "members.unchanged"
    if changed.mcp_tokens_revoked:
        said = "members.changed_and_revoked"
    return page.go(HOME, said, name=named(changed.member), number=changed.mcp_tokens_revoked)


@post(f"{_ONE}/remove")
async def remove_member(page: Page, user_id: FromPath[str]) -> Answer:
    try:
        await page.run(RemoveMember, user_id=user_id)
    except ClaraError as error:
        return await _form(page, user_id, error)
    if user_id == page.user.id:
        return page.go("/", "members.left")
    return page.go(HOME, "members.removed", name=page.given.get("name", ""))


ROUTES = [member, change_member, remove_member]


async def _form(page: Console, user_id: str, error: ClaraError | None = None) -> Answer:
    found = await page.run(ListMembers)
    one = next((one for one in found.members if one.user_id == user_id), None)
    if one is None:
        raise NotFound.of("member")
    return page.show(
        "members/one.html",
        error=error,
        member=one,
        name=named(one),
        roles=roles(page),
        leaders=leaders(page, found, but=user_id),
        holders=await holders(page, one),
    )
