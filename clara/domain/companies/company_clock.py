"""The time of a company. Everybody's is the same, except in a sandbox, where it may stand still or
have been moved on, so that limits reset and holds run out when somebody wants to see it."""

from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct, structs

from clara.domain.errors import Invalid

LATEST_YEAR = 2099
_NONE = timedelta()


class CompanyClock(Struct, frozen=True, kw_only=True):
    """Stands at `frozen_at`, else goes `offset` ahead of everybody's."""

    frozen_at: datetime | None = None
    offset: timedelta = _NONE

    def now(self, everybodys: datetime) -> datetime:
        return self.frozen_at or everybodys + self.offset

    def freeze(self, everybodys: datetime, at: datetime | None = None) -> "CompanyClock":
        """Standing at what it shows, or `at`; the same clock when it stands there already. Raises
        `clock_too_late`."""
        if at is None and self.frozen_at is not None:
            return self
        shown = at or self.now(everybodys)
        if shown.year > LATEST_YEAR:
            raise _too_late()
        return CompanyClock(frozen_at=shown, offset=self.offset)

    def advance(self, by: timedelta) -> "CompanyClock":
        """Moved on; a clock that stands stays standing. Raises `clock_too_late`."""
        try:
            moved = structs.replace(
                self,
                frozen_at=self.frozen_at + by if self.frozen_at else None,
                offset=self.offset + by,
            )
        except OverflowError as error:
            raise _too_late() from error
        if moved.frozen_at is not None and moved.frozen_at.year > LATEST_YEAR:
            raise _too_late()
        return moved

    def require_showable(self, everybodys: datetime) -> None:
        """Raises `clock_too_late`."""
        try:
            shown = self.now(everybodys)
        except OverflowError as error:
            raise _too_late() from error
        if shown.year > LATEST_YEAR:
            raise _too_late()


EVERYBODYS_TIME = CompanyClock()


class CompanyTime(Struct, frozen=True, kw_only=True):
    """What a company's clock shows, and how many holds ran out when it was moved there."""

    now: datetime
    is_frozen: bool
    released: int = 0

    @classmethod
    def of(cls, clock: CompanyClock, everybodys: datetime, released: int = 0) -> "CompanyTime":
        now = clock.now(everybodys)
        return cls(now=now, is_frozen=clock.frozen_at is not None, released=released)

    @property
    def said(self) -> dict[str, Any]:
        """What the activity log keeps."""
        return {"now": self.now, "is_frozen": self.is_frozen, "released": self.released}


def _too_late() -> Invalid:
    return Invalid("clock_too_late", f"A company's clock goes up to the year {LATEST_YEAR}.")
