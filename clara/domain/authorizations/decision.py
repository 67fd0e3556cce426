"""Whether a charge is approved: one function, one reason."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from clara.domain.authorizations.charge import Charge
from clara.domain.authorizations.reason import DeclineReason as No
from clara.domain.cards.card import Card, CardStatus, LockLevel
from clara.domain.cards.controls import WEEKDAYS, CardControls, names_merchant
from clara.domain.local_days import local_day


@dataclass(frozen=True)
class Case:
    """Everything a decision rests on. `spent_minor` is what counts against the card's limit in the
    period of the charge, without it; `before_minor` what the same authorization has been approved
    for already, when it is to be raised."""

    charge: Charge
    card: Card
    controls: CardControls
    time_zone: str
    spent_minor: int = 0
    before_minor: int = 0
    is_suspended: bool = False
    is_declined_by_issuer: bool = False
    is_undecided: bool = False

    @cached_property
    def day(self) -> date:
        return local_day(self.charge.at, self.time_zone)

    @property
    def local(self) -> datetime:
        return self.charge.at.astimezone(ZoneInfo(self.time_zone))

    @property
    def amount_minor(self) -> int:
        return self.charge.amount_minor or 0


def decide(case: Case) -> No | None:
    """Why the charge is declined: the first reason, in the order of `DeclineReason`, that holds
    against it. None approves it. What is not known where it matters holds against it."""
    return next((reason for reason in No if _HOLDS[reason](case)), None)


def _was(status: CardStatus) -> Callable[[Case], bool]:
    return lambda case: case.card.unlocked_status is status


def _locked(level: LockLevel) -> Callable[[Case], bool]:
    return lambda case: any(lock.level is level for lock in case.card.locks)


def _over_transaction_limit(case: Case) -> bool:
    most = case.controls.max_transaction_minor
    return most is not None and case.before_minor + case.amount_minor > most


def _over_period_limit(case: Case) -> bool:
    limit = case.card.limit_minor
    return limit is not None and case.spent_minor + case.amount_minor > limit


_HOLDS: dict[No, Callable[[Case], bool]] = {
    No.COMPANY_SUSPENDED: lambda case: case.is_suspended,
    No.CARD_CANCELLED: _was(CardStatus.CANCELLED),
    No.CARD_EXPIRED: _was(CardStatus.EXPIRED),
    No.CARD_NOT_ACTIVE: _was(CardStatus.PENDING),
    No.LOCKED_BY_ISSUER: _locked(LockLevel.ISSUER),
    No.LOCKED_BY_COMPANY: _locked(LockLevel.COMPANY),
    No.LOCKED_BY_MANAGER: _locked(LockLevel.MANAGER),
    No.LOCKED_BY_HOLDER: _locked(LockLevel.HOLDER),
    No.CARD_NOT_STARTED: lambda case: (
        case.controls.starts_on is not None and case.day < case.controls.starts_on
    ),
    No.CARD_ENDED: lambda case: (
        case.controls.ends_on is not None and case.day > case.controls.ends_on
    ),
    No.CURRENCY_NOT_ALLOWED: lambda case: (
        bool(case.controls.currencies) and case.charge.currency not in case.controls.currencies
    ),
    No.COUNTRY_NOT_ALLOWED: lambda case: (
        bool(case.controls.countries) and case.charge.country not in case.controls.countries
    ),
    No.CASH_NOT_ALLOWED: lambda case: case.charge.is_cash and not case.controls.allows_cash,
    No.ONLINE_NOT_ALLOWED: lambda case: case.charge.is_online and not case.controls.allows_online,
    No.CATEGORY_BLOCKED: lambda case: case.charge.category in case.controls.blocked_categories,
    No.CATEGORY_NOT_ALLOWED: lambda case: (
        bool(case.controls.allowed_categories)
        and case.charge.category not in case.controls.allowed_categories
    ),
    No.MERCHANT_BLOCKED: lambda case: names_merchant(
        case.controls.blocked_merchants, case.charge.merchant
    ),
    No.MERCHANT_NOT_ALLOWED: lambda case: (
        bool(case.controls.allowed_merchants)
        and not names_merchant(case.controls.allowed_merchants, case.charge.merchant)
    ),
    No.WEEKDAY_NOT_ALLOWED: lambda case: (
        bool(case.controls.weekdays) and WEEKDAYS[case.day.weekday()] not in case.controls.weekdays
    ),
    No.HOUR_NOT_ALLOWED: lambda case: not case.controls.is_open_at(case.local),
    No.AMOUNT_UNKNOWN: lambda case: case.charge.amount_minor is None,
    No.TRANSACTION_LIMIT_EXCEEDED: _over_transaction_limit,
    No.PERIOD_LIMIT_EXCEEDED: _over_period_limit,
    No.DECLINED_BY_ISSUER: lambda case: case.is_declined_by_issuer,
    No.NOT_DECIDED: lambda case: case.is_undecided,
}
