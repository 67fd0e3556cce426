"""An invitation to join a company, sent by mail and accepted by whoever owns the address."""

from datetime import datetime, timedelta

from msgspec import Struct

from clara.domain.companies.company import Role
from clara.domain.errors import Conflict, Forbidden
from clara.domain.ids import CardholderId, CompanyId, UserId

LIVES = timedelta(days=7)


class Invitation(Struct, frozen=True, kw_only=True):
    """Open until it is accepted, withdrawn, or expires. There is at most one open per address and
    company. `cardholder_id` is who the new member is among the people who hold cards."""

    id: str
    company_id: CompanyId
    company_name: str
    email: str
    role: Role
    manager_user_id: UserId | None = None
    cardholder_id: CardholderId | None = None
    invited_by: str
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None = None
    withdrawn_at: datetime | None = None

    def require_acceptable(self, email: str, now: datetime) -> None:
        """Raises, first that holds: `invitation_of_another`, `invitation_accepted`,
        `invitation_withdrawn`, `invitation_expired`."""
        if email != self.email:
            raise Forbidden(
                "invitation_of_another",
                "This invitation was sent to another e-mail address.",
                remedy="Sign in with the address the invitation was sent to.",
            )
        if self.accepted_at is not None:
            raise Conflict("invitation_accepted", "This invitation was accepted already.")
        if self.withdrawn_at is not None:
            raise Conflict("invitation_withdrawn", "This invitation was withdrawn.")
        if now >= self.expires_at:
            raise Conflict(
                "invitation_expired",
                "This invitation has expired.",
                remedy="Ask an administrator of the company to invite you again.",
            )
