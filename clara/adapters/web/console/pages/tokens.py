"""A new MCP token: its name, what it may do, until when, and its guard rails. It is shown once, in
the answer to the form that made it."""

from datetime import timedelta
from typing import Any

from litestar import get, post

from clara.adapters.web.console.clients import Way, pasted
from clara.adapters.web.console.console import Console
from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.pages.integrations import HOME, may_connect, nobody, now, public_url
from clara.adapters.web.console.visit import Answer
from clara.application.cards.list_cards import ListCards
from clara.application.mcp_tokens.create_mcp_token import CreateMcpToken
from clara.domain.credentials.guard import MAX_DAILY_WRITES, Unlocking
from clara.domain.credentials.mcp_token import MAX_NAME
from clara.domain.credentials.scope import Scope
from clara.domain.errors import ClaraError
from clara.domain.page import MAX_LIMIT

_LIVES = (30, 90, 365)
"""Days that are offered. Whoever wants a token that never expires says so."""
_USUAL_LIFE = 90
_NAMED = ("PENDING", "ACTIVE", "LOCKED")
"""Cards that something can still be done with."""


@get(f"{HOME}/new")
async def token_page(page: Page) -> Answer:
    return await _form(page)


@post(f"{HOME}/new")
async def create_token(page: Page) -> Answer:
    try:
        made = await page.run(CreateMcpToken, **_wanted(page))
    except ClaraError as error:
        return await _form(page, error)
    return page.show(
        "integrations/made.html",
        made=made,
        clients=pasted(Way.TOKEN, public_url(page), made.token),
    )


ROUTES = [token_page, create_token]


async def _form(page: Console, error: ClaraError | None = None) -> Answer:
    if not may_connect(page):
        return nobody(page)
    cards = await page.run(ListCards, status=",".join(_NAMED), limit=MAX_LIMIT)
    given = page.given
    return page.show(
        "integrations/new.html",
        error=error,
        cards=cards.items,
        are_more=cards.next_cursor is not None,
        scopes=[(one.value, not given or one.value in given.all("scope")) for one in Scope],
        unlocking=[(one.value, one.value == _unlocking(page)) for one in Unlocking],
        chosen=given.all("card"),
        lives=_LIVES,
        usual=_USUAL_LIFE,
        max_name=MAX_NAME,
        max_writes=MAX_DAILY_WRITES,
    )


def _wanted(page: Console) -> dict[str, Any]:
    given = page.given
    guard: dict[str, Any] = {
        "is_read_only": "read_only" in given,
        "unlocking": _unlocking(page),
        "card_ids": list(given.all("card")),
        **page.filled("daily_writes"),
    }
    wanted = {"name": given.get("name", ""), "scopes": list(given.all("scope")), "guard": guard}
    if days := given.get("days"):
        wanted["expires_at"] = _in_days(page, days)
    return wanted


def _unlocking(page: Console) -> str:
    return page.given.get("unlocking") or Unlocking.CONFIRMED.value


def _in_days(page: Console, days: str) -> str:
    """The instant, or what was sent where that is no number of days that is offered."""
    if days not in map(str, _LIVES):
        return days
    return (now(page) + timedelta(days=int(days))).isoformat()
