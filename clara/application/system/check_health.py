from dataclasses import dataclass

from msgspec import Struct

from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.actor import Actor


class CheckHealthCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Health(Struct, frozen=True, kw_only=True):
    service: str
    status: str


@dataclass(frozen=True, slots=True)
class CheckHealth(UseCase[CheckHealthCommand, Health]):
    """Check that the service answers. Says nothing of its database: see readiness for that."""

    name = "misc.health"
    tool = "misc_health"
    title = "Check health"
    action = "service.health_checked"
    effect = Effect.READ
    is_public = True
    command = CheckHealthCommand
    result = Health

    async def __call__(self, actor: Actor, command: CheckHealthCommand) -> Health:
        return Health(service="clara", status="healthy")
