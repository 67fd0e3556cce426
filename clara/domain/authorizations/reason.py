"""Why a charge is declined. The order is the precedence: the first that holds is the one told."""

from enum import StrEnum


class DeclineReason(StrEnum):
    COMPANY_SUSPENDED = "company_suspended"
    CARD_CANCELLED = "card_cancelled"
    CARD_EXPIRED = "card_expired"
    CARD_NOT_ACTIVE = "card_not_active"
    LOCKED_BY_ISSUER = "locked_by_issuer"
    LOCKED_BY_COMPANY = "locked_by_company"
    LOCKED_BY_MANAGER = "locked_by_manager"
    LOCKED_BY_HOLDER = "locked_by_holder"
    CARD_NOT_STARTED = "card_not_started"
    CARD_ENDED = "card_ended"
    CURRENCY_NOT_ALLOWED = "currency_not_allowed"
    COUNTRY_NOT_ALLOWED = "country_not_allowed"
    CASH_NOT_ALLOWED = "cash_not_allowed"
    ONLINE_NOT_ALLOWED = "online_not_allowed"
    CATEGORY_BLOCKED = "category_blocked"
    CATEGORY_NOT_ALLOWED = "category_not_allowed"
    MERCHANT_BLOCKED = "merchant_blocked"
    MERCHANT_NOT_ALLOWED = "merchant_not_allowed"
    WEEKDAY_NOT_ALLOWED = "weekday_not_allowed"
    HOUR_NOT_ALLOWED = "hour_not_allowed"
    AMOUNT_UNKNOWN = "amount_unknown"
    TRANSACTION_LIMIT_EXCEEDED = "transaction_limit_exceeded"
    PERIOD_LIMIT_EXCEEDED = "period_limit_exceeded"
    DECLINED_BY_ISSUER = "declined_by_issuer"
    NOT_DECIDED = "not_decided"

    @property
    def sentence(self) -> str:
        return _SENTENCES[self]


_SENTENCES = {
    DeclineReason.COMPANY_SUSPENDED: "The company's cards are suspended.",
    DeclineReason.CARD_CANCELLED: "The card is cancelled.",
    DeclineReason.CARD_EXPIRED: "The card has expired.",
    DeclineReason.CARD_NOT_ACTIVE: "The card has not been activated.",
    DeclineReason.LOCKED_BY_ISSUER: "The card is locked by its issuer.",
    DeclineReason.LOCKED_BY_COMPANY: "The card is locked by the company.",
    DeclineReason.LOCKED_BY_MANAGER: "The card is locked by the holder's manager.",
    DeclineReason.LOCKED_BY_HOLDER: "The card is locked by its holder.",
    DeclineReason.CARD_NOT_STARTED: "The card may not be used before its first day.",
    DeclineReason.CARD_ENDED: "The card's last day has passed.",
    DeclineReason.CURRENCY_NOT_ALLOWED: "The card may not be charged in this currency.",
    DeclineReason.COUNTRY_NOT_ALLOWED: "The card may not be used in this country.",
    DeclineReason.CASH_NOT_ALLOWED: "The card may not be used to withdraw cash.",
    DeclineReason.ONLINE_NOT_ALLOWED: "The card may not be used online.",
    DeclineReason.CATEGORY_BLOCKED: "The card may not be used in this category.",
    DeclineReason.CATEGORY_NOT_ALLOWED: "The card may be used in other categories only.",
    DeclineReason.MERCHANT_BLOCKED: "The card may not be used at this merchant.",
    DeclineReason.MERCHANT_NOT_ALLOWED: "The card may be used at other merchants only.",
    DeclineReason.WEEKDAY_NOT_ALLOWED: "The card may not be used on this day of the week.",
    DeclineReason.HOUR_NOT_ALLOWED: "The card may not be used at this time of day.",
    DeclineReason.AMOUNT_UNKNOWN: "What the charge costs in the card's currency is not known.",
    DeclineReason.TRANSACTION_LIMIT_EXCEEDED: "The charge is above what one may cost.",
    DeclineReason.PERIOD_LIMIT_EXCEEDED: "The charge is above what is left of the card's limit.",
    DeclineReason.DECLINED_BY_ISSUER: "The card's issuer has declined the charge.",
    DeclineReason.NOT_DECIDED: "The charge could not be decided in time.",
}
