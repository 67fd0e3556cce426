"""A company's people, and those who are invited, on the wire."""

from typing import Annotated

from msgspec import Struct

from clara.adapters.wire.described import Instant, described
from clara.application.companies.list_members import MemberList
from clara.application.companies.ports import Member
from clara.domain.companies.company import Role
from clara.domain.companies.invitation import Invitation

_USER = "user_0123456789abcdef0123456789abcdef"
_CARDHOLDER = "cardholder_0123456789abcdef0123456789abcdef"
_Role = Annotated[Role, described("What they may do in the company.", "bookkeeper")]
_Manager = Annotated[str | None, described("Whom they report to; null for nobody.", _USER)]
_Holder = Annotated[
    str | None, described("Who they are among those who hold cards; null for nobody.", _CARDHOLDER)
]


class MemberView(Struct, frozen=True, kw_only=True):
    """A member of a company."""

    user_id: Annotated[str, described("The user.", _USER)]
    email: Annotated[str, described("Their e-mail address.", "ana.torres@example.com")]
    first_name: Annotated[str, described("Given name.", "Ana")]
    last_name: Annotated[str, described("Family name.", "Torres")]
    role: _Role
    manager_user_id: _Manager
    cardholder_id: _Holder
    is_active: Annotated[bool, described("Whether the account has been activated.", True)]
    joined_at: Instant

    @classmethod
    def of(cls, member: Member) -> "MemberView":
        return cls(**{name: getattr(member, name) for name in cls.__struct_fields__})


class InvitationView(Struct, frozen=True, kw_only=True):
    """An invitation that waits to be accepted. What accepts it is in the mail only."""

    id: Annotated[str, described("The invitation.", "invitation_0123456789abcdef0123456789abcdef")]
    email: Annotated[str, described("To whom it was sent.", "bruno.diaz@example.com")]
    role: _Role
    manager_user_id: _Manager
    cardholder_id: _Holder
    invited_by: Annotated[str, described("Who sent it.", "Ana Torres")]
    created_at: Instant
    expires_at: Instant

    @classmethod
    def of(cls, invitation: Invitation) -> "InvitationView":
        return cls(**{name: getattr(invitation, name) for name in cls.__struct_fields__})


class MemberListView(Struct, frozen=True, kw_only=True):
    """Everybody in a company, and who is invited to join."""

    items: Annotated[tuple[MemberView, ...], described("Members, by name.")]
    invitations: Annotated[
        tuple[InvitationView, ...],
        described("Invitations that can still be accepted, newest first."),
    ]

    @classmethod
    def of(cls, found: MemberList) -> "MemberListView":
        return cls(
            items=tuple(map(MemberView.of, found.members)),
            invitations=tuple(map(InvitationView.of, found.invitations)),
        )
