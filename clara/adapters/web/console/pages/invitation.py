"""Joining a company: the invitation's code comes by mail, to the address of who has signed in."""

from litestar import get, post

from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.session import COMPANY, keeping
from clara.adapters.web.console.visit import Answer
from clara.application.companies.accept_invitation import AcceptInvitation
from clara.domain.errors import ClaraError

_MAX_TOKEN = 128


@get("/invitation")
async def invitation(page: Page) -> Answer:
    """Changes nothing, whatever it is asked."""
    return page.show("invitation.html", token=page.asked.get("token", "")[:_MAX_TOKEN])


@post("/invitation")
async def accept(page: Page) -> Answer:
    token = page.given.get("token", "")
    try:
        accepted = await page.run(AcceptInvitation, token=token)
    except ClaraError as error:
        return page.show("invitation.html", error=error, token=token[:_MAX_TOKEN])
    company = accepted.company
    page.keep(keeping(page.request, COMPANY, company.id))
    return page.go("/", "invitation.joined", company=company.name)


ROUTES = [invitation, accept]
