"""What sign-ins and views of a user answer."""

from msgspec import Struct, structs

from clara.application.accounts.ports import Affiliation
from clara.domain.accounts.user import User


class Profile(Struct, frozen=True, kw_only=True):
    """A user and the companies they belong to."""

    user: User
    memberships: tuple[Affiliation, ...] = ()

    @property
    def company_ids(self) -> tuple[str, ...]:
        return tuple(one.company_id for one in self.memberships)


class SignedIn(Profile, frozen=True, kw_only=True):
    """`token` is shown this once; None in the answer to a repeated request."""

    token: str | None

    def __repr__(self) -> str:
        return f"SignedIn(user_id={self.user.id!r})"

    def without_token(self) -> "SignedIn":
        return structs.replace(self, token=None)
