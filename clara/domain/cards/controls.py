"""What a card may be used for, beyond its limit: set by administrators, kept by every decision."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from clara.domain.card_transactions.category import Category
from clara.domain.card_transactions.merchant import normalise
from clara.domain.errors import Invalid
from clara.domain.text import fold

MAX_MERCHANTS = 100
MAX_COUNTRIES = 60
MAX_CURRENCIES = 60


class Weekday(StrEnum):
    """In the order of `date.weekday`."""

    MON = "MON"
    TUE = "TUE"
    WED = "WED"
    THU = "THU"
    FRI = "FRI"
    SAT = "SAT"
    SUN = "SUN"


WEEKDAYS = tuple(Weekday)

MerchantName = Annotated[str, Meta(min_length=1, max_length=80)]
CountryCode = Annotated[str, Meta(pattern="^[A-Z]{2}$", max_length=2)]
CurrencyCode = Annotated[str, Meta(pattern="^[A-Z]{3}$", max_length=3)]


def _clock_time(what: str, example: str) -> Meta:
    return Meta(
        pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$",
        max_length=5,
        description=f"{what}, local time of the company, HH:MM.",
        examples=[example],
    )


FirstHour = Annotated[str, _clock_time("From when", "08:00")]
LastHour = Annotated[str, _clock_time("Until when", "20:00")]


class CardControls(Struct, frozen=True, kw_only=True):
    """An empty list or None restricts nothing. Where a list of what is allowed and one of what is
    blocked both speak, blocked wins.

    `max_transaction_minor` is in the card's currency. Days and hours are the company's local ones:
    `starts_on` and `ends_on` are both included, `hours_from` is included, `hours_until` is not, and
    hours that end before they begin go over midnight.
    """

    max_transaction_minor: int | None = None
    allowed_categories: tuple[Category, ...] = ()
    blocked_categories: tuple[Category, ...] = ()
    allowed_merchants: tuple[MerchantName, ...] = ()
    blocked_merchants: tuple[MerchantName, ...] = ()
    weekdays: tuple[Weekday, ...] = ()
    hours_from: FirstHour | None = None
    hours_until: LastHour | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    allows_cash: bool = True
    allows_online: bool = True
    countries: tuple[CountryCode, ...] = ()
    currencies: tuple[CurrencyCode, ...] = ()

    def checked(self) -> "CardControls":
        """These controls. Raises `invalid_controls` for what could never be met."""
        if (self.hours_from is None) != (self.hours_until is None):
            raise _invalid("hours_until", "Hours have a beginning and an end: give both or none.")
        if self.hours_from is not None and self.hours_from == self.hours_until:
            raise _invalid("hours_until", "Hours that begin and end at once would allow nothing.")
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise _invalid("ends_on", "The card would end before it starts; swap the two days.")
        both = set(self.allowed_categories) & set(self.blocked_categories)
        if both:
            named = ", ".join(sorted(both))
            raise _invalid("blocked_categories", f"Both allowed and blocked: {named}.")
        return self

    def is_open_at(self, local: datetime) -> bool:
        """Whether `local`, the company's own time, lies within the hours."""
        if self.hours_from is None or self.hours_until is None:
            return True
        now = local.time()
        begin, end = time.fromisoformat(self.hours_from), time.fromisoformat(self.hours_until)
        return begin <= now < end if begin < end else now >= begin or now < end


NO_CONTROLS = CardControls()


def names_merchant(names: tuple[str, ...], merchant: str) -> bool:
    """Whether one of `names`, however it is written, means the merchant of that normalised name."""
    wanted = fold(merchant)
    return any(fold(name) == wanted or fold(normalise(name)) == wanted for name in names)


def _invalid(field: str, sentence: str) -> Invalid:
    return Invalid("invalid_controls", sentence, details={"field": field})
