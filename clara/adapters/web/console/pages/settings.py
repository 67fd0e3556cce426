"""The person's own settings: how they are called, in which language they are written to, and how
pages look."""

from litestar import get, post

from clara.adapters.web.console.console import Console
from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.session import LANGUAGE, keeping
from clara.adapters.web.console.visit import Answer
from clara.application.accounts.update_user import UpdateUser
from clara.application.accounts.view_user import ViewUser
from clara.domain.errors import ClaraError

_HOME = "/settings"
_FIELDS = ("first_name", "last_name", "language", "is_dark_mode")


@get(_HOME)
async def settings(page: Page) -> Answer:
    return await _form(page)


@post(_HOME)
async def change_profile(page: Page) -> Answer:
    given = {name: page.given[name] for name in _FIELDS if name in page.given}
    try:
        changed = await page.run(UpdateUser, **given)
    except ClaraError as error:
        return await _form(page, error)
    # What this browser had chosen before would hide the language that was set just now.
    page.keep(keeping(page.request, LANGUAGE, ""))
    page.language = changed.user.language
    return page.go(_HOME, "settings.saved")


ROUTES = [settings, change_profile]


async def _form(page: Console, error: ClaraError | None = None) -> Answer:
    profile = await page.run(ViewUser)
    return page.show("settings/profile.html", error=error, companies=profile.memberships)
