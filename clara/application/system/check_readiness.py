from dataclasses import dataclass

from msgspec import Struct

from clara.application.system.ports import DEGRADED, Dependencies
from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.actor import Actor


class CheckReadinessCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Readiness(Struct, frozen=True, kw_only=True):
    """`checks` says for each thing the service needs whether it is there. A degraded service is
    ready: what does not need the missing thing works."""

    service: str
    status: str
    checks: dict[str, str]

    @property
    def is_ready(self) -> bool:
        return self.status != "not_ready"


@dataclass(frozen=True, slots=True)
class CheckReadiness(UseCase[CheckReadinessCommand, Readiness]):
    """Check that everything the service needs is there: the database answers and has the schema of
    this version."""

    name = "misc.readiness"
    tool = "misc_readiness"
    title = "Check readiness"
    action = "service.readiness_checked"
    effect = Effect.READ
    is_public = True
    command = CheckReadinessCommand
    result = Readiness

    dependencies: Dependencies

    async def __call__(self, actor: Actor, command: CheckReadinessCommand) -> Readiness:
        checks = await self.dependencies.check()
        states = set(checks.values()) - {"ok"}
        status = "not_ready" if states - {DEGRADED} else DEGRADED if states else "ready"
        return Readiness(service="clara", status=status, checks=checks)
