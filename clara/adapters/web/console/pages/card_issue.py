"""Issuing a card, for administrators."""

from litestar import get, post

from clara.adapters.web.console.amounts import typed_amount
from clara.adapters.web.console.console import Console
from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.visit import Answer
from clara.application.cards.issue_card import IssueCard
from clara.application.cards.list_cards import ListCards
from clara.domain.cards.card import Periodicity
from clara.domain.cards.change import CardChange
from clara.domain.cards.listing import CardList
from clara.domain.companies.company import Role
from clara.domain.errors import ClaraError, Forbidden

_CARDS = 200
_PATH = "/cards/new"


@get(_PATH)
async def issue_page(page: Page) -> Answer:
    require_administrator(page)
    return await _form(page)


@post(_PATH)
async def issue(page: Page) -> Answer:
    fields = page.filled("cardholder_id", "cardholder_name", "alias", "limit", "periodicity")
    if "limit" in fields:
        fields["limit"] = typed_amount(fields["limit"], page.language)
    try:
        made: CardChange = await page.run(IssueCard, **fields)
    except ClaraError as error:
        return await _form(page, error)
    said = "cards.said_issued" if made.is_confirmed else "cards.said_issued_soon"
    return page.go(f"/cards/{made.card.id}", said, card=made.card.label)


ROUTES = [issue_page, issue]


def require_administrator(page: Console) -> None:
    """Pages whose form only administrators may send are shown to nobody else."""
    if page.role is not Role.ADMINISTRATOR:
        raise Forbidden("role_not_allowed")


async def _form(page: Console, error: ClaraError | None = None) -> Answer:
    found: CardList = await page.run(ListCards, limit=_CARDS)
    holders = {one.cardholder.id: one.cardholder.name for one in found.items if one.cardholder}
    return page.show(
        "cards/issue.html",
        error=error,
        holders=sorted(holders.items(), key=lambda one: one[1].casefold()),
        periodicities=Periodicity,
    )
