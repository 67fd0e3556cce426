"""Cases of companies, their people and tokens, which are asked for by who has signed in."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from clara.application.companies.accept_invitation import AcceptInvitation
from clara.application.companies.change_member import ChangeMember
from clara.application.companies.create_company import CreateCompany
from clara.application.companies.invite_member import InviteMember
from clara.application.companies.list_members import ListMembers
from clara.application.companies.remove_member import RemoveMember
from clara.application.companies.update_company import UpdateCompany
from clara.application.companies.view_company import ViewCompany
from clara.application.companies.withdraw_invitation import WithdrawInvitation
from clara.application.mcp_tokens.create_mcp_token import CreateMcpToken
from clara.application.mcp_tokens.list_mcp_tokens import ListMcpTokens
from clara.application.mcp_tokens.revoke_mcp_token import RevokeMcpToken
from clara.application.use_case import Effect, UseCase
from clara.application.webhooks.create_webhook import CreateWebhook
from clara.application.webhooks.delete_webhook import DeleteWebhook
from clara.application.webhooks.list_webhook_deliveries import ListWebhookDeliveries
from clara.application.webhooks.list_webhooks import ListWebhooks
from clara.application.webhooks.renew_webhook_secret import RenewWebhookSecret
from clara.application.webhooks.replay_webhook_deliveries import ReplayWebhookDeliveries
from clara.application.webhooks.send_test_event import SendTestEvent
from clara.application.webhooks.update_webhook import UpdateWebhook
from clara.domain.companies.company import Role
from clara.domain.credentials.token import PEOPLE
from tests.parity.support.case import HOSTILE, HUGE, LONG, NUL, Case
from tests.parity.support.people import CODES, DELIVERIES, INVITATIONS, MCP_TOKENS, WEBHOOKS

INVALID = "invalid_parameters"
NO_METHOD = "method_not_allowed"
NOBODY = "user_" + "0" * 32
ANA = "signed-in administrator"
BRUNO = "signed-in bookkeeper"
MEXICAN = {"name": "Aurora", "country": "MX", "tax_id": "GODE561231GR8"}
NEEDED: dict[type, dict[str, Any]] = {
    CreateCompany: {"company_id": ..., **MEXICAN},
    UpdateCompany: {"name": "Aurora Dos"},
    InviteMember: {"email": "nora@example.com", "role": "employee"},
    AcceptInvitation: {"company_id": ..., "token": CODES["guest"]},
    WithdrawInvitation: {"invitation_id": INVITATIONS["guest"]},
    ChangeMember: {"user_id": "<a.user.employee>", "role": "manager"},
    RemoveMember: {"user_id": "<a.user.employee>"},
    CreateMcpToken: {"name": "Laptop"},
    RevokeMcpToken: {"token_id": MCP_TOKENS[0]},
    CreateWebhook: {"url": "https://erp.example.com/other"},
    UpdateWebhook: {"webhook_id": WEBHOOKS[0], "description": "Another"},
    DeleteWebhook: {"webhook_id": WEBHOOKS[0]},
    RenewWebhookSecret: {"webhook_id": WEBHOOKS[0]},
    SendTestEvent: {"webhook_id": WEBHOOKS[0]},
    ListWebhookDeliveries: {"webhook_id": WEBHOOKS[0]},
    ReplayWebhookDeliveries: {"webhook_id": WEBHOOKS[0], "delivery_id": DELIVERIES[0]},
}
"""What a command can't do without; an ellipsis where it is about no company."""

MAKING = (
    *(CreateCompany, InviteMember, CreateMcpToken),
    *(CreateWebhook, SendTestEvent),
)
SENDING = (ReplayWebhookDeliveries,)
"""What is sent in the background is not looked at."""
PERSONAL = (CreateCompany, AcceptInvitation)

_NAMED = (
    Case("name of nothing to see", {"name": "\u200b"}, "invalid_name"),
    Case("name empty", {"name": ""}, INVALID),
    Case("name too long", {"name": LONG}, INVALID),
    Case("name of a number", {"name": 7}, INVALID),
)
_SETTINGS = (
    *_NAMED,
    Case("country unknown", {"country": "ZZ"}, "invalid_country"),
    Case("country hostile", {"country": NUL}, INVALID),
    Case("currency unknown", {"currency": "ZZZ"}, "invalid_currency"),
    Case("currency too long", {"currency": "PESOS"}, INVALID),
    Case("zone unknown", {"time_zone": "Mars/Base"}, "invalid_time_zone"),
    Case("zone that is a path", {"time_zone": "../../etc/passwd"}, "invalid_time_zone"),
    Case("zone with NUL", {"time_zone": NUL}, "invalid_time_zone"),
    Case("zone hostile", {"time_zone": HOSTILE}, "invalid_time_zone"),
    Case("zone too long", {"time_zone": LONG}, INVALID),
    Case("tax id that is none", {"tax_id": "nothing"}, "invalid_tax_id"),
    Case("tax id hostile", {"tax_id": NUL}, "invalid_tax_id"),
    Case("tax id too long", {"tax_id": LONG}, INVALID),
    Case("tax id taken", {"tax_id": "BPR120312AB1"}, "company_exists"),
    Case("billing day beyond", {"billing_day": 29}, INVALID),
    Case("billing day huge", {"billing_day": HUGE}, INVALID),
)
_OF_MEMBER = (
    Case("manager unknown", {"manager_user_id": NOBODY}, "manager_not_found"),
    Case("manager with NUL", {"manager_user_id": NUL}, "manager_not_found"),
    Case("manager elsewhere", {"manager_user_id": "<b.user.manager>"}, "manager_not_found"),
    Case("manager too long", {"manager_user_id": LONG}, INVALID),
    Case("cardholder with NUL", {"cardholder_id": NUL}, "cardholder_not_found"),
    Case("cardholder elsewhere", {"cardholder_id": "<b.holder.maria>"}, "cardholder_not_found"),
    Case("cardholder taken", {"cardholder_id": "<a.holder.luis>"}, "cardholder_taken"),
    Case("role unknown", {"role": "owner"}, INVALID),
)
_MEMBER = (
    Case("nobody", {"user_id": NOBODY}, "member_not_found"),
    Case("elsewhere", {"user_id": "<b.user.employee>"}, "member_not_found"),
    Case("with NUL", {"user_id": NUL}, "member_not_found"),
    Case("hostile", {"user_id": HOSTILE}, "member_not_found"),
    Case("too long", {"user_id": LONG}, INVALID),
    Case("missing", {"user_id": ...}, INVALID, path=NO_METHOD),
)
_ADDRESS = (
    Case("address that is none", {"url": "ftp://erp.example.com"}, "invalid_webhook_url"),
    Case("address of our own", {"url": "https://127.0.0.1/"}, "webhook_address_not_allowed"),
    Case("address in the open", {"url": "http://a.example.com"}, "webhook_address_not_allowed"),
    Case("address with NUL", {"url": "https://a.example.com/" + NUL}, "invalid_webhook_url"),
    Case("address hostile", {"url": HOSTILE}, "invalid_webhook_url"),
    Case("address too long", {"url": "https://a.example.com/" + LONG}, INVALID),
    Case("event unknown", {"event_types": ["card.melted"]}, INVALID),
    Case("description too long", {"description": LONG}, INVALID),
)
_WEBHOOK = (
    Case("unknown", {"webhook_id": "webhook_" + "0" * 32}, "webhook_not_found"),
    Case("elsewhere", {"webhook_id": WEBHOOKS[1]}, "webhook_not_found"),
    Case("with NUL", {"webhook_id": NUL}, "webhook_not_found"),
    Case("hostile", {"webhook_id": HOSTILE}, "webhook_not_found"),
    Case("too long", {"webhook_id": LONG}, INVALID),
)
_TABLE: dict[type[UseCase[Any, Any]], tuple[Case, ...]] = {
    CreateCompany: (
        *_SETTINGS,
        Case("elsewhere", {"country": "PE"}, INVALID),
        Case("doubtful", {"tax_id": "GODE561231GR9"}, changes=True, makes=True),
    ),
    ViewCompany: (),
    UpdateCompany: (
        *_SETTINGS,
        Case("nothing", {"name": ...}, "empty_body"),
        Case("the same", {"name": "Aurora Prueba, S.A. de C.V."}),
        Case("everything", {**MEXICAN, "bookkeepers_can_lock": False}, changes=True),
    ),
    ListMembers: (),
    InviteMember: (
        *_OF_MEMBER,
        Case("manager without a team", {"manager_user_id": "<a.user.employee>"},
             "manager_not_allowed"),
        Case("address that is none", {"email": "nora"}, INVALID),
        Case("address of two", {"email": "a@example.com,b@example.com"}, INVALID),
        Case("address with NUL", {"email": "a\x00@example.com"}, INVALID),
        Case("address of a member", {"email": "<a.email.member>"}, "already_member"),
        Case("with everything", {"manager_user_id": "<a.user.manager>",
                                 "cardholder_id": "<a.holder.maria>"}, changes=True, makes=True),
    ),
    AcceptInvitation: (
        Case("unknown", {"token": "0" * 32}, "invitation_not_found"),
        Case("of another", {"token": CODES["other"]}, "invitation_of_another"),
        Case("with NUL", {"token": NUL * 8}, INVALID),
        Case("hostile", {"token": HOSTILE}, INVALID),
        Case("too long", {"token": LONG}, INVALID),
        Case("missing", {"token": ...}, INVALID),
    ),
    WithdrawInvitation: (
        Case("unknown", {"invitation_id": "invitation_" + "0" * 32}, "invitation_not_found"),
        Case("with NUL", {"invitation_id": NUL}, "invitation_not_found"),
        Case("too long", {"invitation_id": LONG}, INVALID),
    ),
    ChangeMember: (
        *_MEMBER,
        *_OF_MEMBER,
        Case("nothing", {"role": ...}, "empty_body"),
        Case("role null", {"role": None}, INVALID),
        Case("their own manager", {"manager_user_id": "<a.user.employee>"}, "manager_not_allowed"),
        Case("the same", {"role": "employee"}),
        Case("no staff any more", {"user_id": "<a.user.bookkeeper>"}, changes=True),
        Case("no manager any more", {"user_id": "<a.user.member>", "role": ...,
                                     "manager_user_id": None}, changes=True),
        Case("no cardholder any more", {"role": ..., "cardholder_id": None}, changes=True),
    ),
    RemoveMember: (
        *_MEMBER,
        Case("themselves", {"user_id": "<a.user.bookkeeper>"}, by=BRUNO, changes=True),
        Case("somebody else", {}, "role_not_allowed", by=BRUNO),
        Case("nobody for who may not ask", {"user_id": NOBODY}, "role_not_allowed", by=BRUNO),
    ),
    CreateMcpToken: (
        *_NAMED,
        Case("scopes of none", {"scopes": []}, INVALID),
        Case("scope unknown", {"scopes": ["all"]}, INVALID),
        Case("ended already", {"expires_at": "2020-01-01T00:00:00Z"}, "invalid_expiry"),
        Case("ends too late", {"expires_at": "9999-12-31T23:59:59-12:00"}, "invalid_expiry"),
        Case("ends in no zone", {"expires_at": "2027-01-01T00:00:00"}, INVALID),
        Case("ends at no time", {"expires_at": NUL}, INVALID),
        Case("as a bookkeeper", {}, by=BRUNO, changes=True, makes=True),
    ),
    ListMcpTokens: (Case("as a bookkeeper", {}, by=BRUNO),),
    RevokeMcpToken: (
        Case("unknown", {"token_id": "token_" + "0" * 32}, "mcp_token_not_found"),
        Case("elsewhere", {"token_id": MCP_TOKENS[1]}, "mcp_token_not_found"),
        Case("with NUL", {"token_id": NUL}, "mcp_token_not_found"),
        Case("too long", {"token_id": LONG}, INVALID),
        Case("their own", {}, by=BRUNO, changes=True),
    ),
    CreateWebhook: (
        *_ADDRESS,
        Case("of one event", {"event_types": ["card.locked"]}, changes=True, makes=True),
    ),
    ListWebhooks: (),
    UpdateWebhook: (
        *_ADDRESS,
        *_WEBHOOK,
        Case("nothing", {"description": ...}, "empty_body"),
        Case("switched on", {"description": ..., "is_enabled": True}, changes=True),
    ),
    DeleteWebhook: _WEBHOOK,
    RenewWebhookSecret: _WEBHOOK,
    SendTestEvent: _WEBHOOK,
    ListWebhookDeliveries: (
        *_WEBHOOK,
        Case("of one", {"limit": 1}),
        Case("of none", {"limit": 0}, INVALID),
        Case("of too many", {"limit": 201}, INVALID),
        Case("failed", {"status": "failed"}),
        Case("in no status", {"status": "lost"}, INVALID),
        Case("before an unknown one", {"before": "delivery_" + "0" * 32}),
        Case("before NUL", {"before": NUL}),
    ),
    ReplayWebhookDeliveries: (
        *_WEBHOOK,
        Case("none", {"delivery_id": ...}, "replay_needs_one"),
        Case("both", {"since": "2026-11-01T00:00:00Z"}, "replay_needs_one"),
        Case("since", {"delivery_id": ..., "since": "2026-11-01T00:00:00Z"}),
        Case("since no zone", {"delivery_id": ..., "since": "2026-11-01T00:00:00"}, INVALID),
        Case("of another", {"delivery_id": DELIVERIES[1]}, "delivery_not_found"),
        Case("of NUL", {"delivery_id": NUL}, "delivery_not_found"),
    ),
}  # fmt: skip


def company_cases() -> Iterable[tuple[type[UseCase[Any, Any]], Case]]:
    """Every operation with each of its cases; whoever is not named is the administrator, signed
    in, or for an invitation the guest whom it is for."""
    for use_case, own in _TABLE.items():
        for case in (*_common(use_case), *own):
            yield use_case, _by_default(use_case, case).with_fields(NEEDED.get(use_case, {}))


def _by_default(use_case: type[UseCase[Any, Any]], case: Case) -> Case:
    asker = "signed-in guest" if use_case is AcceptInvitation else ANA
    return replace(case, by=asker) if case.by == "administrator" else case


def _common(use_case: type[UseCase[Any, Any]]) -> Iterable[Case]:
    changes = use_case.effect is not Effect.READ and use_case not in SENDING
    makes = use_case in MAKING
    yield Case("plain", changes=changes, makes=makes)
    yield Case("unknown field", {"bogus": "1"}, INVALID)
    for name in ("revoked", "expired", "nobody"):
        yield Case(f"credential {name}", {}, "unauthenticated", by=name)
    yield Case("inactive user", {}, "account_inactive", by="signed-in inactive")
    key = "unauthenticated" if use_case.accepts == PEOPLE else "ok"
    yield Case("with an API key", {}, key, by="of_both")
    if use_case in PERSONAL:
        return
    yield Case("another company", {"company_id": "<b.company>"}, "company_not_found")
    yield Case("unknown company", {"company_id": "company_" + "0" * 32}, "company_not_found")
    yield Case("company with NUL", {"company_id": NUL}, "company_not_found")
    yield Case("company hostile", {"company_id": HOSTILE}, "company_not_found")
    yield Case("company too long", {"company_id": LONG}, INVALID)
    yield Case("company left out", {"company_id": ...}, changes=changes, makes=makes)
    yield Case("of no company", {}, "company_not_found", by="signed-in guest")
    for role in (one for one in Role if one not in use_case.roles):
        yield Case(f"as {role.value}", {}, "role_not_allowed", by=f"signed-in {role.value}")
