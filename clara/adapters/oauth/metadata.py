"""Where a client that only knows the MCP address finds everything else."""

from typing import Any

from litestar import Response, get

from clara.adapters.oauth.answers import OAuthRequest, answer
from clara.application.oauth.open_authorization import RESOURCE
from clara.application.ports import PublicUrl
from clara.domain.credentials.scope import Scope
from clara.domain.oauth.client import ClientAuth
from clara.settings import Settings

_PROTECTED = "/.well-known/oauth-protected-resource"
_SERVER = "/.well-known/oauth-authorization-server"
_SCOPES = [scope.value for scope in Scope]


def challenge(public: PublicUrl) -> str:
    """What a 401 of the MCP door says: where to find out how to come in (RFC 9728, 5.1)."""
    return f'Bearer resource_metadata="{public.to(_PROTECTED + RESOURCE)}"'


def resource_metadata(public: PublicUrl) -> dict[str, Any]:
    """RFC 9728."""
    return {
        "resource": public.to(RESOURCE),
        "resource_name": "Clara",
        "authorization_servers": [public.to("")],
        "scopes_supported": _SCOPES,
        "bearer_methods_supported": ["header"],
    }


def server_metadata(public: PublicUrl, *, reads_documents: bool) -> dict[str, Any]:
    """RFC 8414, with `iss` in answers (RFC 9207), and whether a client may be known by the address of
    a document (draft-ietf-oauth-client-id-metadata-document-02, 6). The issuer has no slash at its end: clients compare
    it letter by letter."""
    methods = [method.value for method in ClientAuth]
    return {
        "issuer": public.to(""),
        "authorization_endpoint": public.to("/authorize"),
        "token_endpoint": public.to("/token"),
        "registration_endpoint": public.to("/register"),
        "revocation_endpoint": public.to("/revoke"),
        "scopes_supported": _SCOPES,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_methods_supported": methods,
        "authorization_response_iss_parameter_supported": True,
        "client_id_metadata_document_supported": reads_documents,
    }


# Clients look under the path of the resource first, and some look there for the server as well.
@get([_PROTECTED, _PROTECTED + RESOURCE], include_in_schema=False)
async def protected_resource(request: OAuthRequest) -> Response[bytes]:
    return answer(resource_metadata(PublicUrl(_settings(request).public_url)), cached=True)


@get([_SERVER, _SERVER + RESOURCE], include_in_schema=False)
async def authorization_server(request: OAuthRequest) -> Response[bytes]:
    settings = _settings(request)
    reads_documents = settings.reads_client_documents
    found = server_metadata(PublicUrl(settings.public_url), reads_documents=reads_documents)
    return answer(found, cached=True)


def _settings(request: OAuthRequest) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


ROUTES = [protected_resource, authorization_server]
