"""Signing out, and choosing among one's companies."""

from litestar import post

from clara.adapters.web.console.console import COMPANY_FIELD
from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.session import COMPANY, keeping
from clara.adapters.web.console.visit import Answer
from clara.adapters.web.session_cookie import session_cookie
from clara.application.accounts.sign_out import SignOut


@post("/logout")
async def log_out(page: Page) -> Answer:
    """The session's token stops working at once."""
    await page.run(SignOut)
    page.keep(session_cookie(page.request, None))
    page.keep(keeping(page.request, COMPANY, ""))
    return page.go("/login")


@post("/company")
async def choose_company(page: Page) -> Answer:
    """Where the other pages are about from now on. The form has named it already."""
    if page.company is not None and page.company.company_id == page.given.get(COMPANY_FIELD):
        page.keep(keeping(page.request, COMPANY, page.company.company_id))
    return page.go("/")


ROUTES = [log_out, choose_company]
