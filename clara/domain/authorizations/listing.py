"""Lists of authorizations, and one with everything that became of it."""

from typing import Annotated, Any

from msgspec import Meta, Struct, structs

from clara.domain.authorizations.authorization import (
    Authorization,
    AuthorizationFact,
    AuthorizationStatus,
)
from clara.domain.authorizations.reason import DeclineReason
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.visibility import viewpoint
from clara.domain.ids import InCompany
from clara.domain.instant import microseconds
from clara.domain.page import Cursor, Limit, Position, Walk, asked
from clara.domain.words import members


class AuthorizationListQuery(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Conditions as they come from a caller; all must hold."""

    card_id: (
        Annotated[
            str,
            Meta(
                max_length=64,
                description="Only those of this card.",
                examples=["card_0123456789abcdef0123456789abcdef"],
            ),
        ]
        | None
    ) = None
    status: (
        Annotated[
            str,
            Meta(
                max_length=80,
                description="One or several with commas: DECLINED, AUTHORIZED, POSTED, REVERSED,"
                " EXPIRED.",
                examples=["DECLINED"],
            ),
        ]
        | None
    ) = None
    limit: Limit = 50
    cursor: Cursor | None = None

    def filter(self) -> "AuthorizationFilter":
        """Raises `unknown_status`."""
        return AuthorizationFilter(
            card_id=self.card_id, statuses=members(self.status, AuthorizationStatus, "status")
        )


class AuthorizationFilter(Struct, frozen=True, kw_only=True, array_like=True):
    card_id: str | None = None
    statuses: tuple[AuthorizationStatus, ...] = ()


class AuthorizationList(Struct, frozen=True, kw_only=True):
    """One page, newest first."""

    items: tuple[Authorization, ...]
    next_cursor: str | None


class AuthorizationWalk(Walk, frozen=True, kw_only=True, array_like=True):
    filter: AuthorizationFilter

    @classmethod
    def begin(cls, query: AuthorizationListQuery, actor: Actor) -> "AuthorizationWalk":
        """Raises what `AuthorizationListQuery.filter` raises."""
        return cls(viewpoint=viewpoint(actor), asked=asked(query), filter=query.filter())

    def onward(self, last: Authorization) -> "AuthorizationWalk":
        """The walk after `last` was sent."""
        after = Position(value=microseconds(last.charge.at), id=last.id)
        return structs.replace(self, after=after)


class AuthorizationDetail(Struct, frozen=True, kw_only=True):
    """`facts` are all there are, oldest first."""

    authorization: Authorization
    facts: tuple[AuthorizationFact, ...]


class AuthorizationOutcome(AuthorizationDetail, frozen=True, kw_only=True):
    """What a request to the network's side of an authorization led to; the last fact is its own."""

    @property
    def reason(self) -> DeclineReason | None:
        """Why what was asked is declined; None when it is approved, or nobody was asked."""
        return self.facts[-1].reason

    @property
    def approved(self) -> bool:
        return self.reason is None

    @property
    def said(self) -> dict[str, Any]:
        """What the activity log keeps."""
        fact = self.facts[-1]
        return {
            "authorization_id": self.authorization.id,
            "fact": fact.kind.value,
            "amount_minor": fact.amount_minor,
            "currency": self.authorization.currency,
            "reason": fact.reason.value if fact.reason else None,
        }
