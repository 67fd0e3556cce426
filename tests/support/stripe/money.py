"""Which amounts Stripe charges: https://docs.stripe.com/currencies, in minor units."""

from tests.support.stripe.refusals import invalid

CURRENCIES = frozenset(
    "aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn"
    " bzd cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd"
    " gnf gtq gyd hkd hnl htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak"
    " lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd"
    " omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std"
    " szl thb tjs tnd top try ttd twd tzs uah ugx usd uyu uzs vnd vuv wst xaf xcd xof xpf yer zar"
    " zmw".split()
)

_LEAST = {
    "aed": 200,
    "czk": 1500,
    "dkk": 250,
    "gbp": 30,
    "hkd": 400,
    "huf": 17500,
    "mxn": 1000,
    "myr": 200,
    "nok": 300,
    "pln": 200,
    "ron": 200,
    "sek": 300,
    "thb": 1000,
}
_LEAST_ELSEWHERE = 50
_MOST = 99_999_999


def checked_currency(currency: str, name: str) -> str:
    """Three letters of either case; in lower case from there on."""
    if currency.lower() not in CURRENCIES:
        raise invalid(f"Not a currency of Stripe's: {currency}", name)
    return currency.lower()


def checked_charge(amount: int, currency: str, name: str) -> int:
    least = _LEAST.get(currency, _LEAST_ELSEWHERE)
    if amount < least:
        message = f"The least that can be charged is {least} {currency}, in minor units."
        raise invalid(message, name, code="amount_too_small")
    if amount > _MOST:
        message = f"The most that can be charged is {_MOST} {currency}, in minor units."
        raise invalid(message, name, code="amount_too_large")
    return amount


def fee(amount: int) -> int:
    """Stripe's price for a card payment in the United States: 2.9 % and 30 cents."""
    return (amount * 29 + 500) // 1000 + 30
