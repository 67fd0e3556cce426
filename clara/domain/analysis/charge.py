"""A card transaction as patterns are looked for in it: short, since there may be a million."""

from typing import NamedTuple


class Charge(NamedTuple):
    """`at` is in microseconds since 1970; currency, merchant, card and cardholder are the numbers
    that stores keep, 0 where there is no card or nobody."""

    id: str
    at: int
    minor: int
    currency: int
    merchant: int
    card: int
    cardholder: int
