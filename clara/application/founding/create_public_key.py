from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct, structs

from clara.application.credentials.ports import Credentials, Tokens
from clara.application.ports import Clock, Ids
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.credential import NewCredential
from clara.domain.credentials.token import CredentialKind
from clara.domain.names import checked_name

MAX_NAME = 80


class CreatePublicKeyCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=MAX_NAME)]


class CreatedPublicKey(Struct, frozen=True, kw_only=True):
    id: str
    name: str
    token: str | None

    def __repr__(self) -> str:
        return f"CreatedPublicKey(id={self.id!r})"


@dataclass(frozen=True, slots=True)
class CreatePublicKey(UseCase[CreatePublicKeyCommand, CreatedPublicKey]):
    """Create a public API key, by which an application is known before anybody has signed in to
    it: to register, to have codes sent, to activate. It reaches no data. For operators.

    Errors: invalid_name.
    """

    name = "public_key.create"
    tool = "create_public_key"
    title = "Create a public API key"
    action = "public_key.created"
    effect = Effect.WRITE
    is_for_operators = True
    command = CreatePublicKeyCommand
    result = CreatedPublicKey

    credentials: Credentials
    tokens: Tokens
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: CreatePublicKeyCommand) -> CreatedPublicKey:
        new = NewCredential(
            id=self.ids.new("public_key"),
            kind=CredentialKind.PUBLIC_KEY,
            user_id=None,
            company_id=None,
            name=checked_name(command.name, MAX_NAME),
            scopes=frozenset(),
            created_at=self.clock.now(),
        )
        token = self.tokens.new(new.kind)
        await self.credentials.add(new, token)
        return CreatedPublicKey(id=new.id, name=new.name, token=token)

    @classmethod
    def kept(cls, result: CreatedPublicKey) -> CreatedPublicKey:
        return structs.replace(result, token=None)

    @classmethod
    def trace(cls, result: CreatedPublicKey) -> Trace:
        return Trace(subject=result.id)
