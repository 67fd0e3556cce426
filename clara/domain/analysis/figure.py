"""Figures that can be opened and checked."""

import hashlib
from collections.abc import Iterable

from msgspec import Struct

from clara.domain.analysis.plan import Filters
from clara.domain.period import Period

SHOWN_IDS = 50


class Evidence(Struct, frozen=True, kw_only=True):
    """The card transactions behind a figure: the first `SHOWN_IDS` in order of their identifiers, how
    many there are, and a digest of all of them."""

    ids: tuple[str, ...]
    total: int
    sha256: str


def digest_of(ids: Iterable[str]) -> str:
    """SHA-256 over the identifiers in ascending order, a line each: hex."""
    digest = hashlib.sha256()
    for id in sorted(ids):
        digest.update(f"{id}\n".encode())
    return digest.hexdigest()


class Figure(Struct, frozen=True, kw_only=True):
    """One number of an answer. `id` is `F1`, `F2` …; `query` names how it was computed, over
    `period` and `filters`. A count has no amount, and a share is `per_mille` of another figure."""

    id: str
    label: str
    count: int
    amount_minor: int | None = None
    currency: str | None = None
    per_mille: int | None = None
    query: str
    period: Period
    filters: Filters
    evidence: Evidence
