"""What credits cost: bands of whole dollars, each with its credits per dollar."""

import re
from collections.abc import Sequence

from msgspec import Struct

from clara.domain.errors import NotFound

CURRENCY = "USD"
MINOR_PER_DOLLAR = 100
MAX_DOLLARS = 999_999
"""Stripe charges at most 99,999,999 cents at once."""
MAX_RATE = 1_000_000


class RateBand(Struct, frozen=True, kw_only=True):
    """From `lower_limit` to `upper_limit` whole dollars, both included, `rate` credits for each."""

    lower_limit: int
    upper_limit: int
    rate: int


class Rates(Struct, frozen=True, kw_only=True):
    """Bands in ascending order that do not overlap."""

    bands: tuple[RateBand, ...]

    def credits_for(self, dollars: int) -> int:
        """Raises `rate_not_found`."""
        for band in self.bands:
            if band.lower_limit <= dollars <= band.upper_limit:
                return dollars * band.rate
        raise NotFound(
            "rate_not_found",
            "No credits rate found for the given amount.",
            details={"bands": [[band.lower_limit, band.upper_limit] for band in self.bands]},
            remedy="Choose a whole number of dollars inside one of the bands.",
        )


_BAND = re.compile(r"([0-9]{1,9})-([0-9]{1,9}):([0-9]{1,9})")


def read_rates(text: str) -> Rates:
    """`5-99:100,100-10000:110`: from 5 to 99 dollars 100 credits for each, then 110. Raises
    `ValueError` with a sentence for whoever set them."""
    bands = []
    for part in text.split(","):
        found = _BAND.fullmatch(part.strip())
        if found is None:
            raise ValueError(f"'{part.strip()[:40]}' is no band")
        lower, upper, rate = map(int, found.groups())
        bands.append(RateBand(lower_limit=lower, upper_limit=upper, rate=rate))
    return checked_bands(bands)


def checked_bands(bands: Sequence[RateBand]) -> Rates:
    """Raises `ValueError` with a sentence for whoever set them."""
    if not bands:
        raise ValueError("there is no band")
    last = 0
    for band in bands:
        if not last < band.lower_limit <= band.upper_limit <= MAX_DOLLARS:
            raise ValueError(
                f"the band {band.lower_limit} to {band.upper_limit} is not above the one before,"
                f" or not within 1 to {MAX_DOLLARS}"
            )
        if not 1 <= band.rate <= MAX_RATE:
            raise ValueError(f"the rate {band.rate} is not within 1 to {MAX_RATE}")
        last = band.upper_limit
    return Rates(bands=tuple(bands))
