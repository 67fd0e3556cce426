"""Clocks of companies as the stores keep them."""

from datetime import timedelta

from clara.domain.companies.company_clock import EVERYBODYS_TIME, CompanyClock
from clara.domain.instant import instant


def clock_of(frozen_at: int | None, offset: int) -> CompanyClock:
    """From microseconds since 1970, and microseconds."""
    if frozen_at is None and not offset:
        return EVERYBODYS_TIME
    return CompanyClock(
        frozen_at=None if frozen_at is None else instant(frozen_at),
        offset=timedelta(microseconds=offset),
    )
