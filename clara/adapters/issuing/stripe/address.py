"""Where cardholders live, as far as Stripe asks: the company's address, from one setting."""

import re
from typing import NamedTuple

from clara.domain.errors import Invalid

_PARTS = 4
_COUNTRY = re.compile("[A-Z]{2}")


class Address(NamedTuple):
    line1: str
    city: str
    postal_code: str
    country: str


def read_address(text: str) -> Address:
    """From `line; city; postal code; country`. Raises `invalid_settings`."""
    parts = [part.strip() for part in text.split(";")]
    if len(parts) != _PARTS or not all(parts) or not _COUNTRY.fullmatch(parts[3]):
        raise Invalid(
            "invalid_settings",
            "STRIPE_ISSUING_ADDRESS is no address: Stripe wants one for each cardholder.",
            remedy="Write it as: street and number; city; postal code; country in two letters",
        )
    return Address(*parts)
