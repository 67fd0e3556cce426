"""An invoice or a receipt in running text, as a PDF or a picture gives it.

What is found is a good guess: the words that name a total, a date and a tax id in Spanish,
Portuguese and English, and what stands beside them. Nothing here can ask anything of anybody: text
is searched, never obeyed.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from clara.domain.attachments.contents import MAX_NAME, MAX_NUMBER, Document
from clara.domain.attachments.tax_ids import TaxId, tax_id_in
from clara.domain.errors import Invalid
from clara.domain.imports.amounts import currency_of
from clara.domain.imports.dates import DateOrder, read_date
from clara.domain.money import to_minor
from clara.domain.text import clean, fold

MAX_TEXT = 200_000
"""Characters that are searched."""
_MAX_LINE = 300
_MAX_LINES = 4_000

_BEST_TOTALS = re.compile(
    r"\b(?:total a pagar|valor a pagar|importe a pagar|total a cobrar|amount due|total due"
    r"|balance due|grand total|total general|total geral|valor total d[ae] nota|valor liquido"
    r"|total de la factura|total factura|importe total|valor total|total amount|total pagado"
    r"|total pago|amount paid|total paid)\b"
)
_PLAIN_TOTAL = re.compile(r"\btotal\b")
_NO_TOTAL = re.compile(
    r"\bsub ?total\b|\btotal (?:de )?(?:iva|impuestos?|impostos?|tax|descuentos?|descontos?"
    r"|articulos|itens|items|productos|produtos|puntos|pontos|bruto|discount|ahorro)\b"
)
_DATE_WORDS = re.compile(r"\b(?:fecha|data|date|emision|emissao|expedicion|issued)\b")
_NUMBER = re.compile(
    r"\b(?:factura|fatura|nota fiscal|invoice|folio|recibo|receipt|ticket|cupom|nfs?-?e)"
    r"\s*(?:electronica|eletronica|de venta|number|no|nro|num|numero|n|#|id)?[.°ºo:#\s]{0,6}"
    r"([A-Z]{0,6}-?\d[A-Z0-9-]{0,30})",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"(?P<unit>R\$|US\$|U\$S|MX\$|COL\$|[€£$]|\b[A-Z]{3})?\s{0,3}"
    r"(?P<number>\d{1,3}(?:[.,' ]\d{3}){1,4}(?:[.,]\d{2})?|\d{1,10}[.,]\d{2})(?!\d|[.,]\d)"
    r"\s{0,3}(?P<tail>[A-Z]{3}\b|€)?"
)
_DATES = re.compile(
    r"\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})"
    r"|\d{1,2} (?:de )?[A-Za-zç]{3,10} (?:de |del )?\d{4}|[A-Z][a-z]{2,8} \d{1,2}, \d{4})\b"
)
_LETTERS = re.compile(r"[^\W\d_]{3}")
_TITLES = re.compile(
    r"\b(?:factura|fatura|invoice|receipt|recibo|ticket|nota fiscal|cupom|danfe|pagina|page|cfdi"
    r"|comprobante|documento|data|fecha|date|copia|copy|original)\b"
)


class _Money(NamedTuple):
    amount: Decimal
    currency: str | None


def document_in(text: str, currency: str) -> Document | None:
    """The document that `text` shows; None where neither a total nor a tax id was found. `currency`
    is the company's, which a bare sign means unless the tax id is of another country."""
    lines = _lines(text)
    joined = "\n".join(lines)
    tax_id = tax_id_in(joined)
    money = _total(lines)
    if money is None and tax_id is None:
        return None
    minor, named = _minor(money, tax_id, currency)
    number = _NUMBER.search(joined)
    return Document(
        issuer=_issuer(lines),
        tax_id=tax_id.text if tax_id else None,
        number=number[1][:MAX_NUMBER] if number else None,
        day=_day(lines),
        total_minor=minor,
        currency=named,
    )


def _lines(text: str) -> list[str]:
    """Without hidden characters, each bounded; blank ones left out."""
    given = text[:MAX_TEXT].splitlines()[:_MAX_LINES]
    return [line for line in (clean(one, _MAX_LINE) for one in given) if line]


def _total(lines: Sequence[str]) -> _Money | None:
    """The largest amount beside the words that most surely name the whole."""
    for words in (_BEST_TOTALS, _PLAIN_TOTAL):
        found = [money for place in _places(lines, words) for money in _beside(lines, place)]
        if found:
            return max(found, key=lambda money: money.amount)
    return None


def _places(lines: Sequence[str], words: re.Pattern[str]) -> Iterator[int]:
    for place, line in enumerate(lines):
        folded = fold(line)
        if words.search(folded) and not _NO_TOTAL.search(folded):
            yield place


def _beside(lines: Sequence[str], place: int) -> list[_Money]:
    """Amounts of the line; of the next one where it has none."""
    return list(_amounts(lines[place])) or (
        list(_amounts(lines[place + 1])) if place + 1 < len(lines) else []
    )


def _amounts(line: str) -> Iterator[_Money]:
    for match in _AMOUNT.finditer(line):
        yield _Money(_decimal(match["number"]), _currency(match["unit"] or match["tail"]))


def _decimal(number: str) -> Decimal:
    """Two digits after the last mark are decimals; three are thousands."""
    whole, digits = number, ""
    if len(number) > 3 and number[-3] in ".,":
        whole, digits = number[:-3], number[-2:]
    return Decimal("".join(filter(str.isdigit, whole)) + (f".{digits}" if digits else ""))


def _currency(unit: str | None) -> str | None:
    try:
        return currency_of(unit) if unit else None
    except Invalid:
        return None


def _minor(
    money: _Money | None, tax_id: TaxId | None, currency: str
) -> tuple[int | None, str | None]:
    if money is None:
        return None, None
    named = money.currency or (tax_id.currency if tax_id else None) or currency
    try:
        return to_minor(money.amount, named), named
    except Invalid:
        return None, None


def _day(lines: Sequence[str]) -> date | None:
    """The first date beside a word for it; failing that, the first at all."""
    dated = [line for line in lines if _DATE_WORDS.search(fold(line))]
    for line in (*dated, *lines):
        for match in _DATES.finditer(line):
            found = read_date(match[0], DateOrder.DAY_FIRST)
            if found is not None:
                return found.date() if isinstance(found, datetime) else found
    return None


def _issuer(lines: Sequence[str]) -> str | None:
    """The first line that is a name: who writes an invoice stands at its top."""
    for line in lines[:15]:
        if _LETTERS.search(line) and not _TITLES.search(fold(line)) and not _DATES.search(line):
            return line[:MAX_NAME]
    return None
