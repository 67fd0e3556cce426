"""The filter of the list of card transactions: it is the address of the page, so that it can be
shared, and every part of it can be taken out again."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from clara.adapters.web.console import formats
from clara.adapters.web.console.console import Console
from clara.adapters.web.console.forms import Fields
from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.category import Category, category_named, label
from clara.domain.card_transactions.filter import Sort
from clara.domain.errors import ClaraError
from clara.domain.money import checked_currency, to_minor
from clara.domain.words import words

Said = dict[str, str | tuple[str, ...]]

PLACE = "/transactions"
NAMES = ("merchant_is", "cardholder_is")
"""Whole names: they may hold commas, and come one by one."""
LISTS = ("category", "status", "type", "card_id", "cardholder_id", "id")
"""Of several words, with commas or one by one."""
DAYS = ("from", "to")
AMOUNTS = ("amount_over", "amount_under", "amount_min", "amount_max")
_SINGLE = ("q", "merchant", "card", "period", *DAYS, *AMOUNTS, "currency", "mcc")
CONDITIONS = (*_SINGLE, *LISTS, *NAMES)
WITHOUT_FIELD = ("merchant_is", "cardholder_is", "card_id", "cardholder_id", "id")
"""Come from links; the form takes them along."""
_WALK = ("sort", "limit", "cursor")
WAS, OWN_DAYS = "was", "custom"
"""Which period the form was filled in with, and the choice of days of one's own."""

PERIODS = (
    *("today", "yesterday", "this_week", "last_week", "this_month", "last_month", "last_30_days"),
    *("last_90_days", "this_quarter", "last_quarter", "this_year", "last_year"),
    "last_billing_period",
)


class Chip(NamedTuple):
    """A condition in words, and the page without it."""

    text: str
    path: str


class Choice(NamedTuple):
    value: str
    label: str
    ticked: bool


def conditions(asked: Fields) -> Said:
    """What an address or a form asks for, as a link to the same rows says it."""
    found: Said = {}
    for name in CONDITIONS:
        given = tuple(filter(None, asked.all(name)))
        if given and name in NAMES:
            found[name] = given
        elif given:
            found[name] = ",".join(given) if name in LISTS else given[-1]
    return found


def fields(page: Console) -> Said:
    """The same for the use case, with order and place in the list."""
    return {**conditions(page.asked), **page.wished(*_WALK)}


def tidied(page: Console) -> Said | None:
    """The address without what the form leaves empty; None where it is tidy already. Of days and a
    named period the form's last choice counts: the one that differs from what it showed."""
    is_tidy = all(all(page.asked.all(name)) for name in page.asked)
    if is_tidy and WAS not in page.asked and page.asked.get("period") != OWN_DAYS:
        return None
    said: Said = {
        name: tuple(filter(None, page.asked.all(name))) for name in page.asked if name != WAS
    }
    if said.get("sort") == (Sort.NEWEST.value,):
        del said["sort"]
    period = page.asked.get("period", "")
    dropped: tuple[str, ...] = ("period",) if period == OWN_DAYS else ()
    if any(said.get(name) for name in DAYS):
        keeps_days = period in (OWN_DAYS, page.asked.get(WAS, ""))
        dropped = ("period",) if keeps_days else DAYS
    return {name: given for name, given in said.items() if given and name not in dropped}


def chips(page: Console, named: Callable[[str, str], str]) -> list[Chip]:
    """Every condition; `named` says what the value of a parameter is called."""
    t = page.texts("transactions")
    found: list[Chip] = []
    for name, given in conditions(page.asked).items():
        if name in ("id", "card_id", "cardholder_id"):
            text = named(name, str(given))
            found.append(Chip(text, page.again(**{name: None, "cursor": None, "read": None})))
            continue
        values = given if isinstance(given, tuple) else _values(name, given)
        for value in values:
            rest = tuple(one for one in values if one != value)
            path = page.again(**{name: rest, "cursor": None, "read": None})
            found.append(Chip(f"{t(f'by_{name}')}: {named(name, value)}", path))
    return found


def _values(name: str, given: str) -> tuple[str, ...]:
    return tuple(words(given)) if name in LISTS else (given,)


def called(page: Console, name: str, value: str) -> str:
    """What people call `value` of the parameter `name`; what nobody calls otherwise, as it is."""
    t = page.texts("transactions")
    if name == "category" and (category := category_named(value)) is not None:
        return label(category, page.language.value)
    if name == "status" and value.upper() in CardTransactionStatus.__members__:
        return t(f"status_{value.upper()}")
    if name == "type" and value.upper() in CardTransactionType.__members__:
        return t(f"type_{value.upper()}")
    if name == "period" and value in PERIODS:
        return t(f"period_{value}")
    if name in DAYS:
        return _day(page, value)
    if name in AMOUNTS:
        return _amount(page, value)
    return value


def _day(page: Console, value: str) -> str:
    try:
        return formats.day(date.fromisoformat(value), page.language)
    except ValueError:
        return value


def _amount(page: Console, value: str) -> str:
    unit = page.asked.get("currency") or (page.company.currency if page.company else "")
    try:
        currency = checked_currency(unit)
        return formats.money(to_minor(Decimal(value), currency), currency, page.language)
    except (ArithmeticError, ClaraError):
        return value


def periods(page: Console) -> list[tuple[str, str]]:
    """Pairs for a select; one that is no preset stands there as it is written."""
    t = page.texts("transactions")
    asked = page.asked.get("period", "")
    pairs = [("", t("period_now"))]
    pairs += [(name, t(f"period_{name}")) for name in PERIODS]
    if asked and asked not in (*PERIODS, OWN_DAYS):
        pairs.append((asked, asked))
    return [*pairs, (OWN_DAYS, t("period_custom"))]


def period_shown(page: Console) -> str:
    has_days = any(page.asked.get(name) for name in DAYS)
    return OWN_DAYS if has_days else page.asked.get("period", "")


def choices(page: Console) -> dict[str, list[Choice]]:
    """The boxes of each list of words."""
    kinds = {"category": Category, "status": CardTransactionStatus, "type": CardTransactionType}
    asked = {name: {_plain(name, one) for one in _asked(page, name)} for name in kinds}
    found = {
        name: [
            Choice(one.value, called(page, name, one.value), one.value in asked[name])
            for one in kind
        ]
        for name, kind in kinds.items()
    }
    found["category"].sort(key=lambda one: one.label.casefold())
    return found


def _asked(page: Console, name: str) -> list[str]:
    return words(",".join(page.asked.all(name)))


def _plain(name: str, value: str) -> str:
    category = category_named(value) if name == "category" else None
    return category.value if category is not None else value.upper()


def taken_along(page: Console) -> list[tuple[str, str]]:
    """Names and values that the form has no field for."""
    return [(name, one) for name in WITHOUT_FIELD for one in page.asked.all(name) if one]
