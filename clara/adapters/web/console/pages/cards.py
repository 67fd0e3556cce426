"""The company's cards: the list, one of them, and locking it."""

from litestar import get, post
from litestar.params import FromPath

from clara.adapters.web.console.console import Console
from clara.adapters.web.console.flash import Undo
from clara.adapters.web.console.lists import Lists
from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.pages import card_controls, card_issue
from clara.adapters.web.console.visit import Answer
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.cards.cancel_card import CancelCard
from clara.application.cards.list_cards import ListCards
from clara.application.cards.lock_card import LockCard
from clara.application.cards.unlock_card import UnlockCard
from clara.application.cards.view_card import ViewCard
from clara.application.overview.view_limit_use import LimitUse, ViewLimitUse
from clara.domain.card_transactions.category import label
from clara.domain.cards.card import Card, CardStatus, LockLevel
from clara.domain.cards.change import CardChange
from clara.domain.cards.listing import CardDetail, CardList
from clara.domain.cards.permission import may_lock
from clara.domain.cards.state_change import CardStateChange
from clara.domain.companies.company import Role
from clara.domain.errors import ClaraError

_AT_ONCE = 25
_RECENT, _RECENT_DAYS = 8, "last_90_days"


@get("/cards")
async def cards(page: Page) -> Answer:
    try:
        found: CardList = await page.run(
            ListCards, limit=_AT_ONCE, **page.wished("q", "status", "cursor")
        )
    except ClaraError as error:
        return page.show("cards/list.html", error=error, found=None, statuses=CardStatus)
    use: LimitUse = await page.run(ViewLimitUse, card_ids=[card.id for card in found.items])
    return page.show(
        "cards/list.html",
        found=found,
        used=use.by_card,
        lists=_lists(page),
        statuses=CardStatus,
        is_administrator=page.role is Role.ADMINISTRATOR,
    )


@get("/cards/{card_id:str}")
async def card(page: Page, card_id: FromPath[str]) -> Answer:
    return await _shown(page, card_id)


@post("/cards/{card_id:str}/lock")
async def lock(page: Page, card_id: FromPath[str]) -> Answer:
    try:
        change: CardStateChange = await page.run(LockCard, card=card_id, **page.filled("reason"))
    except ClaraError as error:
        return await _shown(page, card_id, error)
    return _changed(page, change, "locked", "unlock")


@post("/cards/{card_id:str}/unlock")
async def unlock(page: Page, card_id: FromPath[str]) -> Answer:
    try:
        change: CardStateChange = await page.run(UnlockCard, card=card_id, **page.filled("reason"))
    except ClaraError as error:
        return await _shown(page, card_id, error)
    return _changed(page, change, "unlocked", "lock")


@post("/cards/{card_id:str}/cancel")
async def cancel(page: Page, card_id: FromPath[str]) -> Answer:
    try:
        change: CardChange = await page.run(CancelCard, card=card_id, **page.filled("reason"))
    except ClaraError as error:
        return await _shown(page, card_id, error)
    said = "cards.said_cancelled" if change.is_confirmed else "cards.said_cancelled_soon"
    return page.go(f"/cards/{change.card.id}", said, card=change.card.label)


ROUTES = [cards, card, lock, unlock, cancel, *card_issue.ROUTES, *card_controls.ROUTES]


async def _shown(page: Console, reference: str, error: ClaraError | None = None) -> Answer:
    """Who may not see the card gets the page of what is not there."""
    seen: CardDetail = await page.run(ViewCard, card=reference)
    recent = await page.run(
        ListCardTransactions, card_id=seen.card.id, period=_RECENT_DAYS, limit=_RECENT
    )
    return page.show(
        "cards/one.html",
        error=error,
        seen=seen,
        card=seen.card,
        recent=recent,
        lists=_lists(page),
        per_mille=_per_mille(seen),
        category=lambda one: label(one, page.language.value),
        may_lock=page.company is not None and may_lock(page.company),
        held_above=_held_above(page, seen.card),
        is_administrator=page.role is Role.ADMINISTRATOR,
    )


def _changed(page: Console, change: CardStateChange, did: str, undo: str) -> Answer:
    path = f"/cards/{change.card.id}"
    if not change.changed:
        return page.go(path, f"cards.was_{did}", tone="warn", card=change.card.label)
    said = f"cards.said_{did}_elsewhere" if change.note else f"cards.said_{did}"
    back = Undo(label=page.texts("cards")("undo"), path=f"{path}/{undo}")
    tone = "warn" if change.note else "good"
    return page.go(path, said, tone=tone, undo=back, card=change.card.label)


def _held_above(page: Console, card: Card) -> bool:
    """Whether a lock is in force that this person can't lift."""
    own = LockLevel.of(page.role) if page.role else 0
    return any(lock.level > own for lock in card.locks)


def _per_mille(seen: CardDetail) -> int | None:
    limit = seen.card.limit_minor
    return seen.spent_minor * 1000 // limit if limit else None


def _lists(page: Console) -> Lists:
    assert page.company is not None, "cards are of a company"
    return Lists(page.site, page.company.currency)
