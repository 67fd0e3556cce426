"""Operations that have no route, and why."""

from typing import Any

from clara.application.activity.verify_activity import VerifyActivity
from clara.application.analysis.answer_question import AnswerQuestion
from clara.application.analysis.plan_question import PlanQuestion
from clara.application.attachments.open_upload_link import OpenUploadLink
from clara.application.attachments.receive_upload import ReceiveUpload
from clara.application.card_transactions.hold_statement import HoldStatement
from clara.application.card_transactions.import_held_statement import ImportHeldStatement
from clara.application.card_transactions.list_categories import ListCategories
from clara.application.card_transactions.preview_import import PreviewImport
from clara.application.card_transactions.queue_export import QueueExport
from clara.application.card_transactions.queue_import import QueueImport
from clara.application.card_transactions.view_monthly_statement import ViewMonthlyStatement
from clara.application.cards.approve_unlock import ApproveUnlock
from clara.application.cards.view_unlock_request import ViewUnlockRequest
from clara.application.companies.suspend_company import SuspendCompany
from clara.application.credits.adjust_credits import AdjustCredits
from clara.application.credits.find_missed_payments import FindMissedPayments
from clara.application.credits.finish_checkout import FinishCheckout
from clara.application.credits.settle_payment import SettlePayment
from clara.application.credits.view_checkout import ViewCheckout
from clara.application.credits.view_credit_account import ViewCreditAccount
from clara.application.founding.create_public_key import CreatePublicKey
from clara.application.founding.create_token import CreateToken
from clara.application.founding.list_companies import ListCompanies
from clara.application.founding.load_demo import LoadDemo
from clara.application.founding.revoke_credential import RevokeCredential
from clara.application.issuer_news.find_issuer_news import FindIssuerNews
from clara.application.issuer_news.hear_issuer import HearIssuer
from clara.application.oauth.create_client import CreateClient
from clara.application.oauth.exchange_code import ExchangeCode
from clara.application.oauth.grant_access import GrantAccess
from clara.application.oauth.list_clients import ListClients
from clara.application.oauth.open_authorization import OpenAuthorization
from clara.application.oauth.refresh_access import RefreshAccess
from clara.application.oauth.register_client import RegisterClient
from clara.application.oauth.revoke_access import RevokeAccess
from clara.application.oauth.revoke_client import RevokeClient
from clara.application.oauth.view_authorization import ViewAuthorization
from clara.application.overview.view_limit_use import ViewLimitUse
from clara.application.overview.view_overview import ViewOverview
from clara.application.system.check_invariants import CheckInvariants
from clara.application.use_case import UseCase

_OAUTH = "in the words of OAuth, at the addresses that protocol gives it: clara/adapters/oauth"
_A_PERSON = "an assistant's question to a person: a page of ours, clara/adapters/web/console/pages/confirm.py"
_PAGES = "where a person consents: a page of ours, clara/adapters/web/console/pages/connect.py"
_CHECKOUT = "where a person pays in the sandbox: a page of ours, clara/adapters/web/console/pages/checkout.py"
_LONG = "by the route of what it is the long form of: clara/adapters/http/preferring.py"
_RECONCILING = "for operators: `clara credits reconcile`"
_SYNCING = "for operators: `clara issuing sync`"
_A_LOOK = "between the console's upload and its import: programs send `dry_run` with the file"

_OVERVIEW = (
    "for pages: made of the summary, the list and the cards, which programs ask for themselves"
)

HTTP_ABSENT: dict[type[UseCase[Any, Any]], str] = {
    SuspendCompany: "for operators: `clara company suspend`",
    AnswerQuestion: "for operators: `clara ask`",
    PlanQuestion: "for the console's question box: programs ask the analysis, which says its plan",
    HoldStatement: _A_LOOK,
    PreviewImport: _A_LOOK,
    ImportHeldStatement: _A_LOOK,
    QueueExport: _LONG,
    QueueImport: _LONG,
    RegisterClient: _OAUTH,
    OpenAuthorization: _PAGES,
    ViewAuthorization: _PAGES,
    GrantAccess: _PAGES,
    ExchangeCode: _OAUTH,
    RefreshAccess: _OAUTH,
    RevokeAccess: _OAUTH,
    ViewUnlockRequest: _A_PERSON,
    ApproveUnlock: _A_PERSON,
    OpenUploadLink: "for assistants: programs upload files themselves",
    ReceiveUpload: "where a person sends a file: a page of ours, clara/adapters/web/console/pages/upload.py",
    ViewCheckout: _CHECKOUT,
    FinishCheckout: _CHECKOUT,
    FindMissedPayments: _RECONCILING,
    SettlePayment: _RECONCILING,
    FindIssuerNews: _SYNCING,
    HearIssuer: _SYNCING,
    AdjustCredits: "for operators: `clara credits adjust`",
    ViewCreditAccount: "for operators: `clara credits show`",
    VerifyActivity: "for operators, over all companies; one company's is `verify` of its activity",
    ListCategories: "programs find the categories in the API's own document",
    ViewMonthlyStatement: "made of the summary and the list, which programs ask for themselves",
    ViewOverview: _OVERVIEW,
    ViewLimitUse: _OVERVIEW,
    ListCompanies: "for operators, over all companies",
    LoadDemo: "for operators: `clara demo`; its result holds secrets",
    CreateToken: "for operators: `clara token create`; its result is a secret",
    CreatePublicKey: "for operators: `clara token create --kind public`",
    RevokeCredential: "for operators, over all companies: `clara token revoke`",
    CreateClient: "for operators: `clara client create`; its result is a secret",
    ListClients: "for operators, over all companies: `clara client list`",
    RevokeClient: "for operators, over all companies: `clara client revoke`",
    CheckInvariants: "for operators, over all companies: `clara doctor --invariants`",
}
