"""The activity log: who did what, when, through which door, and proof that nothing was changed.

Entries of a company form one chain; events without a company form the installation's. A sealer
gives each entry its place and `hash = SHA-256(previous hash || canonical JSON of the entry)`.
"""

import hashlib
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct, structs

from clara.domain.credentials.actor import Door

GENESIS = bytes(32)


class Outcome(StrEnum):
    DONE = "done"
    UNCHANGED = "unchanged"
    REPLAYED = "replayed"
    REFUSED = "refused"
    FAILED = "failed"


class AuditEntry(Struct, frozen=True, kw_only=True):
    """One thing that happened. `details` holds no secret, no full e-mail and no free text."""

    id: str
    company_id: str | None
    at: datetime
    action: str
    outcome: Outcome
    door: Door
    user_id: str | None = None
    user_name: str | None = None
    credential_kind: str | None = None
    credential_id: str | None = None
    subject: str | None = None
    request_id: str | None = None
    client: str | None = None
    latency_ms: int | None = None
    details: dict[str, Any] = {}


class SealedEntry(Struct, frozen=True, kw_only=True):
    """An entry with its place (1, 2, 3 …) in the chain and its hash, or None while unsealed."""

    entry: AuditEntry
    sequence: int | None
    hash: bytes | None


_CANONICAL = msgspec.json.Encoder(order="sorted")


def chain_hash(previous: bytes, sequence: int, entry: AuditEntry) -> bytes:
    """The hash of `entry` at place `sequence` after an entry whose hash is `previous`."""
    # Whatever zone a store hands the time back in, the instant is what is proved.
    in_utc = structs.replace(entry, at=entry.at.astimezone(UTC))
    body = _CANONICAL.encode([sequence, msgspec.to_builtins(in_utc)])
    return hashlib.sha256(previous + body).digest()
