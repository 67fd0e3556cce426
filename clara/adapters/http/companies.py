"""Companies: create, view, update."""

from litestar import Response, get, patch, post
from litestar.params import FromPath

from clara.adapters.http.envelope import success
from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.replay import marked
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import from_body, from_query, run
from clara.adapters.wire.companies import CompanyView, SavedCompanyView
from clara.application.companies.create_company import CreateCompany
from clara.application.companies.update_company import UpdateCompany
from clara.application.companies.view_company import ViewCompany

_TAG = "Companies"
_CREATE = Operation(
    CreateCompany,
    SavedCompanyView,
    "Company created successfully.",
    _TAG,
    status=201,
    body=True,
)
_VIEW = Operation(
    ViewCompany, CompanyView, "Company fetched successfully.", _TAG, statuses=(403, 404)
)
_UPDATE = Operation(
    UpdateCompany,
    SavedCompanyView,
    "Company updated successfully.",
    _TAG,
    body=True,
    statuses=(403, 404),
)


@post("/companies", **documented(_CREATE))
async def create_company(request: HttpRequest) -> Response[bytes]:
    done = await run(request, CreateCompany, await from_body(request))
    return marked(done, success(SavedCompanyView.of(done.result), _CREATE.message, 201))


@get("/companies/{company_id:str}", **documented(_VIEW))
async def view_company(request: HttpRequest, company_id: FromPath[str]) -> Response[bytes]:
    done = await run(request, ViewCompany, from_query(request, company_id=company_id))
    return success(CompanyView.of(done.result), _VIEW.message)


@patch("/companies/{company_id:str}", **documented(_UPDATE))
async def update_company(request: HttpRequest, company_id: FromPath[str]) -> Response[bytes]:
    done = await run(request, UpdateCompany, await from_body(request, company_id=company_id))
    return marked(done, success(SavedCompanyView.of(done.result), _UPDATE.message))


ROUTES = [create_company, view_company, update_company]
