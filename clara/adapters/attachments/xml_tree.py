"""XML without what makes it dangerous, and the ways our readers walk in it."""

from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, ElementTree  # type: ignore[import-untyped]

from clara.adapters.attachments.limits import unreadable
from clara.domain.attachments.contents import MAX_NAME, MAX_NUMBER, Document
from clara.domain.attachments.tax_ids import bare_tax_id
from clara.domain.errors import Invalid
from clara.domain.money import checked_currency, to_minor
from clara.domain.text import clean

_REFUSED = (DefusedXmlException, ParseError, LookupError, ValueError)


def parse(path: Path) -> Element:
    """The root. No document type, no entities, nothing from elsewhere: none of the invoices we read
    has them. Raises `attachment_unreadable`."""
    try:
        root: Element = ElementTree.parse(path, forbid_dtd=True).getroot()
    except _REFUSED as error:
        raise _damaged(error) from error
    return root


def parse_text(content: str) -> Element:
    """The root of a document that another one quotes. Raises `attachment_unreadable`."""
    try:
        root: Element = ElementTree.fromstring(content.strip(), forbid_dtd=True)
    except _REFUSED as error:
        raise _damaged(error) from error
    return root


def _damaged(error: Exception) -> Invalid:
    if isinstance(error, DefusedXmlException):
        return unreadable("The XML declares a document type or entities, as no invoice does.")
    return unreadable("The XML is damaged.")


def local_name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def find(element: Element, path: str) -> Element | None:
    """The first at `path`, whose steps are names in any namespace: `emit/CNPJ`."""
    return element.find("/".join(f"{{*}}{step}" for step in path.split("/")))


def text(element: Element, *paths: str) -> str:
    """The text at the first of `paths` that has any; "" where none has."""
    for path in paths:
        found = find(element, path)
        if found is not None and found.text and found.text.strip():
            return found.text.strip()
    return ""


def document(
    *, issuer: str, tax_id: str, number: str, day: str, total: str, currency: str, sign: int = 1
) -> Document:
    """From texts as invoices write them: ISO dates, plain decimals. What is no date or amount is
    left out."""
    named, minor = _money(total, currency, sign)
    return Document(
        issuer=clean(issuer, MAX_NAME) or None,
        tax_id=bare_tax_id(tax_id),
        number=clean(number, MAX_NUMBER) or None,
        day=_day(day),
        total_minor=minor,
        currency=named,
    )


def _money(total: str, currency: str, sign: int) -> tuple[str | None, int | None]:
    try:
        named = checked_currency(currency)
    except Invalid:
        return None, None
    try:
        return named, sign * to_minor(Decimal(total).normalize(), named)
    except (Invalid, InvalidOperation):
        return named, None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
