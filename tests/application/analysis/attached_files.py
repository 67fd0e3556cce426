"""Files as questions get them, read."""

from datetime import date
from itertools import count
from typing import Any

from clara.domain.analysis.attached import Attached
from clara.domain.attachments.attachment import Attachment
from clara.domain.attachments.contents import Contents, Document, Overview, StatementLine
from clara.domain.attachments.kinds import AttachmentKind
from tests.support.clock import NOW

_numbers = count(1)


def attached(
    *, lines: tuple[StatementLine, ...] = (), documents: tuple[Document, ...] = (), **changes: Any
) -> Attached:
    """A file of these rows; `name`, `kind` and `remarks` as given."""
    number = next(_numbers)
    kind = changes.get("kind", AttachmentKind.CFDI if documents else AttachmentKind.TEXT_TABLE)
    contents = Contents(
        kind=kind, lines=lines, documents=documents, remarks=changes.get("remarks", ())
    )
    return Attached(
        attachment=Attachment(
            id=f"attachment_{number:032x}",
            user_id="0198c0de-0000-7000-8000-000000000001",
            name=changes.get("name", f"file {number}"),
            size=1,
            digest="0" * 64,
            overview=Overview(kind=kind, lines=len(lines), documents=len(documents)),
            created_at=NOW,
            expires_at=NOW,
        ),
        contents=contents,
    )


def statement(*rows: tuple[str, str, int], currency: str = "MXN", **changes: Any) -> Attached:
    """Rows are days, descriptions and minor units, on lines 2, 3 …"""
    lines = tuple(
        StatementLine(
            place=place,
            day=date.fromisoformat(day),
            description=description,
            amount_minor=minor,
            currency=currency,
        )
        for place, (day, description, minor) in enumerate(rows, 2)
    )
    return attached(lines=lines, **changes)


def invoice(issuer: str, day: str | None, minor: int | None, **changes: Any) -> Document:
    return Document(
        issuer=issuer,
        day=date.fromisoformat(day) if day else None,
        total_minor=minor,
        currency=changes.pop("currency", "MXN"),
        **changes,
    )
