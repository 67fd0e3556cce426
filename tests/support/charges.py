"""A charge that nothing speaks against, and for each reason what makes it hold."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from msgspec import structs

from clara.domain.authorizations.charge import Charge
from clara.domain.authorizations.decision import Case
from clara.domain.authorizations.reason import DeclineReason as No
from clara.domain.card_transactions.category import Category
from clara.domain.cards.card import CardStatus, LockLevel
from clara.domain.cards.controls import NO_CONTROLS, Weekday
from tests.support.builders import card, company, lock

AT = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
"""12:30 on a Friday in Mexico City."""
ZONE = "America/Mexico_City"
_FIRM = company()


def charge(**changes: Any) -> Charge:
    """A taxi for 100 pesos, online, in Mexico."""
    fields: dict[str, Any] = {
        "at": AT,
        "card_currency": "MXN",
        "original_minor": 100_00,
        "currency": "MXN",
        "billing_minor": None,
        "merchant": "UBER TRIP",
        "mcc": 4121,
        "country": "MX",
    }
    return Charge.of(**{**fields, **changes})


def approved() -> Case:
    return Case(
        charge=charge(), card=card(_FIRM, None, "4417"), controls=NO_CONTROLS, time_zone=ZONE
    )


def changed(case: Case, part: str, **changes: Any) -> Case:
    """`case` with one of its parts changed."""
    parts = {name: getattr(case, name) for name in Case.__dataclass_fields__}
    parts[part] = structs.replace(parts[part], **changes)
    return Case(**parts)


def _whole(case: Case, **changes: Any) -> Case:
    parts = {name: getattr(case, name) for name in Case.__dataclass_fields__}
    return Case(**{**parts, **changes})


def _locked(level: LockLevel) -> Callable[[Case], Case]:
    return lambda case: changed(case, "card", locks=(*case.card.locks, lock(level)))


def _was(status: CardStatus) -> Callable[[Case], Case]:
    return lambda case: changed(case, "card", unlocked_status=status)


def _controls(**changes: Any) -> Callable[[Case], Case]:
    return lambda case: changed(case, "controls", **changes)


HOLDS: dict[No, Callable[[Case], Case]] = {
    No.COMPANY_SUSPENDED: lambda case: _whole(case, is_suspended=True),
    No.CARD_CANCELLED: _was(CardStatus.CANCELLED),
    No.CARD_EXPIRED: _was(CardStatus.EXPIRED),
    No.CARD_NOT_ACTIVE: _was(CardStatus.PENDING),
    No.LOCKED_BY_ISSUER: _locked(LockLevel.ISSUER),
    No.LOCKED_BY_COMPANY: _locked(LockLevel.COMPANY),
    No.LOCKED_BY_MANAGER: _locked(LockLevel.MANAGER),
    No.LOCKED_BY_HOLDER: _locked(LockLevel.HOLDER),
    No.CARD_NOT_STARTED: _controls(starts_on=date(2026, 11, 21)),
    No.CARD_ENDED: _controls(ends_on=date(2026, 11, 19)),
    No.CURRENCY_NOT_ALLOWED: _controls(currencies=("USD",)),
    No.COUNTRY_NOT_ALLOWED: _controls(countries=("BR", "CO")),
    No.CASH_NOT_ALLOWED: lambda case: changed(
        changed(case, "controls", allows_cash=False), "charge", is_cash=True
    ),
    No.ONLINE_NOT_ALLOWED: lambda case: changed(
        changed(case, "controls", allows_online=False), "charge", is_online=True
    ),
    No.CATEGORY_BLOCKED: _controls(blocked_categories=(Category.TRANSPORTATION,)),
    No.CATEGORY_NOT_ALLOWED: _controls(allowed_categories=(Category.FOOD,)),
    No.MERCHANT_BLOCKED: _controls(blocked_merchants=("uber",)),
    No.MERCHANT_NOT_ALLOWED: _controls(allowed_merchants=("Adobe",)),
    No.WEEKDAY_NOT_ALLOWED: _controls(weekdays=(Weekday.MON, Weekday.SUN)),
    No.HOUR_NOT_ALLOWED: _controls(hours_from="14:00", hours_until="09:00"),
    No.AMOUNT_UNKNOWN: lambda case: changed(case, "charge", amount_minor=None),
    No.TRANSACTION_LIMIT_EXCEEDED: _controls(max_transaction_minor=0),
    No.PERIOD_LIMIT_EXCEEDED: lambda case: _whole(case, spent_minor=10**9),
    No.DECLINED_BY_ISSUER: lambda case: _whole(case, is_declined_by_issuer=True),
    No.NOT_DECIDED: lambda case: _whole(case, is_undecided=True),
}

NEVER_TOGETHER = {
    # A card has one status.
    frozenset({No.CARD_CANCELLED, No.CARD_EXPIRED}),
    frozenset({No.CARD_CANCELLED, No.CARD_NOT_ACTIVE}),
    frozenset({No.CARD_EXPIRED, No.CARD_NOT_ACTIVE}),
    # What is not known is above nothing.
    frozenset({No.AMOUNT_UNKNOWN, No.TRANSACTION_LIMIT_EXCEEDED}),
}


def later(**by: float) -> datetime:
    return AT + timedelta(**by)
