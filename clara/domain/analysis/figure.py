"""Figures that can be opened and checked."""

import hashlib
from collections.abc import Iterable

from msgspec import Struct

from clara.domain.analysis.plan import CardQuestion, Filters
from clara.domain.period import Period

SHOWN_IDS = 50


class Evidence(Struct, frozen=True, kw_only=True):
    """The card transactions behind a figure: the newest `SHOWN_IDS` as the list of the same filter
    shows them, how many there are, and a digest of all of them. The digest is None where there are
    more than were to be read for it; the list of the figure's period and filters is the same rows."""

    ids: tuple[str, ...]
    total: int
    sha256: str | None


def digest_of(ids: Iterable[str]) -> str:
    """SHA-256 over the identifiers in ascending order, a line each: hex."""
    digest = RowsDigest()
    digest.take(sorted(ids))
    return digest.hex()


class RowsDigest:
    """`digest_of` for more identifiers than are held at once: they come in ascending order."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def take(self, ids: Iterable[str]) -> None:
        self._digest.update("".join(f"{id}\n" for id in ids).encode())

    def hex(self) -> str:
        return self._digest.hexdigest()


WITH_DOCUMENT, WITHOUT_DOCUMENT = "with_document", "without_document"
"""Card transactions that an attached receipt or invoice belongs to, and purchases that none does."""
ON_BOTH_SIDES, DIFFERING, ONLY_HERE = "on_both_sides", "differing", "only_here"
"""Card transactions beside an attached statement."""
ATTACHED_ROWS = "attached_rows"

CHOOSING = frozenset(
    """largest smallest duplicates recurring unusual weekend cash split new_merchant
    with_document without_document on_both_sides differing only_here""".split()
)
"""Queries that pick rows for what they are beside others, which no list can be asked for."""

OF_CARDS = frozenset(CardQuestion)
"""Queries that count cards by what they are, which no card transaction says."""

OF_FILES = frozenset({ATTACHED_ROWS})
"""Queries that add up rows of attached files, which are no card transactions."""

NO_ROWS = Evidence(ids=(), total=0, sha256=digest_of(()))


class FileRows(Struct, frozen=True, kw_only=True):
    """Rows of one attached file: the first `SHOWN_IDS` by their places (its line or row, from 1; of
    invoices and receipts their number in the file), and how many there are."""

    attachment_id: str
    places: tuple[int, ...]
    total: int


class Figure(Struct, frozen=True, kw_only=True):
    """One number of an answer. `id` is `F1`, `F2` …; `query` names how it was computed.

    Where `of` is empty, `amount_minor` is the sum and `count` the number of exactly the card
    transactions of `evidence`; a count has no amount, and a count of merchants, cards or cardholders
    is its `number`, of those among these rows. They are all that `period` and `filters` match,
    unless `query` is one of `CHOOSING`, which picks some of them. Otherwise it is computed from the
    figures named in `of`, in that order, and has no rows of its own; nor has a number of cards, where
    `query` is one of `OF_CARDS`. Where it is one of `OF_FILES`, `amount_minor` and `count` are those
    of exactly the rows of `files`, and there are no card transactions behind it.
    """

    id: str
    label: str
    count: int
    number: int | None = None
    amount_minor: int | None = None
    currency: str | None = None
    per_mille: int | None = None
    query: str
    period: Period
    filters: Filters
    evidence: Evidence
    of: tuple[str, ...] = ()
    files: tuple[FileRows, ...] = ()

    @property
    def size(self) -> int:
        """What it says: minor units of its currency, else a number."""
        if self.amount_minor is not None:
            return self.amount_minor
        return self.count if self.number is None else self.number
