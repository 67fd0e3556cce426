"""Which program asks, for the activity log."""

from fastmcp.server.dependencies import get_context

from clara.adapters.mcp.caller import MAX_CLIENT_LENGTH, Caller
from clara.domain.text import clean


def client_of(caller: Caller) -> str | None:
    """`name/version` as the client says; earlier protocols name it only when connecting, so that
    the HTTP library's name has to do."""
    params = get_context().session.client_params
    if params is None:
        return caller.user_agent
    said = f"{params.client_info.name}/{params.client_info.version}"
    return clean(said, MAX_CLIENT_LENGTH) or caller.user_agent
