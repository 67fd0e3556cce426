"""Rules about a company's people: who may lead whom, and who has to stay."""

from typing import Annotated

from msgspec import Meta

from clara.domain.companies.company import Cardholder, Role
from clara.domain.errors import Conflict, Forbidden, Invalid, NotFound

MAX_MEMBERS = 10_000
"""Of one company."""

# As everywhere, a malformed identifier is nobody's and simply not found.
MemberUserId = Annotated[
    str,
    Meta(
        max_length=64,
        description="Identifier of a user who is a member.",
        examples=["user_0123456789abcdef0123456789abcdef"],
    ),
]
MemberCardholderId = Annotated[
    str,
    Meta(
        max_length=64,
        description="Identifier of the cardholder that the member is.",
        examples=["cardholder_0123456789abcdef0123456789abcdef"],
    ),
]
MemberRole = Annotated[
    Role, Meta(description="What the member may do in the company.", examples=["bookkeeper"])
]

_LEADERS = frozenset({Role.ADMINISTRATOR, Role.BOOKKEEPER, Role.MANAGER})


def leads(role: Role | None) -> bool:
    """Whether others may report to somebody of this role; None is nobody's."""
    return role in _LEADERS


def require_manager(role: Role | None, manager_user_id: str, of_user_id: str | None) -> None:
    """Whether the member `manager_user_id`, whose role it is, may be the manager of `of_user_id`
    (None: not a member yet). Raises `manager_not_found`, `manager_not_allowed`."""
    if role is None:
        raise NotFound("manager_not_found", "The manager named is not a member of this company.")
    if manager_user_id == of_user_id:
        raise Invalid("manager_not_allowed", "Nobody reports to themselves.")
    if not leads(role):
        raise Invalid(
            "manager_not_allowed",
            "An employee has no team.",
            remedy="Choose a manager, bookkeeper or administrator, or change their role first.",
        )


def require_free(cardholder: Cardholder | None, for_user_id: str | None) -> None:
    """Whether a member may be this cardholder. Raises `cardholder_not_found`,
    `cardholder_taken`."""
    if cardholder is None:
        raise NotFound.of("cardholder")
    if cardholder.user_id not in (None, for_user_id):
        raise Conflict(
            "cardholder_taken",
            "This cardholder is another member already.",
            remedy="Take the cardholder from that member first, or choose another.",
        )


def require_administrator_left(before: Role, after: Role | None, others: int) -> None:
    """Whether a member's role may change, or end (`after` is None), while the company has `others`
    as active administrators besides. Raises `last_administrator`."""
    if before is Role.ADMINISTRATOR and after is not Role.ADMINISTRATOR and others == 0:
        raise Conflict(
            "last_administrator",
            "This is the company's last active administrator.",
            remedy="Make somebody else an administrator first.",
        )


def require_may_remove(role: Role, own_user_id: str | None, user_id: str) -> None:
    """Administrators remove anybody, everybody else only themselves. Raises `role_not_allowed`."""
    if role is not Role.ADMINISTRATOR and user_id != own_user_id:
        raise Forbidden(
            "role_not_allowed",
            details={"role": role.value, "needs": [Role.ADMINISTRATOR.value]},
            remedy="Ask an administrator of the company.",
        )


def require_place(members: int) -> None:
    """Whether one more may join. Raises `too_many_members`."""
    if members >= MAX_MEMBERS:
        raise Conflict(
            "too_many_members",
            f"A company has at most {MAX_MEMBERS} members.",
            remedy="Ask an administrator of the company to remove somebody.",
        )
