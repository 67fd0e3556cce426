"""The person's API key: what is known of it, and a new one in its place, shown once in the answer to
the form that made it."""

from contextlib import suppress

from litestar import get, post

from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.visit import Answer
from clara.adapters.web.request import settings_of
from clara.application.accounts.reset_api_key import ResetApiKey
from clara.application.accounts.view_api_key import ViewApiKey
from clara.domain.credentials.credential import Credential
from clara.domain.errors import NotFound

_HOME = "/settings/api-key"


@get(_HOME)
async def api_key(page: Page) -> Answer:
    key: Credential | None = None
    with suppress(NotFound):  # there is none before the first reset
        key = await page.run(ViewApiKey)
    return page.show("api_key/overview.html", key=key)


@post(_HOME)
async def reset_api_key(page: Page) -> Answer:
    made = await page.run(ResetApiKey)
    server = settings_of(page.request).public_url.rstrip("/")
    return page.show("api_key/made.html", made=made, user=page.user, server=server)


ROUTES = [api_key, reset_api_key]
