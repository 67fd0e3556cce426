"""What each kind of card buys: merchants by profile, with travel multiplied at conferences."""

from itertools import accumulate
from typing import NamedTuple

from clara.application.demo import everyday_merchants as everyday
from clara.application.demo import office_merchants as office
from clara.application.demo.merchant import Merchant

_AT_CONFERENCES = {
    "airline": 5,
    "foreign_travel": 4,
    "hotel": 6,
    "travel_service": 4,
    "restaurant": 2,
    "ride": 2,
}

# Chances of each line of business, per profile.
_PROFILES: dict[str, dict[tuple[Merchant, ...], int]] = {
    "management": {
        everyday.RESTAURANTS: 38, everyday.CAFES: 16, everyday.RIDES: 18, everyday.AIRLINES: 5,
        everyday.HOTELS: 5, everyday.FOREIGN_TRAVEL: 3, everyday.FUEL: 10, everyday.ROADS: 8,
    },
    "sales": {
        everyday.RESTAURANTS: 26, everyday.CAFES: 12, everyday.RIDES: 26, everyday.FUEL: 9,
        everyday.ROADS: 9, everyday.CONVENIENCE: 9, everyday.FAST_FOOD: 6, everyday.AIRLINES: 2,
        everyday.HOTELS: 2, everyday.TRAVEL_SERVICES: 1,
    },
    "operations": {
        everyday.FUEL: 24, everyday.ROADS: 16, everyday.CONVENIENCE: 22, everyday.FAST_FOOD: 12,
        everyday.RESTAURANTS: 6, office.REPAIRS: 10, office.COURIERS: 6, everyday.GROCERIES: 5,
    },
    "office": {
        everyday.RESTAURANTS: 16, everyday.CAFES: 18, everyday.RIDES: 16, everyday.DELIVERY: 16,
        everyday.CONVENIENCE: 10, everyday.GROCERIES: 6, office.STATIONERY: 8,
        office.ELECTRONICS: 4, office.TRAINING: 3, office.ONLINE_SHOPS: 5,
    },
    "software": {office.SOFTWARE: 70, office.FOREIGN_SOFTWARE: 30},
    "cloud": {office.FOREIGN_SOFTWARE: 100},
    "foreign_software": {office.FOREIGN_SOFTWARE: 100},
    "meta_ads": {office.META_ADS: 100},
    "google_ads": {office.GOOGLE_ADS: 100},
    "foreign_ads": {office.FOREIGN_ADS: 100},
    "shopping": {office.ONLINE_SHOPS: 80, office.ELECTRONICS: 20},
    "stationery": {office.STATIONERY: 80, office.ONLINE_SHOPS: 20},
    "event": {office.EVENTS: 70, everyday.GROCERIES: 15, office.STATIONERY: 15},
    "travel": {
        everyday.AIRLINES: 40, everyday.HOTELS: 34, everyday.TRAVEL_SERVICES: 16,
        everyday.FOREIGN_TRAVEL: 10,
    },
    "courier": {office.COURIERS: 100},
    "telecom": {office.TELECOMS: 100},
    "repair": {office.REPAIRS: 90, office.ELECTRONICS: 10},
    "training": {office.TRAINING: 100},
    "fuel": {everyday.FUEL: 100},
    "road": {everyday.ROADS: 100},
    "team_meals": {everyday.DELIVERY: 60, everyday.RESTAURANTS: 25, everyday.GROCERIES: 15},
    "service": {office.SERVICES: 100},
}  # fmt: skip


class Basket(NamedTuple):
    """Merchants with the running sums of their chances."""

    merchants: tuple[Merchant, ...]
    cumulative: tuple[int, ...]


def baskets(*, conference: bool) -> dict[str, Basket]:
    """What every profile buys on a day in the office, or on one of a conference."""
    return {name: _basket(lines, conference) for name, lines in _PROFILES.items()}


def _basket(lines: dict[tuple[Merchant, ...], int], conference: bool) -> Basket:
    merchants: list[Merchant] = []
    weights: list[int] = []
    for line, share in lines.items():
        factor = _AT_CONFERENCES.get(line[0].kind.name, 1) if conference else 1
        total = sum(merchant.weight for merchant in line)
        merchants.extend(line)
        # A line's chance does not grow with the number of its merchants.
        weights.extend(share * factor * 10_000 * merchant.weight // total for merchant in line)
    return Basket(tuple(merchants), tuple(accumulate(weights)))
