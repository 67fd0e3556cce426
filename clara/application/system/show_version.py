from dataclasses import dataclass

from msgspec import Struct

from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.actor import Actor
from clara.version import VERSION


class ShowVersionCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Version(Struct, frozen=True, kw_only=True):
    version: str


@dataclass(frozen=True, slots=True)
class ShowVersion(UseCase[ShowVersionCommand, Version]):
    """Show the version of the service."""

    name = "misc.version"
    tool = "misc_version"
    title = "Show version"
    action = "service.version_shown"
    effect = Effect.READ
    is_public = True
    command = ShowVersionCommand
    result = Version

    async def __call__(self, actor: Actor, command: ShowVersionCommand) -> Version:
        return Version(version=VERSION)
