"""The clock of a sandbox company, on the wire."""

from typing import Annotated

from msgspec import Struct

from clara.adapters.wire.described import Count, Instant, described
from clara.domain.companies.company_clock import CompanyTime


class CompanyTimeView(Struct, frozen=True, kw_only=True):
    """What the company's clock shows."""

    now: Instant
    is_frozen: Annotated[bool, described("Whether it stands still.", True)]
    released: Count

    @classmethod
    def of(cls, time: CompanyTime) -> "CompanyTimeView":
        return cls(now=time.now, is_frozen=time.is_frozen, released=time.released)
