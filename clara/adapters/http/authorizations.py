"""Authorizations: list, view."""

from litestar import Response, get
from litestar.params import FromPath

from clara.adapters.http.envelope import success
from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import from_query, run
from clara.adapters.wire.authorizations import AuthorizationDetailView, AuthorizationListView
from clara.application.authorizations.list_card_authorizations import ListCardAuthorizations
from clara.application.authorizations.view_card_authorization import ViewCardAuthorization

_TAG = "Authorizations"
_LIST = Operation(
    ListCardAuthorizations, AuthorizationListView, "Authorizations fetched successfully.", _TAG
)
_VIEW = Operation(
    ViewCardAuthorization, AuthorizationDetailView, "Authorization fetched successfully.", _TAG
)
_PATH = "/companies/{company_id:str}/authorizations"


@get(_PATH, **documented(_LIST))
async def list_authorizations(request: HttpRequest, company_id: FromPath[str]) -> Response[bytes]:
    draft = from_query(request, company_id=company_id)
    done = await run(request, ListCardAuthorizations, draft)
    return success(AuthorizationListView.of(done.result), _LIST.message)


@get(_PATH + "/{authorization_id:str}", **documented(_VIEW))
async def view_authorization(
    request: HttpRequest, company_id: FromPath[str], authorization_id: FromPath[str]
) -> Response[bytes]:
    draft = from_query(request, company_id=company_id, authorization_id=authorization_id)
    done = await run(request, ViewCardAuthorization, draft)
    return success(AuthorizationDetailView.of(done.result), _VIEW.message)


ROUTES = [list_authorizations, view_authorization]
