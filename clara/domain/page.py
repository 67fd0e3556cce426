"""Lists: bounded pages that follow a key, and walks from page to page.

A cursor is a sealed walk. Everything relative was resolved when the walk began, so that a list
begun before midnight goes on with the same days after it.
"""

import hashlib
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct, structs

from clara.domain.errors import Invalid

MAX_LIMIT = 200

Limit = Annotated[
    int, Meta(ge=1, le=MAX_LIMIT, description="Rows in one page, 1 to 200.", examples=[50])
]


def _cursor(most: int) -> Meta:
    return Meta(
        min_length=1,
        max_length=most,
        description="`next_cursor` of the page before, exactly as received. It carries the filters,"
        " so that it may be sent alone.",
    )


Cursor = Annotated[str, _cursor(8_192)]
LongCursor = Annotated[str, _cursor(16_384)]
"""Of a list whose filters hold lists of names."""


class Position(Struct, frozen=True, kw_only=True, array_like=True):
    """The last row sent: its sort value (microseconds since 1970, or minor units) and its id."""

    value: int
    id: str


_CANONICAL = msgspec.json.Encoder(order="sorted")

_PAGING = {"company_id", "limit", "cursor", "with_totals"}


def asked(query: Struct) -> bytes:
    """A digest of the question, whatever its page; empty when only a cursor was sent."""
    question = {k: v for k, v in structs.asdict(query).items() if v and k not in _PAGING}
    if not question:
        return b""
    return hashlib.blake2b(_CANONICAL.encode(question), digest_size=8).digest()


W = TypeVar("W", bound="Walk")


class Walk(Struct, frozen=True, kw_only=True, array_like=True):
    """Where a list has got to, seen from where; `after` is None before the first page."""

    viewpoint: str
    asked: bytes
    after: Position | None = None

    def resumed(self: W, query: Struct, viewpoint: str) -> W:
        """This walk, if `query` may go on with it. Raises `invalid_cursor`, `cursor_mismatch`."""
        if self.viewpoint != viewpoint:
            raise Invalid("invalid_cursor", "This cursor belongs to another list.")
        if asked(query) not in (b"", self.asked):
            raise Invalid(
                "cursor_mismatch",
                "The filters differ from those the cursor was made for.",
                remedy="Send the cursor alone or with the same filters.",
            )
        return self
