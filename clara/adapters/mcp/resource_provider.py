"""Where FastMCP finds resources: every address when read, the caller's own when listed."""

from collections.abc import Iterator, Sequence

from fastmcp.resources import Resource
from fastmcp.resources.template import ResourceTemplate
from fastmcp.server.providers import Provider
from fastmcp.utilities.components import FastMCPComponent
from fastmcp.utilities.versions import VersionSpec

from clara.adapters.mcp.access import may_use, seats_for
from clara.adapters.mcp.caller import current_caller
from clara.adapters.mcp.resource import ListedResource, ListedTemplate, OperationResource
from clara.adapters.mcp.resource_table import RESOURCES, ResourceEntry
from clara.application.runner import Runner
from clara.domain.credentials.actor import Actor, Seat
from clara.domain.local_days import local_day
from clara.domain.text import clean

MAX_COMPANIES = 30
"""Companies whose resources are listed one by one: a listing costs every conversation its tokens.
The templates reach the others."""
MAX_NAME = 60


class ResourceProvider(Provider):
    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self._runner = runner
        self._templates = {
            entry.uri: ListedTemplate.of(entry) for entry in RESOURCES if entry.is_template
        }

    async def _list_resources(self) -> Sequence[Resource]:
        actor = current_caller().actor
        return [
            resource
            for entry in RESOURCES
            if may_use(actor, entry.use_case)
            for resource in self._listed(actor, entry)
        ]

    def _listed(self, actor: Actor, entry: ResourceEntry) -> Iterator[Resource]:
        if not entry.is_template:
            yield ListedResource.of(entry, entry.uri, entry.title)
            return
        for seat in seats_for(actor, entry.use_case)[:MAX_COMPANIES]:
            more = entry.listed(local_day(self._runner.clock.now(), seat.time_zone))
            uri = entry.at({"company_id": seat.company_id, **more})
            yield ListedResource.of(entry, uri, _title(entry, seat, *more.values()))

    async def _list_resource_templates(self) -> Sequence[ResourceTemplate]:
        actor = current_caller().actor
        return [
            self._templates[entry.uri]
            for entry in RESOURCES
            if entry.is_template and may_use(actor, entry.use_case)
        ]

    async def get_tasks(self) -> Sequence[FastMCPComponent]:
        return []  # asked at startup, when nobody is calling

    async def _get_resource(
        self,
        uri: str,
        version: VersionSpec | None = None,
    ) -> Resource | None:
        # Not filtered by caller: the Runner refuses, with a reason, and the activity log keeps it.
        for entry in RESOURCES:
            fields = entry.read_from(uri)
            if fields is not None:
                return OperationResource.at(entry, uri, fields, self._runner)
        return None

    async def _get_resource_template(
        self,
        uri: str,
        version: VersionSpec | None = None,
    ) -> ResourceTemplate | None:
        return None  # every address that a template gives is found as a resource


def _title(entry: ResourceEntry, seat: Seat, *values: str) -> str:
    """`Aurora, S.A. de C.V.: Statement 2026-10`. The name is the caller's own company's."""
    return " ".join((f"{clean(seat.company_name, MAX_NAME)}: {entry.title}", *values))
