"""What an analyst took for granted because the question did not say."""

from enum import StrEnum

from msgspec import Struct


class AssumptionKind(StrEnum):
    NO_PERIOD = "no_period"
    """The current billing period was meant."""
    RECENTLY = "recently"
    """The last 30 days."""
    TOP = "top"
    """Five of them."""
    LAST_MONTH = "last_month"
    """The previous calendar month."""
    COMPANY_CURRENCY = "company_currency"
    """A bare `$` is the company's currency."""
    SPEND = "spend"
    """Authorized and posted purchases and fees; refunds apart."""
    FUZZY_NAME = "fuzzy_name"
    """A name was taken for one that is spelled nearly so."""
    ATTACHED_DAYS = "attached_days"
    """The days of the attached files' rows were meant."""
    WHOLE_YEARS_AGO = "year"
    """A month without its year is the latest that is not in the future."""
    READ_BY_MODEL = "read_by_model"
    """A language model took these words so; rules do not know them."""


class Assumption(Struct, frozen=True, kw_only=True):
    """`words` are the question's, `taken_as` what they were taken for."""

    kind: AssumptionKind
    words: str = ""
    taken_as: str = ""
