"""The company's cards: the list, one of them, and locking it."""

from typing import NamedTuple

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
from clara.domain.cards.controls import NO_CONTROLS
from clara.domain.cards.listing import CardDetail, CardList
from clara.domain.cards.permission import may_lock
from clara.domain.cards.state_change import CardStateChange
from clara.domain.companies.company import Role
from clara.domain.errors import ClaraError


class _Said(NamedTuple):
    """Where a card was locked or unlocked: that it was, that its issuer has to be told, and that it
    was so before."""

    done: str
    elsewhere: str
    already: str


_LOCKED = _Said("cards.said_locked", "cards.said_locked_elsewhere", "cards.was_locked")
_UNLOCKED = _Said("cards.said_unlocked", "cards.said_unlocked_elsewhere", "cards.was_unlocked")
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
    return _changed(page, change, _LOCKED)


@post("/cards/{card_id:str}/unlock")
async def unlock(page: Page, card_id: FromPath[str]) -> Answer:
    try:
        change: CardStateChange = await page.run(UnlockCard, card=card_id, **page.filled("reason"))
    except ClaraError as error:
        return await _shown(page, card_id, error)
    return _changed(page, change, _UNLOCKED)


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
        no_controls=NO_CONTROLS,
        per_mille=_per_mille(seen),
        category=lambda one: label(one, page.language.value),
        may_lock=page.company is not None and may_lock(page.company),
        held_above=_held_above(page, seen.card),
        is_administrator=page.role is Role.ADMINISTRATOR,
    )


def _changed(page: Console, change: CardStateChange, said: _Said) -> Answer:
    path, card = f"/cards/{change.card.id}", change.card.label
    if not change.changed:
        return page.go(path, said.already, tone="warn", card=card)
    undo = Undo(label=page.texts("cards")("undo"), path=f"{path}/{change.action.opposite}")
    if change.note:
        return page.go(path, said.elsewhere, tone="warn", undo=undo, card=card)
    return page.go(path, said.done, undo=undo, card=card)


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
