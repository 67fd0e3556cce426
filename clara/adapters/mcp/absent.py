"""Operations that are no tools, and why."""

from typing import Any

from clara.application.accounts.activate_user import ActivateUser
from clara.application.accounts.begin_google_sign_in import BeginGoogleSignIn
from clara.application.accounts.change_password import ChangePassword
from clara.application.accounts.disable_two_factor import DisableTwoFactor
from clara.application.accounts.enable_two_factor import EnableTwoFactor
from clara.application.accounts.enrol_authenticator import EnrolAuthenticator
from clara.application.accounts.finish_google_sign_in import FinishGoogleSignIn
from clara.application.accounts.register import Register
from clara.application.accounts.reset_api_key import ResetApiKey
from clara.application.accounts.send_code import SendCode
from clara.application.accounts.sign_in import SignIn
from clara.application.accounts.sign_in_with_google import SignInWithGoogle
from clara.application.accounts.sign_out import SignOut
from clara.application.accounts.update_user import UpdateUser
from clara.application.accounts.view_api_key import ViewApiKey
from clara.application.activity.verify_activity import VerifyActivity
from clara.application.activity.view_activity import ViewActivity
from clara.application.analysis.answer_question import AnswerQuestion
from clara.application.analysis.plan_question import PlanQuestion
from clara.application.analysis.view_chart import ViewChart
from clara.application.attachments.delete_attachment import DeleteAttachment
from clara.application.attachments.list_attachments import ListAttachments
from clara.application.attachments.receive_upload import ReceiveUpload
from clara.application.attachments.upload_attachments import UploadAttachments
from clara.application.authorizations.list_card_authorizations import ListCardAuthorizations
from clara.application.authorizations.view_card_authorization import ViewCardAuthorization
from clara.application.card_transactions.export_card_transactions import ExportCardTransactions
from clara.application.card_transactions.hold_statement import HoldStatement
from clara.application.card_transactions.import_card_transactions import ImportCardTransactions
from clara.application.card_transactions.import_held_statement import ImportHeldStatement
from clara.application.card_transactions.list_categories import ListCategories
from clara.application.card_transactions.preview_import import PreviewImport
from clara.application.card_transactions.queue_export import QueueExport
from clara.application.card_transactions.queue_import import QueueImport
from clara.application.card_transactions.view_import import ViewImport
from clara.application.card_transactions.view_monthly_statement import ViewMonthlyStatement
from clara.application.cards.approve_unlock import ApproveUnlock
from clara.application.cards.cancel_card import CancelCard
from clara.application.cards.change_card import ChangeCard
from clara.application.cards.issue_card import IssueCard
from clara.application.cards.set_card_controls import SetCardControls
from clara.application.cards.view_unlock_request import ViewUnlockRequest
from clara.application.companies.accept_invitation import AcceptInvitation
from clara.application.companies.change_member import ChangeMember
from clara.application.companies.create_company import CreateCompany
from clara.application.companies.invite_member import InviteMember
from clara.application.companies.list_members import ListMembers
from clara.application.companies.remove_member import RemoveMember
from clara.application.companies.suspend_company import SuspendCompany
from clara.application.companies.update_company import UpdateCompany
from clara.application.companies.view_company import ViewCompany
from clara.application.companies.withdraw_invitation import WithdrawInvitation
from clara.application.credits.adjust_credits import AdjustCredits
from clara.application.credits.find_missed_payments import FindMissedPayments
from clara.application.credits.finish_checkout import FinishCheckout
from clara.application.credits.receive_payment_notice import ReceivePaymentNotice
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
from clara.application.issuer_news.receive_issuer_notice import ReceiveIssuerNotice
from clara.application.mcp_tokens.create_mcp_token import CreateMcpToken
from clara.application.mcp_tokens.list_mcp_tokens import ListMcpTokens
from clara.application.mcp_tokens.revoke_mcp_token import RevokeMcpToken
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
from clara.application.receipts.delete_receipt import DeleteReceipt
from clara.application.receipts.download_receipt import DownloadReceipt
from clara.application.receipts.list_receipts import ListReceipts
from clara.application.receipts.submit_receipt import SubmitReceipt
from clara.application.simulator.advance_clock import AdvanceClock
from clara.application.simulator.freeze_clock import FreezeClock
from clara.application.simulator.reset_clock import ResetClock
from clara.application.simulator.reset_simulation import ResetSimulation
from clara.application.simulator.simulate_capture import SimulateCapture
from clara.application.simulator.simulate_dispute import SimulateDispute
from clara.application.simulator.simulate_expiry import SimulateExpiry
from clara.application.simulator.simulate_force_post import SimulateForcePost
from clara.application.simulator.simulate_increment import SimulateIncrement
from clara.application.simulator.simulate_refund import SimulateRefund
from clara.application.simulator.simulate_reversal import SimulateReversal
from clara.application.system.check_invariants import CheckInvariants
from clara.application.system.check_readiness import CheckReadiness
from clara.application.tasks.cancel_task import CancelTask
from clara.application.tasks.download_task_file import DownloadTaskFile
from clara.application.use_case import UseCase
from clara.application.webhooks.create_webhook import CreateWebhook
from clara.application.webhooks.delete_webhook import DeleteWebhook
from clara.application.webhooks.list_webhook_deliveries import ListWebhookDeliveries
from clara.application.webhooks.list_webhooks import ListWebhooks
from clara.application.webhooks.renew_webhook_secret import RenewWebhookSecret
from clara.application.webhooks.replay_webhook_deliveries import ReplayWebhookDeliveries
from clara.application.webhooks.send_test_event import SendTestEvent
from clara.application.webhooks.update_webhook import UpdateWebhook

_FOR_PEOPLE = "for the person themselves, signed in: no assistant changes an account or its secrets"
_BEFORE = "before somebody has signed in; an assistant comes with a credential"

_SIGNED_IN = "for people signed in, in REST"

_OAUTH = "in the words of OAuth, at the addresses that protocol gives it: clara/adapters/oauth"
_PAGES = "where a person consents: a page of ours, clara/adapters/web/console/pages/connect.py"
_CHECKOUT = "where a person pays in the sandbox: a page of ours, clara/adapters/web/console/pages/checkout.py"
_SIGNED = "for the payment provider, whose signature is its credential, in REST"
_SYNCING = "for operators: `clara issuing sync`"
_RECONCILING = "for operators: `clara credits reconcile`"
_A_PERSON = "an assistant's question to a person: a page of ours, clara/adapters/web/console/pages/confirm.py"

_ADMINISTERED = (
    "for administrators signed in, in REST: no assistant makes cards or loosens what binds them"
)
_SIMULATED = "for whoever rehearses a card network, in REST; assistants simulate the charge itself"
_AUTHORIZED = "every charge is a card transaction, whose tools say why it was declined"

_OVERVIEW = "for pages: its figures are those of the summary, the list and the cards"

MCP_ABSENT: dict[type[UseCase[Any, Any]], str] = {
    SuspendCompany: "for operators: `clara company suspend`",
    AnswerQuestion: "for operators: `clara ask`",
    PlanQuestion: "for the console's question box: assistants plan with the list's own filters",
    HoldStatement: "files do not travel through chat",
    PreviewImport: "files do not travel through chat",
    ImportHeldStatement: "files do not travel through chat",
    ViewChart: "comes as an image with the answer it belongs to",
    RegisterClient: _OAUTH,
    OpenAuthorization: _PAGES,
    ViewAuthorization: _PAGES,
    GrantAccess: _PAGES,
    ExchangeCode: _OAUTH,
    RefreshAccess: _OAUTH,
    RevokeAccess: _OAUTH,
    ViewUnlockRequest: _A_PERSON,
    ApproveUnlock: _A_PERSON,
    SetCardControls: _ADMINISTERED,
    IssueCard: _ADMINISTERED,
    ChangeCard: _ADMINISTERED,
    CancelCard: _ADMINISTERED,
    ListCardAuthorizations: _AUTHORIZED,
    ViewCardAuthorization: _AUTHORIZED,
    SimulateCapture: _SIMULATED,
    SimulateIncrement: _SIMULATED,
    SimulateReversal: _SIMULATED,
    SimulateExpiry: _SIMULATED,
    SimulateRefund: _SIMULATED,
    SimulateDispute: _SIMULATED,
    SimulateForcePost: _SIMULATED,
    FreezeClock: _SIMULATED,
    AdvanceClock: _SIMULATED,
    ResetClock: _SIMULATED,
    ResetSimulation: _SIMULATED,
    ActivateUser: _BEFORE,
    BeginGoogleSignIn: _BEFORE,
    ChangePassword: _FOR_PEOPLE,
    DisableTwoFactor: _FOR_PEOPLE,
    EnableTwoFactor: _FOR_PEOPLE,
    EnrolAuthenticator: _FOR_PEOPLE,
    FinishGoogleSignIn: _BEFORE,
    Register: _BEFORE,
    ResetApiKey: _FOR_PEOPLE,
    SendCode: _BEFORE,
    SignIn: _BEFORE,
    SignInWithGoogle: _BEFORE,
    SignOut: _FOR_PEOPLE,
    UpdateUser: _FOR_PEOPLE,
    ViewApiKey: _FOR_PEOPLE,
    CreateCompany: _SIGNED_IN,
    ViewCompany: "a resource: every answer of a tool applies the company's settings already",
    ViewOverview: _OVERVIEW,
    ViewLimitUse: _OVERVIEW,
    ViewMonthlyStatement: "a resource; its figures are those of the summary and the list",
    ListCategories: "a resource: what every company shares is read once, not asked for",
    UpdateCompany: _SIGNED_IN,
    ListMembers: "addresses and roles of people are no card data: in REST, for administrators",
    InviteMember: _SIGNED_IN,
    AcceptInvitation: _SIGNED_IN,
    WithdrawInvitation: _SIGNED_IN,
    ChangeMember: _SIGNED_IN,
    RemoveMember: _SIGNED_IN,
    CreateMcpToken: "for people signed in, in REST; its result is a secret",
    ListMcpTokens: "for the people who oversee assistants, in REST",
    RevokeMcpToken: _SIGNED_IN,
    CreatePublicKey: "for operators: `clara token create --kind public`",
    RevokeCredential: "for operators, over all companies: `clara token revoke`",
    CreateClient: "for operators: `clara client create`; its result is a secret",
    ListClients: "for operators, over all companies: `clara client list`",
    RevokeClient: "for operators, over all companies: `clara client revoke`",
    ExportCardTransactions: "files do not travel through chat; the summary answers instead",
    ImportCardTransactions: "files do not travel through chat",
    QueueExport: "files do not travel through chat; the summary answers instead",
    QueueImport: "files do not travel through chat",
    DownloadTaskFile: "files do not travel through chat; REST gives it to the person",
    ViewImport: "belongs to importing, which is done through REST or the command line",
    ViewCheckout: _CHECKOUT,
    FinishCheckout: _CHECKOUT,
    FindMissedPayments: _RECONCILING,
    SettlePayment: _RECONCILING,
    ReceivePaymentNotice: _SIGNED,
    FindIssuerNews: _SYNCING,
    HearIssuer: _SYNCING,
    ReceiveIssuerNotice: _SIGNED,
    AdjustCredits: "for operators: `clara credits adjust`",
    ViewCreditAccount: "for operators: `clara credits show`",
    UploadAttachments: "files do not travel through chat; a link for one is made instead",
    ListAttachments: "what a person sends by a link has an identifier before it comes; the rest is in REST",
    DeleteAttachment: "what a person gave is theirs to take back, in REST",
    ReceiveUpload: "where a person sends a file: a page of ours, clara/adapters/web/console/pages/upload.py",
    CancelTask: "stopping what a person waits for is theirs to do, in REST",
    **dict.fromkeys(
        (
            *(CreateWebhook, ListWebhooks, UpdateWebhook, DeleteWebhook, RenewWebhookSecret),
            *(SendTestEvent, ListWebhookDeliveries, ReplayWebhookDeliveries),
        ),
        "where a company's data are sent is for its people to say, in REST",
    ),
    **dict.fromkeys(
        (SubmitReceipt, ListReceipts, DownloadReceipt, DeleteReceipt),
        "files do not travel through chat; REST and the console take and give them",
    ),
    CheckReadiness: "for what watches the service, in REST",
    ViewActivity: "for the people who oversee assistants, in REST",
    VerifyActivity: "for operators, over all companies: `clara audit verify`",
    ListCompanies: "for operators, over all companies",
    LoadDemo: "for operators: `clara demo`; its result holds secrets",
    CreateToken: "for operators: `clara token create`; its result is a secret",
    CheckInvariants: "for operators, over all companies: `clara doctor --invariants`",
}
