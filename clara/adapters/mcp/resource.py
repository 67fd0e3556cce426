"""One resource: address → Runner → view, errors as JSON-RPC errors."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastmcp.resources import Resource, ResourceResult
from fastmcp.resources.template import ResourceTemplate
from mcp.shared.exceptions import MCPError
from mcp_types import ReadResourceResult, TextResourceContents
from mcp_types import Resource as WireResource
from mcp_types import ResourceTemplate as WireTemplate
from pydantic import AnyUrl, BaseModel, PrivateAttr

from clara.adapters.mcp.caller import Caller, current_caller
from clara.adapters.mcp.client import client_of
from clara.adapters.mcp.failures import protocol_defect, protocol_refusal
from clara.adapters.mcp.resource_table import ResourceEntry
from clara.adapters.mcp.rows import ENCODER, MAX_ANSWER_BYTES
from clara.adapters.mcp.tool import described_for_models
from clara.application.call import Draft
from clara.application.runner import Runner
from clara.domain.errors import ClaraError, TooLarge

MIME_TYPE = "application/json"

_LOG = logging.getLogger("clara.mcp")


class Contents(ResourceResult):
    """What was read, or an error. Raised only here, for FastMCP would log a traceback with the
    address of every refusal."""

    _wire: str | MCPError = PrivateAttr()

    def __init__(self, wire: str | MCPError) -> None:
        BaseModel.__init__(self, contents=[])
        self._wire = wire

    def to_mcp_result(self, uri: AnyUrl | str) -> ReadResourceResult:
        if isinstance(self._wire, MCPError):
            raise self._wire
        text = TextResourceContents(uri=str(uri), mime_type=MIME_TYPE, text=self._wire)
        return ReadResourceResult(contents=[text])


class OperationResource(Resource):
    """A resource at one address. The Runner decides who may read it."""

    _entry: ResourceEntry = PrivateAttr()
    _runner: Runner = PrivateAttr()
    _fields: Mapping[str, Any] = PrivateAttr()

    @classmethod
    def at(
        cls, entry: ResourceEntry, uri: str, fields: Mapping[str, Any], runner: Runner
    ) -> "OperationResource":
        resource = cls(uri=AnyUrl(uri), name=entry.name)
        resource._entry, resource._runner, resource._fields = entry, runner, fields
        return resource

    async def _read(self) -> ResourceResult:
        caller = current_caller()
        request_id = caller.call.request_id
        try:
            return Contents(await self._text(caller))
        except ClaraError as error:
            return Contents(protocol_refusal(error, request_id))
        except Exception:  # noqa: BLE001  (logged, and answered without its text)
            _LOG.exception("request %s failed in resource %s", request_id, self._entry.name)
            return Contents(protocol_defect(request_id))

    async def _text(self, caller: Caller) -> str:
        call = replace(caller.call, client=client_of(caller))
        draft = Draft(read=lambda: self._fields)
        done = await self._runner.run(self._entry.use_case, draft, call)
        encoded = ENCODER.encode(self._entry.present(done, caller.spelling))
        if len(encoded) > MAX_ANSWER_BYTES:
            raise TooLarge(
                "answer_too_large",
                "This resource is too long for a conversation.",
                remedy="Ask the tools, with filters.",
            )
        return encoded.decode()


class ListedResource(Resource):
    """An address as it is listed."""

    _wire: WireResource = PrivateAttr()

    @classmethod
    def of(cls, entry: ResourceEntry, uri: str, title: str) -> "ListedResource":
        resource = cls(uri=AnyUrl(uri), name=entry.name)
        resource._wire = WireResource(
            uri=uri,
            name=entry.name,
            title=title,
            description=described_for_models(entry.use_case),
            mime_type=MIME_TYPE,
        )
        return resource

    def to_mcp_resource(self, **overrides: Any) -> WireResource:
        return self._wire


class ListedTemplate(ResourceTemplate):
    """A kind of address as it is listed."""

    _wire: WireTemplate = PrivateAttr()

    @classmethod
    def of(cls, entry: ResourceEntry) -> "ListedTemplate":
        template = cls(uri_template=entry.uri, name=entry.name, parameters={})
        template._wire = WireTemplate(
            uri_template=entry.uri,
            name=entry.name,
            title=entry.title,
            description=described_for_models(entry.use_case),
            mime_type=MIME_TYPE,
        )
        return template

    def to_mcp_template(self, **overrides: Any) -> WireTemplate:
        return self._wire
