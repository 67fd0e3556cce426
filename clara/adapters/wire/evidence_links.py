"""Where the card transactions behind a figure are listed."""

from urllib.parse import quote, urlencode

from clara.domain.analysis.figure import CHOOSING, OF_CARDS, SHOWN_IDS, Figure
from clara.domain.analysis.measuring import in_full
from clara.domain.analysis.plan import Filters, PolicyQuestion
from clara.domain.card_transactions.category import Category
from clara.domain.card_transactions.query import MAX_NAMES
from clara.domain.money import to_decimal
from clara.domain.period import Period

Asked = dict[str, str | list[str]]
"""Parameters of the list of card transactions, the same ones in REST and over MCP."""

_PATH = "/api/v1/companies/{company_id}/card_transactions"


def evidence_href(figure: Figure, company_id: str) -> str | None:
    """The path of the list of exactly the figure's rows; None where `evidence_query` is."""
    asked = evidence_query(figure)
    if asked is None:
        return None
    path = _PATH.format(company_id=quote(company_id, safe=""))
    return f"{path}?{urlencode(asked, doseq=True, quote_via=quote, safe=',')}"


def evidence_query(figure: Figure) -> Asked | None:
    """What to ask the list of card transactions for, so that it shows exactly the figure's rows.

    None where a figure has no rows of its own, or more than its evidence names, chosen among others
    by what no list can be asked for; and where it rests on more names than a list takes.
    """
    if figure.of or figure.query in OF_CARDS or not figure.evidence.total:
        return None
    days: Asked = {"from": figure.period.first.isoformat(), "to": figure.period.last.isoformat()}
    if figure.query == PolicyQuestion.CASH and _fits(figure.filters):
        return days | _conditions(figure.filters) | {"category": Category.CASH.value}
    if figure.query in CHOOSING:
        if figure.evidence.total > SHOWN_IDS:
            return None
        return days | {"id": ",".join(figure.evidence.ids)}
    return days | _conditions(figure.filters) if _fits(figure.filters) else None


def list_query(filters: Filters, period: Period, currency: str) -> Asked | None:
    """What to ask the list of card transactions for, so that it shows the rows of `filters` in
    `period`; amounts whose currency nobody said are in `currency`. None where they rest on more names
    than a list takes."""
    if not _fits(filters):
        return None
    days: Asked = {"from": period.first.isoformat(), "to": period.last.isoformat()}
    return days | _conditions(in_full(filters, currency))


def _fits(filters: Filters) -> bool:
    named = (filters.merchants, filters.cardholders, filters.cardholder_ids, filters.card_ids)
    return all(len(names) <= MAX_NAMES for names in named)


def _conditions(filters: Filters) -> Asked:
    bounds = {
        "amount_over": filters.above_minor,
        "amount_under": filters.below_minor,
        "amount_min": filters.minimum_minor,
        "amount_max": filters.maximum_minor,
    }
    asked: Asked = {
        "merchant_is": list(filters.merchants),
        "cardholder_is": list(filters.cardholders),
        "cardholder_id": ",".join(filters.cardholder_ids),
        "card_id": ",".join(filters.card_ids),
        "category": ",".join(filters.categories),
        "status": ",".join(filters.statuses),
        "type": ",".join(filters.types),
        # Amounts are compared within one currency: rows that they hold for are in it.
        "currency": filters.amount_currency or filters.currency or "",
    }
    for name, minor in bounds.items():
        if minor is not None:
            assert filters.amount_currency, "a figure says which currency its amounts are in"
            asked[name] = f"{to_decimal(minor, filters.amount_currency):f}"
    return {name: value for name, value in asked.items() if value}
