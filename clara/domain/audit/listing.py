"""Reading the activity log: what can be asked, and what a check of its chain finds."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct, field, structs

from clara.domain.audit.entry import Outcome, SealedEntry
from clara.domain.credentials.actor import Actor, Door
from clara.domain.credentials.visibility import viewpoint
from clara.domain.ids import InCompany
from clara.domain.instant import microseconds
from clara.domain.page import Cursor, Limit, Position, Walk, asked
from clara.domain.period import between
from clara.domain.words import members

_ID = "^[A-Za-z0-9_]*$"


class ActivityQuery(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Conditions as they come from a caller; all must hold."""

    action: (
        Annotated[
            str,
            Meta(
                max_length=60,
                pattern="^[a-z_.]*$",
                description="What was done, as `card.locked`.",
                examples=["card.locked"],
            ),
        ]
        | None
    ) = None
    user_id: (
        Annotated[
            str,
            Meta(
                max_length=64,
                pattern=_ID,
                description="Who did it, by user id.",
                examples=["user_0123456789abcdef0123456789abcdef"],
            ),
        ]
        | None
    ) = None
    subject: (
        Annotated[
            str,
            Meta(
                max_length=64,
                pattern=_ID,
                description="To what: the id of a card, import, ….",
                examples=["card_0123456789abcdef0123456789abcdef"],
            ),
        ]
        | None
    ) = None
    outcome: (
        Annotated[
            str,
            Meta(
                max_length=60,
                description="One or several with commas: done, unchanged, replayed, refused, failed.",
                examples=["refused"],
            ),
        ]
        | None
    ) = None
    door: (
        Annotated[
            str,
            Meta(
                max_length=30,
                description="One or several with commas: rest, mcp, web, cli.",
                examples=["mcp"],
            ),
        ]
        | None
    ) = None
    from_: (
        Annotated[date, Meta(description="First day, included.", examples=["2026-10-01"])] | None
    ) = field(default=None, name="from")
    to: Annotated[date, Meta(description="Last day, included.", examples=["2026-10-31"])] | None = (
        None
    )
    verify: Annotated[bool, Meta(description="Also check the whole hash chain.")] = False
    limit: Limit = 50
    cursor: Cursor | None = None


class ActivityFilter(Struct, frozen=True, kw_only=True, array_like=True):
    """The same conditions, resolved. Instants are microseconds, `until` excluded."""

    action: str | None
    user_id: str | None
    subject: str | None
    outcomes: tuple[Outcome, ...]
    doors: tuple[Door, ...]
    since: int | None
    until: int | None


class ActivityWalk(Walk, frozen=True, kw_only=True, array_like=True):
    """A walk through the log, newest first; `count` is None before the first page."""

    filter: ActivityFilter
    count: int | None = None

    @classmethod
    def begin(cls, query: ActivityQuery, actor: Actor, today: date) -> "ActivityWalk":
        """Raises `unknown_outcome`, `unknown_door`, `invalid_period`."""
        since = until = None
        if query.from_ or query.to:
            period = between(query.from_, query.to, today, actor.company.time_zone)
            since, until = microseconds(period.start), microseconds(period.end)
        return cls(
            viewpoint=viewpoint(actor),
            asked=asked(query),
            filter=ActivityFilter(
                action=query.action,
                user_id=query.user_id,
                subject=query.subject,
                outcomes=members(query.outcome, Outcome, "outcome"),
                doors=members(query.door, Door, "door"),
                since=since,
                until=until,
            ),
        )

    def onward(self, last: SealedEntry, count: int) -> "ActivityWalk":
        """The walk after `last` was sent."""
        after = Position(value=microseconds(last.entry.at), id=last.entry.id)
        return structs.replace(self, after=after, count=count)


class ChainCheck(Struct, frozen=True, kw_only=True):
    """What a walk along a chain found. `sequence` and `entry_id` name the first entry that is
    wrong; entries younger than the sealer's pace may be `unsealed` without fault."""

    is_intact: bool
    sealed: int
    unsealed: int
    problem: str | None = None
    sequence: int | None = None
    entry_id: str | None = None


class ActivityList(Struct, frozen=True, kw_only=True):
    """One page of the log; `check` where it was asked for."""

    items: tuple[SealedEntry, ...]
    next_cursor: str | None
    count: int
    as_of: datetime
    check: ChainCheck | None
