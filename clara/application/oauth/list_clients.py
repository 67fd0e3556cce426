from dataclasses import dataclass

from msgspec import Struct

from clara.application.oauth.ports import ListedClient, OAuthClients
from clara.application.ports import Clock
from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.actor import Actor

MOST = 1_000


class ListClientsCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    everybody: bool = False


class ClientList(Struct, frozen=True, kw_only=True):
    clients: tuple[ListedClient, ...]


@dataclass(frozen=True, slots=True)
class ListClients(UseCase[ListClientsCommand, ClientList]):
    """List the OAuth clients that operators created, or `everybody`: also those that registered by
    themselves, and those that publish a document and were let in. The newest thousand, each with
    the number of its live grants. For operators.

    No errors: no client is an empty list.
    """

    name = "oauth_client.list"
    tool = "list_oauth_clients"
    title = "List OAuth clients"
    action = "oauth_clients.listed"
    effect = Effect.READ
    is_for_operators = True
    command = ListClientsCommand
    result = ClientList

    clients: OAuthClients
    clock: Clock

    async def __call__(self, actor: Actor, command: ListClientsCommand) -> ClientList:
        found = await self.clients.listed(self.clock.now(), MOST, everybody=command.everybody)
        return ClientList(clients=found)
