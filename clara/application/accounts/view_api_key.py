from dataclasses import dataclass

from clara.application.credentials.ports import Credentials
from clara.application.ports import Clock
from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.credential import Credential
from clara.domain.credentials.token import PEOPLE, CredentialKind
from clara.domain.errors import NotFound
from clara.domain.ids import OfUser

API_KEYS = frozenset({CredentialKind.API_KEY})


class ViewApiKeyCommand(OfUser, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


@dataclass(frozen=True, slots=True)
class ViewApiKey(UseCase[ViewApiKeyCommand, Credential]):
    """View the signed-in user's API key: all of it but the token, which was shown once.

    Errors, first that holds: another_user, api_key_not_found (there is none before the first
    reset).
    """

    name = "api_key.view"
    tool = "api_key_view"
    title = "View the API key"
    action = "api_key.viewed"
    effect = Effect.READ
    accepts = PEOPLE
    command = ViewApiKeyCommand
    result = Credential

    credentials: Credentials
    clock: Clock

    async def __call__(self, actor: Actor, command: ViewApiKeyCommand) -> Credential:
        found = await self.credentials.of_user(command.user_id, API_KEYS, self.clock.now())
        if not found:
            raise NotFound("api_key_not_found", "API key with the given identifier does not exist.")
        return found[0]
