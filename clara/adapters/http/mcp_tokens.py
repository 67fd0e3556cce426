"""Personal tokens for assistants: list, create, revoke."""

from litestar import Response, delete, get, post
from litestar.params import FromPath

from clara.adapters.http.envelope import no_content, success
from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.replay import marked
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import from_body, from_query, run
from clara.adapters.wire.mcp_tokens import CreatedMcpTokenView, McpTokenListView
from clara.application.mcp_tokens.create_mcp_token import CreateMcpToken
from clara.application.mcp_tokens.list_mcp_tokens import ListMcpTokens
from clara.application.mcp_tokens.revoke_mcp_token import RevokeMcpToken

_TAG = "MCP tokens"
_REFUSES = (403, 404)
_LIST = Operation(
    ListMcpTokens, McpTokenListView, "MCP tokens fetched successfully.", _TAG, statuses=_REFUSES
)
_CREATE = Operation(
    CreateMcpToken,
    CreatedMcpTokenView,
    "MCP token created successfully.",
    _TAG,
    status=201,
    body=True,
    statuses=_REFUSES,
)
_REVOKE = Operation(
    RevokeMcpToken, None, "MCP token revoked successfully.", _TAG, status=204, statuses=_REFUSES
)


@get("/companies/{company_id:str}/mcp_tokens", **documented(_LIST))
async def list_mcp_tokens(request: HttpRequest, company_id: FromPath[str]) -> Response[bytes]:
    done = await run(request, ListMcpTokens, from_query(request, company_id=company_id))
    return success(McpTokenListView.of(done.result), _LIST.message)


@post("/companies/{company_id:str}/mcp_tokens", **documented(_CREATE))
async def create_mcp_token(request: HttpRequest, company_id: FromPath[str]) -> Response[bytes]:
    done = await run(request, CreateMcpToken, await from_body(request, company_id=company_id))
    return marked(done, success(CreatedMcpTokenView.of(done.result), _CREATE.message, 201))


@delete("/companies/{company_id:str}/mcp_tokens/{token_id:str}", **documented(_REVOKE))
async def revoke_mcp_token(
    request: HttpRequest, company_id: FromPath[str], token_id: FromPath[str]
) -> Response[None]:
    draft = from_query(request, company_id=company_id, token_id=token_id)
    return marked(await run(request, RevokeMcpToken, draft), no_content())


ROUTES = [list_mcp_tokens, create_mcp_token, revoke_mcp_token]
