"""What a card may be used for: its limit and its controls, for administrators."""

import re
from typing import Any

from litestar import get, post
from litestar.params import FromPath

from clara.adapters.web.console.amounts import amount_shown, typed_amount
from clara.adapters.web.console.console import Console
from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.pages.card_issue import require_administrator
from clara.adapters.web.console.visit import Answer
from clara.application.cards.set_card_controls import SetCardControls
from clara.application.cards.view_card import ViewCard
from clara.domain.card_transactions.category import Category, label
from clara.domain.cards.card import Periodicity
from clara.domain.cards.change import CardChange
from clara.domain.cards.controls import WEEKDAYS
from clara.domain.cards.listing import CardDetail
from clara.domain.errors import ClaraError, Invalid

_PATH = "/cards/{card_id:str}/controls"
_AMOUNTS = ("limit", "max_transaction")
_PLAIN = ("hours_from", "hours_until", "starts_on", "ends_on")
_TICKED = ("weekdays", "allowed_categories", "blocked_categories")
_LINES = ("allowed_merchants", "blocked_merchants")
_CODES = ("countries", "currencies")
_YES = ("allows_cash", "allows_online")
_BETWEEN_CODES = re.compile(r"[\s,;]+")


@get(_PATH)
async def controls_page(page: Page, card_id: FromPath[str]) -> Answer:
    require_administrator(page)
    return await _form(page, card_id)


@post(_PATH)
async def set_controls(page: Page, card_id: FromPath[str]) -> Answer:
    try:
        change: CardChange = await page.run(SetCardControls, card=card_id, **_asked(page))
    except ClaraError as error:
        return await _form(page, card_id, _beside(error))
    said = "cards.said_set" if change.changed else "cards.said_same"
    if not change.is_confirmed:
        said = "cards.said_set_soon"
    return page.go(f"/cards/{change.card.id}", said, card=change.card.label)


ROUTES = [controls_page, set_controls]


def _asked(page: Console) -> dict[str, Any]:
    """The whole form: what is empty takes a rule away."""
    given = page.given
    asked: dict[str, Any] = {name: given.get(name) or None for name in _PLAIN}
    for name in _AMOUNTS:
        text = given.get(name, "")
        asked[name] = typed_amount(text, page.language) if text else None
    if given.get("periodicity"):
        asked["periodicity"] = given["periodicity"]
    asked |= {name: given.all(name) for name in _TICKED}
    asked |= {name: _parts(given.get(name, "").splitlines()) for name in _LINES}
    for name in _CODES:
        asked[name] = _parts(_BETWEEN_CODES.split(given.get(name, "").upper()))
    return asked | {name: given.get(name) == "true" for name in _YES}


def _parts(texts: list[str]) -> list[str]:
    return [text.strip() for text in texts if text.strip()]


def _beside(error: ClaraError) -> ClaraError:
    """Errors that name one field are shown beside it; `countries[0]` is within `countries`."""
    if error.code == "invalid_controls":
        errors = [{"field": error.details["field"]}]
    else:
        errors = error.details.get("errors") or []
    if not errors:
        return error
    named = [{"field": str(one["field"]).partition("[")[0]} for one in errors if one.get("field")]
    return Invalid("invalid_parameters", details={"errors": named})


async def _form(page: Console, reference: str, error: ClaraError | None = None) -> Answer:
    seen: CardDetail = await page.run(ViewCard, card=reference)
    card, controls = seen.card, seen.controls
    amounts = {
        "limit": amount_shown(card.limit_minor, card.currency, page.language),
        "max_transaction": amount_shown(
            controls.max_transaction_minor, card.currency, page.language
        ),
    }
    return page.show(
        "cards/controls.html",
        error=error,
        card=card,
        controls=controls,
        amounts=amounts,
        ticked=lambda name: page.given.all(name) if error else getattr(controls, name),
        is_on=lambda name: page.given.get(name) == "true" if error else getattr(controls, name),
        categories=[(one, label(one, page.language.value)) for one in Category],
        weekdays=WEEKDAYS,
        periodicities=Periodicity,
    )
