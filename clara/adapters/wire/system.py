"""The service itself, on the wire."""

from typing import Annotated

from msgspec import Struct

from clara.adapters.wire.described import described
from clara.application.system.check_health import Health
from clara.application.system.check_readiness import Readiness
from clara.application.system.show_version import Version


class HealthView(Struct, frozen=True, kw_only=True):
    """That the service answers."""

    service: Annotated[str, described("Always clara.", "clara")]
    status: Annotated[str, described("Always healthy.", "healthy")]

    @classmethod
    def of(cls, health: Health) -> "HealthView":
        return cls(service=health.service, status=health.status)


class ReadinessView(Struct, frozen=True, kw_only=True):
    """Whether what the service needs is there."""

    service: Annotated[str, described("Always clara.", "clara")]
    status: Annotated[str, described("ready, degraded or not_ready.", "ready")]
    checks: Annotated[dict[str, str], described("ok, or what is wrong.", {"database": "ok"})]

    @classmethod
    def of(cls, readiness: Readiness) -> "ReadinessView":
        return cls(service=readiness.service, status=readiness.status, checks=readiness.checks)


class VersionView(Struct, frozen=True, kw_only=True):
    """The version of the service."""

    version: Annotated[str, described("Semantic version.", "0.1.0")]

    @classmethod
    def of(cls, version: Version) -> "VersionView":
        return cls(version=version.version)
