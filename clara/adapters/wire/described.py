"""How wire fields are described, with an example, in the API's own documents."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from msgspec import Meta


def described(what: str, *examples: Any, **bounds: Any) -> Meta:
    """A field's description, bounds and examples."""
    return Meta(description=what, examples=list(examples) or None, **bounds)


_NUMBER = {"type": "number"}

Amount = Annotated[
    Decimal,
    Meta(
        description="Amount in currency units, never cents.",
        examples=[1234.5],
        extra_json_schema=_NUMBER,
    ),
]
AmountMinor = Annotated[
    int, described("The same amount, exact, in minor units of the currency.", 123450)
]
Currency = Annotated[str, described("ISO 4217 currency code.", "MXN", pattern="^[A-Z]{3}$")]
Instant = Annotated[datetime, described("RFC 3339 instant in UTC.", "2026-11-20T18:03:00Z")]
Count = Annotated[int, described("A number of rows.", 42, ge=0)]
