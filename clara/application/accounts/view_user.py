from dataclasses import dataclass

from clara.application.accounts.ports import Accounts
from clara.application.accounts.profile import Profile
from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.errors import NotFound
from clara.domain.ids import OfUser


class ViewUserCommand(OfUser, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


@dataclass(frozen=True, slots=True)
class ViewUser(UseCase[ViewUserCommand, Profile]):
    """View the signed-in user: name, address, prepaid credits, and the companies they belong to
    with their role in each.

    Errors: another_user.
    """

    name = "user.view"
    tool = "user_view"
    title = "View the signed-in user"
    action = "user.viewed"
    effect = Effect.READ
    is_for_inactive = True
    command = ViewUserCommand
    result = Profile

    accounts: Accounts

    async def __call__(self, actor: Actor, command: ViewUserCommand) -> Profile:
        account = await self.accounts.of_id(command.user_id)
        if account is None:
            raise NotFound.of("user")
        affiliations = await self.accounts.affiliations(command.user_id)
        return Profile(user=account.user, memberships=affiliations)
