from dataclasses import dataclass
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType, structs

from clara.application.accounts.held_accounts import HeldAccounts
from clara.application.accounts.ports import Accounts
from clara.application.accounts.profile import Profile
from clara.application.ports import Clock
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.accounts.language import Language
from clara.domain.accounts.user import FirstName, LastName, named_well
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import PEOPLE
from clara.domain.errors import Invalid
from clara.domain.ids import OfUser


class UpdateUserCommand(OfUser, frozen=True, kw_only=True, forbid_unknown_fields=True):
    first_name: FirstName | UnsetType = UNSET
    last_name: LastName | UnsetType = UNSET
    is_dark_mode: (
        Annotated[bool, Meta(description="A preference of the web console.")] | UnsetType
    ) = UNSET
    language: (
        Annotated[
            Language,
            Meta(
                description="What mails to the user, and pages of the console, are written in.",
                examples=["es"],
            ),
        ]
        | UnsetType
    ) = UNSET


@dataclass(frozen=True, slots=True)
class UpdateUser(UseCase[UpdateUserCommand, Profile]):
    """Change the signed-in user's first name, last name, dark mode or language; every other field
    is refused.

    Errors, first that holds: another_user, empty_body.
    """

    name = "user.update"
    tool = "user_update"
    title = "Update the signed-in user"
    action = "user.updated"
    effect = Effect.WRITE
    accepts = PEOPLE
    is_for_inactive = True
    command = UpdateUserCommand
    result = Profile

    accounts: Accounts
    held: HeldAccounts
    clock: Clock

    async def __call__(self, actor: Actor, command: UpdateUserCommand) -> Profile:
        wanted = {"first_name", "last_name", "is_dark_mode", "language"}
        changes = {n: v for n in wanted if (v := getattr(command, n)) is not UNSET}
        if not changes:
            raise Invalid("empty_body", "Request body is empty.")
        account = await self.held.of_id(command.user_id)
        user = structs.replace(account.user, **changes, updated_at=self.clock.now())
        user = named_well(user)
        await self.accounts.save(user)
        return Profile(user=user, memberships=await self.accounts.affiliations(user.id))

    @classmethod
    def trace(cls, result: Profile) -> Trace:
        return Trace(subject=result.user.id)
