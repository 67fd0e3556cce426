"""A company's people: list, invite, change, remove; invitations: accept, withdraw."""

from litestar import Response, delete, get, patch, post
from litestar.params import FromPath

from clara.adapters.http.envelope import no_content, success
from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.replay import marked
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import from_body, from_query, run
from clara.adapters.wire.companies import CompanyView
from clara.adapters.wire.members import InvitationView, MemberListView, MemberView
from clara.application.companies.accept_invitation import AcceptInvitation
from clara.application.companies.change_member import ChangeMember
from clara.application.companies.invite_member import InviteMember
from clara.application.companies.list_members import ListMembers
from clara.application.companies.remove_member import RemoveMember
from clara.application.companies.withdraw_invitation import WithdrawInvitation

_TAG = "Members"
_REFUSES = (403, 404)
_LIST = Operation(
    ListMembers, MemberListView, "Members fetched successfully.", _TAG, statuses=_REFUSES
)
_INVITE = Operation(
    InviteMember,
    InvitationView,
    "Member invited successfully.",
    _TAG,
    status=201,
    body=True,
    statuses=_REFUSES,
)
_CHANGE = Operation(
    ChangeMember,
    MemberView,
    "Member changed successfully.",
    _TAG,
    body=True,
    statuses=_REFUSES,
)
_REMOVE = Operation(
    RemoveMember, None, "Member removed successfully.", _TAG, status=204, statuses=_REFUSES
)
_ACCEPT = Operation(
    AcceptInvitation,
    CompanyView,
    "Invitation accepted successfully.",
    _TAG,
    body=True,
    statuses=_REFUSES,
)
_WITHDRAW = Operation(
    WithdrawInvitation,
    None,
    "Invitation withdrawn successfully.",
    _TAG,
    status=204,
    statuses=_REFUSES,
)


@get("/companies/{company_id:str}/members", **documented(_LIST))
async def list_members(request: HttpRequest, company_id: FromPath[str]) -> Response[bytes]:
    done = await run(request, ListMembers, from_query(request, company_id=company_id))
    return success(MemberListView.of(done.result), _LIST.message)


@post("/companies/{company_id:str}/members", **documented(_INVITE))
async def invite_member(request: HttpRequest, company_id: FromPath[str]) -> Response[bytes]:
    done = await run(request, InviteMember, await from_body(request, company_id=company_id))
    return marked(done, success(InvitationView.of(done.result), _INVITE.message, 201))


@patch("/companies/{company_id:str}/members/{user_id:str}", **documented(_CHANGE))
async def change_member(
    request: HttpRequest, company_id: FromPath[str], user_id: FromPath[str]
) -> Response[bytes]:
    draft = await from_body(request, company_id=company_id, user_id=user_id)
    done = await run(request, ChangeMember, draft)
    return marked(done, success(MemberView.of(done.result.member), _CHANGE.message))


@delete("/companies/{company_id:str}/members/{user_id:str}", **documented(_REMOVE))
async def remove_member(
    request: HttpRequest, company_id: FromPath[str], user_id: FromPath[str]
) -> Response[None]:
    draft = from_query(request, company_id=company_id, user_id=user_id)
    return marked(await run(request, RemoveMember, draft), no_content())


@post("/invitations/accept", **documented(_ACCEPT))
async def accept_invitation(request: HttpRequest) -> Response[bytes]:
    done = await run(request, AcceptInvitation, await from_body(request))
    return marked(done, success(CompanyView.of(done.result), _ACCEPT.message))


@delete("/companies/{company_id:str}/invitations/{invitation_id:str}", **documented(_WITHDRAW))
async def withdraw_invitation(
    request: HttpRequest, company_id: FromPath[str], invitation_id: FromPath[str]
) -> Response[None]:
    draft = from_query(request, company_id=company_id, invitation_id=invitation_id)
    return marked(await run(request, WithdrawInvitation, draft), no_content())


ROUTES = [
    list_members,
    invite_member,
    change_member,
    remove_member,
    accept_invitation,
    withdraw_invitation,
]
