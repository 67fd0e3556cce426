"""What a column of a card statement can mean."""

from enum import StrEnum


class Field(StrEnum):
    """The values are the keys of a mapping that a person gives and of one that is saved."""

    DATE = "date"
    TIME = "time"
    POSTED_DATE = "posted_date"
    AMOUNT = "amount"
    DEBIT = "debit"
    CREDIT = "credit"
    CURRENCY = "currency"
    ORIGINAL_AMOUNT = "original_amount"
    ORIGINAL_CURRENCY = "original_currency"
    MERCHANT = "merchant"
    DESCRIPTION = "description"
    CARD = "card"
    CARDHOLDER = "cardholder"
    CATEGORY = "category"
    MCC = "mcc"
    REFERENCE = "reference"
    TYPE = "type"
    STATUS = "status"


AMOUNT_FIELDS = (Field.AMOUNT, Field.DEBIT, Field.CREDIT)
"""The fields an amount in the billing currency can come from."""
