"""Settings → Integrations → Clara MCP: how assistants are connected, which ones are, what they did
lately, and their end."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from litestar import get, post

from clara.adapters.web.console.clients import Way, address_of, pasted
from clara.adapters.web.console.console import Console
from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.visit import Answer
from clara.adapters.web.request import settings_of
from clara.application.activity.view_activity import ViewActivity
from clara.application.mcp_tokens.list_mcp_tokens import ListMcpTokens
from clara.application.mcp_tokens.revoke_mcp_token import RevokeMcpToken
from clara.application.runner import Runner
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Door
from clara.domain.credentials.scope import STAFF, Scope
from clara.domain.errors import ClaraError
from clara.domain.page import MAX_LIMIT

HOME = "/settings/integrations"
_LATELY = 10
_PERIOD = timedelta(days=30)
"""How far back calls are counted."""


@get(HOME)
async def integrations(page: Page) -> Answer:
    return await _overview(page)


@post(f"{HOME}/revoke")
async def revoke(page: Page) -> Answer:
    try:
        ended = await page.run(RevokeMcpToken, token_id=page.given.get("token_id", ""))
    except ClaraError as error:
        return await _overview(page, error)
    return page.go(HOME, "integrations.revoked", name=ended.name)


ROUTES = [integrations, revoke]


def may_connect(page: Console) -> bool:
    return page.role in STAFF


def nobody(page: Console) -> Answer:
    """For who may have no assistant here: why, and whom to ask."""
    status = 403 if page.company else 200
    return page.show("integrations/nobody.html", status=status)


def public_url(page: Console) -> str:
    return settings_of(page.request).public_url


def now(page: Console) -> datetime:
    runner: Runner = page.request.app.state.runner
    return runner.clock.now()


def _today(page: Console) -> date:
    return now(page).astimezone(ZoneInfo(page.time_zone)).date()


async def _overview(page: Console, error: ClaraError | None = None) -> Answer:
    if not may_connect(page):
        return nobody(page)
    listed = await page.run(ListMcpTokens)
    since = {"from": _today(page) - _PERIOD}
    lately = await page.run(ViewActivity, door=Door.MCP.value, limit=MAX_LIMIT, **since)
    return page.show(
        "integrations/overview.html",
        error=error,
        tokens=listed.tokens,
        lately=[one.entry for one in lately.items[:_LATELY]],
        calls=Counter(one.entry.credential_id for one in lately.items),
        are_all_counted=lately.next_cursor is None,
        address=address_of(public_url(page)),
        clients=pasted(Way.SIGN_IN, public_url(page)),
        all_scopes=len(Scope),
        sees_all=page.role is Role.ADMINISTRATOR,
    )
