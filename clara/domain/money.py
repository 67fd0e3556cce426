"""Money: an integer of minor units and a currency. Floats never touch it.

Exponents are those of ISO 4217 (amendment 179). Currencies are never added to one another.
"""

import re
from decimal import Decimal, InvalidOperation

from clara.domain.errors import Invalid

# Codes whose minor unit is not a hundredth; every other active code in `CURRENCIES` has two digits.
_EXPONENTS = {
    **dict.fromkeys(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0
    ),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}

CURRENCIES = frozenset(
    """AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP
    BYN BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR
    FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY
    KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR
    MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB
    RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD
    TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW
    ZWG""".split()
)

MAX_MINOR = 10**15
"""Largest absolute amount accepted: ten trillion units of a two-digit currency, exact in a double."""

DECIMAL_SCHEMA = {"type": "number", "minimum": -(10**13), "maximum": 10**13}
"""How a decimal amount is described: a plain JSON number in currency units."""

POSITIVE_SCHEMA = {"type": "number", "exclusiveMinimum": 0, "maximum": 10**13}
"""The same, above zero."""


def exponent(currency: str) -> int:
    """Digits after the decimal mark: 2 for MXN, 0 for CLP, 3 for KWD."""
    return _EXPONENTS.get(currency, 2)


def currency_number(currency: str) -> int:
    """`currency` as an integer below 17,576 (base 26), for storage."""
    a, b, c = (ord(letter) - 65 for letter in currency)
    return (a * 26 + b) * 26 + c


_CODES = {currency_number(code): code for code in CURRENCIES}


def currency_code(number: int) -> str:
    """The inverse of `currency_number`."""
    return _CODES[number]


def checked_currency(text: str) -> str:
    """`text` as an ISO 4217 code. Raises `invalid_currency`."""
    code = text.strip().upper()
    if code not in CURRENCIES:
        raise Invalid(
            "invalid_currency",
            f"'{text[:12]}' is not an ISO 4217 currency code; write one like MXN, BRL, COP or USD.",
        )
    return code


_PLAIN = re.compile(r"-?[0-9]{1,16}(\.[0-9]{1,4})?")


def to_minor(amount: Decimal, currency: str) -> int:
    """`amount` in currency units as minor units. Raises `invalid_amount` when it does not fit."""
    # Infinity, NaN and numbers of a thousand digits are turned away before they become integers.
    fits = amount.is_finite() and amount.adjusted() < 17
    minor = int(amount.scaleb(exponent(currency))) if fits else 0
    if not fits or to_decimal(minor, currency) != amount or abs(minor) > MAX_MINOR:
        digits = exponent(currency)
        raise Invalid(
            "invalid_amount",
            f"{amount} is not an amount of {currency}: use at most {digits} decimals"
            " and fewer than 16 digits.",
        )
    return minor


def positive_minor(amount: Decimal, currency: str) -> int:
    """`amount` as minor units, at least 1. Raises `invalid_amount`."""
    minor = to_minor(amount, currency)
    if minor <= 0:
        raise Invalid("invalid_amount", "This amount has to be above zero.")
    return minor


def parse_amount(text: str, currency: str) -> int:
    """A plain decimal ("5000", "-12.50") as minor units. Raises `invalid_amount`."""
    if not _PLAIN.fullmatch(text.strip()):
        raise Invalid(
            "invalid_amount",
            f"'{text[:24]}' is not a decimal number; write one like 5000 or 12.50.",
        )
    try:
        return to_minor(Decimal(text.strip()), currency)
    except InvalidOperation as error:  # pragma: no cover - the pattern above admits no such text
        raise Invalid("invalid_amount", "That is not a decimal number.") from error


def to_decimal(amount_minor: int, currency: str) -> Decimal:
    """Minor units in currency units, exactly: 1234 MXN cents are `Decimal("12.34")`."""
    return Decimal(amount_minor).scaleb(-exponent(currency))
