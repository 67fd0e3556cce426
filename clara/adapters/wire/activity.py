"""The activity log on the wire."""

from typing import Annotated, Any

from msgspec import Struct

from clara.adapters.wire.described import Count, Instant, described
from clara.domain.audit.entry import Outcome, SealedEntry
from clara.domain.audit.listing import ActivityList
from clara.domain.credentials.actor import Door

CSV_COLUMNS = (
    *("sequence", "at", "action", "outcome", "door", "user_name", "user_id"),
    *("credential_kind", "subject", "client", "request_id", "latency_ms", "hash"),
)


class ActivityEntryView(Struct, frozen=True, kw_only=True):
    """One thing that happened."""

    id: Annotated[str, described("The entry.", "audit_0123456789abcdef0123456789abcdef")]
    at: Instant
    action: Annotated[str, described("What was done, in the past tense.", "card.locked")]
    outcome: Annotated[Outcome, described("How it went.", "done")]
    door: Annotated[Door, described("Through which door.", "mcp")]
    user_id: Annotated[str | None, described("Who did it.")]
    user_name: Annotated[str | None, described("Their name then.", "Ana Torres")]
    credential_kind: Annotated[str | None, described("With what: api, mcp, user.", "mcp")]
    subject: Annotated[str | None, described("To what.", "card_0123456789abcdef0123456789abcdef")]
    request_id: Annotated[str | None, described("The request's id.")]
    client: Annotated[str | None, described("The client's name and version.", "claude-code/2.1")]
    latency_ms: Annotated[int | None, described("How long it took.", 12)]
    details: Annotated[dict[str, Any], described("Facts without secrets or free text.")]
    sequence: Annotated[int | None, described("Place in the chain; null until sealed.", 42)]
    hash: Annotated[str | None, described("SHA-256 that binds it to all before it.")]

    @classmethod
    def of(cls, sealed: SealedEntry) -> "ActivityEntryView":
        entry = sealed.entry
        return cls(
            id=entry.id,
            at=entry.at,
            action=entry.action,
            outcome=entry.outcome,
            door=entry.door,
            user_id=entry.user_id,
            user_name=entry.user_name,
            credential_kind=entry.credential_kind,
            subject=entry.subject,
            request_id=entry.request_id,
            client=entry.client,
            latency_ms=entry.latency_ms,
            details=entry.details,
            sequence=sealed.sequence,
            hash=sealed.hash.hex() if sealed.hash else None,
        )


class ChainCheckView(Struct, frozen=True, kw_only=True):
    """What a walk along the whole hash chain found."""

    is_intact: Annotated[bool, described("Whether every entry follows the one before.", True)]
    sealed: Count
    unsealed: Count
    problem: Annotated[str | None, described("broken, missing or unsealed.")]
    sequence: Annotated[int | None, described("Place of the first entry that is wrong.")]
    entry_id: Annotated[str | None, described("That entry, where it is there.")]


class ActivityTotalsView(Struct, frozen=True, kw_only=True):
    """Of the whole filter, not of this page."""

    count: Count


class ActivityListView(Struct, frozen=True, kw_only=True):
    """A page of the activity log."""

    items: tuple[ActivityEntryView, ...]
    next_cursor: Annotated[
        str | None, described("Send it back for the next page; null at the end.")
    ]
    totals: ActivityTotalsView
    check: ChainCheckView | None

    @classmethod
    def of(cls, found: ActivityList) -> "ActivityListView":
        check = None
        if found.check is not None:
            names = ChainCheckView.__struct_fields__
            check = ChainCheckView(**{name: getattr(found.check, name) for name in names})
        return cls(
            items=tuple(map(ActivityEntryView.of, found.items)),
            next_cursor=found.next_cursor,
            totals=ActivityTotalsView(count=found.count),
            check=check,
        )
