"""OFX: statements as banks offer them to accounting programs.

Version 1 is SGML, whose elements need no end tag, version 2 is XML (Open Financial Exchange 2.2,
chapters 2, 3 and 11); one pattern reads the leaves of both, and no entity is ever expanded.
"""

import html
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from clara.adapters.attachments.limits import too_large, unreadable
from clara.adapters.attachments.result import Result
from clara.domain.attachments.contents import (
    MAX_DESCRIPTION,
    MAX_LINES,
    Remark,
    RemarkCode,
    StatementLine,
)
from clara.domain.attachments.kinds import AttachmentKind
from clara.domain.errors import Invalid
from clara.domain.money import checked_currency, to_minor
from clara.domain.text import clean

_PART = re.compile(r"<(STMTTRN>|CURDEF>)", re.IGNORECASE)
_END = re.compile(r"</?STMTTRN>|</BANKTRANLIST>|</OFX>", re.IGNORECASE)
_LEAF = re.compile(r"<([A-Z0-9.]{1,32})>([^<\r\n]{1,1000})", re.IGNORECASE)
_CHARSETS = {"1252": "cp1252", "UTF-8": "utf-8", "NONE": "utf-8"}
_CHARSET = re.compile(rb"CHARSET:([\w-]{1,20})", re.IGNORECASE)


def read_ofx(path: Path, currency: str) -> Result:
    """Raises `attachment_unreadable` and `attachment_too_large`. A movement's day is the one that
    is written, in whatever zone the bank is."""
    text = _text(path.read_bytes())
    if "<OFX>" not in text.upper():
        raise unreadable("The file begins as OFX and has no statement.")
    lines: list[StatementLine] = []
    skipped, first = 0, None
    for place, (leaves, default) in enumerate(_movements(text, currency), start=1):
        line = _line(place, leaves, default)
        if line is None:
            skipped, first = skipped + 1, first or place
        else:
            lines.append(line)
        if place > MAX_LINES:
            raise too_large(f"The statement has more than {MAX_LINES:,} movements.")
    remarks = (Remark(code=RemarkCode.ROWS_SKIPPED, count=skipped, place=first),) if skipped else ()
    return Result(AttachmentKind.OFX, lines=tuple(lines), remarks=remarks)


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        named = _CHARSET.search(content[:1000])
        charset = _CHARSETS.get(named[1].decode().upper(), "cp1252") if named else "cp1252"
        return content.decode(charset, "replace")


def _movements(text: str, currency: str) -> Iterator[tuple[Mapping[str, str], str]]:
    """The leaves of each movement, and the currency of the statement it is in."""
    for part in _PART.finditer(text):
        if part[1].upper() == "CURDEF>":
            currency = text[part.end() : part.end() + 3]
            continue
        end = _END.search(text, part.end())
        body = text[part.end() : end.start() if end else len(text)]
        yield {name.upper(): html.unescape(value) for name, value in _LEAF.findall(body)}, currency


def _line(place: int, leaves: Mapping[str, str], currency: str) -> StatementLine | None:
    day = _day(leaves.get("DTUSER") or leaves.get("DTPOSTED") or "")
    try:
        named = checked_currency(currency)
        # Of the account: what is paid is negative there.
        minor = -to_minor(Decimal(leaves.get("TRNAMT", "").strip().replace(",", ".")), named)
    except (Invalid, InvalidOperation):
        return None
    if day is None:
        return None
    told = (leaves.get("NAME") or "").strip(), (leaves.get("MEMO") or "").strip()
    # Names are cut at 32 characters; the memo often says them whole.
    name, memo = told
    description = memo if not name or memo.startswith(name) else name
    return StatementLine(
        place=place,
        day=day,
        description=clean(description, MAX_DESCRIPTION),
        amount_minor=minor,
        currency=named,
    )


def _day(text: str) -> date | None:
    match = re.match(r"(\d{4})(\d{2})(\d{2})", text.strip(), re.ASCII)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
