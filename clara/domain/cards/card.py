"""A corporate card, its statuses and its locks.

Locks stack, one per level: holder < manager < company < issuer. Whoever lifts a lock lifts their
own level and those below it; a higher one stays and is named.
"""

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Annotated

from msgspec import Meta, Struct, structs

from clara.domain.companies.company import Cardholder, Role
from clara.domain.credentials.actor import Stamp
from clara.domain.errors import Conflict
from clara.domain.ids import CardId, CompanyId


class CardStatus(StrEnum):
    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    LOCKED = "LOCKED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


TRANSITIONS: dict[CardStatus, frozenset[CardStatus]] = {
    CardStatus.PENDING: frozenset(
        {CardStatus.ACTIVE, CardStatus.LOCKED, CardStatus.CANCELLED, CardStatus.EXPIRED}
    ),
    CardStatus.ACTIVE: frozenset({CardStatus.LOCKED, CardStatus.CANCELLED, CardStatus.EXPIRED}),
    CardStatus.LOCKED: frozenset(
        {CardStatus.PENDING, CardStatus.ACTIVE, CardStatus.CANCELLED, CardStatus.EXPIRED}
    ),
    CardStatus.CANCELLED: frozenset(),
    CardStatus.EXPIRED: frozenset({CardStatus.CANCELLED}),
}
"""Which status may follow which. LOCKED returns to what the card was before it was locked."""

LIVE = frozenset({CardStatus.PENDING, CardStatus.ACTIVE, CardStatus.LOCKED})


class CardType(StrEnum):
    PHYSICAL = "PHYSICAL"
    VIRTUAL = "VIRTUAL"


class Periodicity(StrEnum):
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


class Issuer(StrEnum):
    """Who decides about charges: Clara itself, Stripe together with Clara, or somebody Clara only
    hears from through files."""

    BUILT_IN = "built_in"
    STRIPE = "stripe"
    EXTERNAL = "external"


class LockLevel(IntEnum):
    HOLDER = 1
    MANAGER = 2
    COMPANY = 3
    ISSUER = 4

    @property
    def who_may_lift(self) -> str:
        return _WHO_MAY_LIFT[self]

    @classmethod
    def of(cls, role: Role) -> "LockLevel":
        return _LEVELS[role]


_LEVELS = {
    Role.ADMINISTRATOR: LockLevel.COMPANY,
    Role.BOOKKEEPER: LockLevel.COMPANY,
    Role.MANAGER: LockLevel.MANAGER,
    Role.EMPLOYEE: LockLevel.HOLDER,
}
_WHO_MAY_LIFT = {
    LockLevel.HOLDER: "the cardholder, their manager, a bookkeeper or an administrator",
    LockLevel.MANAGER: "the manager, a bookkeeper or an administrator",
    LockLevel.COMPANY: "a bookkeeper or an administrator",
    LockLevel.ISSUER: "the card's issuer",
}


class CardLock(Stamp, frozen=True, kw_only=True):
    """One lock in force, at its level."""

    level: LockLevel

    @classmethod
    def at_level(cls, level: LockLevel, stamp: Stamp) -> "CardLock":
        return cls(level=level, **structs.asdict(stamp))


class Card(Struct, frozen=True, kw_only=True):
    """A card. `number` is the stores' short key; `unlocked_status` is what it is without locks."""

    id: CardId
    number: int
    company_id: CompanyId
    cardholder: Cardholder | None
    alias: Annotated[str, Meta(max_length=80)] | None
    last_four: Annotated[str, Meta(pattern="^[0-9]{4}$")]
    type: CardType
    unlocked_status: CardStatus
    locks: tuple[CardLock, ...] = ()
    currency: str
    limit_minor: int | None
    periodicity: Periodicity | None
    issuer: Issuer
    created_at: datetime
    version: int = 1

    @property
    def status(self) -> CardStatus:
        """LOCKED while any lock is in force; a cancelled or expired card stays what it is."""
        if self.locks and self.unlocked_status in LIVE:
            return CardStatus.LOCKED
        return self.unlocked_status

    @property
    def can_spend(self) -> bool:
        return self.status is CardStatus.ACTIVE

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def label(self) -> str:
        """How a person would name it: holder and last four digits."""
        holder = self.cardholder.name if self.cardholder else self.alias or "Card"
        return f"{holder} •••• {self.last_four}"

    def lock(self, lock: CardLock) -> "Card":
        """This card with `lock` added; the same object when its level is locked already.

        Raises `card_not_lockable` when the card is cancelled or expired.
        """
        self._require_live("card_not_lockable", "locked")
        if any(held.level == lock.level for held in self.locks):
            return self
        return structs.replace(self, locks=tuple(sorted((*self.locks, lock), key=_level)))

    def unlock(self, level: LockLevel) -> "Card":
        """This card without its locks up to `level`; the same object when it has none at all.

        Raises `lock_held_above` (nothing changes) when a higher lock remains, `card_not_lockable`
        when the card is cancelled or expired.
        """
        self._require_live("card_not_lockable", "unlocked")
        above = [held for held in self.locks if held.level > level]
        if above:
            highest = above[-1]
            raise Conflict(
                "lock_held_above",
                f"{self.label} stays locked: {highest.by_name} locked it"
                f" and only {highest.level.who_may_lift} can unlock it.",
                details={
                    "card_id": self.id,
                    "status": self.status.value,
                    "level": highest.level.name.lower(),
                    "locked_by": highest.by_name,
                    "locked_at": highest.at,
                    "reason": highest.reason,
                },
                remedy=f"Ask {highest.level.who_may_lift}.",
            )
        return structs.replace(self, locks=()) if self.locks else self

    def _require_live(self, code: str, verb: str) -> None:
        if not self.is_live:
            raise Conflict(
                code,
                f"{self.label} is {self.status.value.lower()} and can no longer be {verb}.",
                details={"card_id": self.id, "status": self.status.value},
            )


def _level(lock: CardLock) -> int:
    return lock.level
