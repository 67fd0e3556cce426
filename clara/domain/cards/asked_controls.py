"""Controls as callers ask for them, turned into the card's limit and its controls."""

from typing import Any

from msgspec import UNSET, Struct

from clara.domain.card_transactions.category import checked_category
from clara.domain.cards.card import Card
from clara.domain.cards.change import limited
from clara.domain.money import checked_currency, positive_minor
from clara.domain.text import clean


def limited_as_asked(card: Card, wanted: dict[str, Any]) -> Card:
    """Takes what is about the limit out of `wanted`."""
    limit, often = wanted.pop("limit", UNSET), wanted.pop("periodicity", None)
    if limit is UNSET:
        return limited(card, card.limit_minor, often)
    return limited(card, None if limit is None else positive_minor(limit, card.currency), often)


def rules_as_asked(wanted: dict[str, Any], card: Card) -> dict[str, Any]:
    """The other controls as the domain has them."""
    rules = dict(wanted)
    if "max_transaction" in rules:
        most = rules.pop("max_transaction")
        rules["max_transaction_minor"] = (
            None if most is None else positive_minor(most, card.currency)
        )
    for name in ("allowed_categories", "blocked_categories"):
        if name in rules:
            rules[name] = _each(rules[name], checked_category)
    for name in ("allowed_merchants", "blocked_merchants"):
        if name in rules:
            rules[name] = tuple(one for one in _each(rules[name], lambda n: clean(n, 80)) if one)
    if "currencies" in rules:
        rules["currencies"] = _each(rules["currencies"], checked_currency)
    for name in ("weekdays", "countries"):
        if name in rules:
            rules[name] = _each(rules[name], lambda one: one)
    return rules


def _each(values: tuple[str, ...], check: Any) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(map(check, values)))


def changed_names(was: Struct, now: Struct) -> tuple[str, ...]:
    """What is other than it was, by the names that callers know."""
    names = was.__struct_fields__
    return tuple(
        name.removesuffix("_minor") for name in names if getattr(was, name) != getattr(now, name)
    )
