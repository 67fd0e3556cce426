"""What a demo company can buy, and where: the shape of the merchant tables and their reading."""

from typing import NamedTuple

CITIES = (
    "CDMX",
    "MEXICO CITY MX",
    "CIUDAD DE MEX",
    "GUADALAJARA JAL",
    "ZAPOPAN JAL",
    "MONTERREY NL",
    "SAN PEDRO GG NL",
    "QUERETARO QRO",
    "PUEBLA PUE",
    "LEON GTO",
    "MERIDA YUC",
    "CANCUN QROO",
)

# Relative chances of the 24 hours of a day, one digit an hour, from midnight.
OFFICE = "000000012467775356653100"
MORNINGS = "000000268864322122332100"
MEALS = "000000012321149961148830"
ERRANDS = "000000134444455556677410"
ANY_HOUR = "100001356666667777788643"
OPENING_HOURS = (OFFICE, MORNINGS, MEALS, ERRANDS, ANY_HOUR)


class Kind(NamedTuple):
    """One line of business: when it sells, how prices spread (percent), what it takes back."""

    name: str
    hours: str
    spread: int
    is_refundable: bool = False
    currency: str = "MXN"


class Merchant(NamedTuple):
    """A merchant's descriptor and its prices in minor units.

    In the descriptor `%` is one of a dozen store numbers, `~` the store's city; see `Dice.fill` for
    `#` and `@`, which change with every purchase.
    ."""

    kind: Kind
    descriptor: str
    mcc: int
    median_minor: int
    weight: int


def read(kind: Kind, table: str) -> tuple[Merchant, ...]:
    """Merchants from lines of `descriptor | MCC | median price in units | weight`."""
    merchants = []
    for line in table.strip().splitlines():
        descriptor, mcc, median, weight = (cell.strip() for cell in line.split("|"))
        merchants.append(Merchant(kind, descriptor, int(mcc), int(median) * 100, int(weight)))
    return tuple(merchants)
