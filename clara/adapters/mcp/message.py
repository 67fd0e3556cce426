"""A JSON-RPC message as it came over a wire."""

from dataclasses import dataclass
from typing import Any

import msgspec

PARSE_ERROR, INVALID_REQUEST = -32700, -32600
"""JSON-RPC 2.0, section 5.1."""


@dataclass(frozen=True, slots=True)
class Message:
    """A JSON object as it came, and its fields."""

    raw: bytes
    fields: dict[str, Any]

    @property
    def id(self) -> Any:
        return self.fields.get("id")

    @property
    def method(self) -> str | None:
        method = self.fields.get("method")
        return method if isinstance(method, str) else None

    @property
    def params(self) -> dict[str, Any]:
        params = self.fields.get("params")
        return params if isinstance(params, dict) else {}

    @property
    def is_request(self) -> bool:
        return self.method is not None and "id" in self.fields

    @property
    def cancels(self) -> Any:
        """The id of the request that this notification takes back, else None."""
        is_cancellation = self.method == "notifications/cancelled"
        return self.params.get("requestId") if is_cancellation else None


def error_line(id: Any, code: int, message: str, data: object = None) -> bytes:
    error: dict[str, Any] = {"code": code, "message": message}
    if data is not None:
        error["data"] = data
    return msgspec.json.encode({"jsonrpc": "2.0", "id": id, "error": error})
