"""Every operation of the product, by feature. One line here makes a use case known to the
container, the parity tests and the doors."""

from typing import Any

from clara.application.accounts.activate_user import ActivateUser
from clara.application.accounts.begin_google_sign_in import BeginGoogleSignIn
from clara.application.accounts.change_password import ChangePassword
from clara.application.accounts.disable_two_factor import DisableTwoFactor
from clara.application.accounts.enable_two_factor import EnableTwoFactor
from clara.application.accounts.enrol_authenticator import EnrolAuthenticator
from clara.application.accounts.finish_google_sign_in import FinishGoogleSignIn
from clara.application.accounts.google_sign_in import GoogleSignIn
from clara.application.accounts.held_accounts import HeldAccounts
from clara.application.accounts.mailed_codes import MailedCodes
from clara.application.accounts.register import Register
from clara.application.accounts.reset_api_key import ResetApiKey
from clara.application.accounts.second_factor import SecondFactor
from clara.application.accounts.send_code import SendCode
from clara.application.accounts.sessions import Sessions
from clara.application.accounts.sign_in import SignIn
from clara.application.accounts.sign_in_with_google import SignInWithGoogle
from clara.application.accounts.sign_out import SignOut
from clara.application.accounts.update_user import UpdateUser
from clara.application.accounts.view_api_key import ViewApiKey
from clara.application.accounts.view_user import ViewUser
from clara.application.activity.verify_activity import VerifyActivity
from clara.application.activity.view_activity import ViewActivity
from clara.application.analysis.answer_question import AnswerQuestion
from clara.application.analysis.answer_task import ANALYSIS
from clara.application.analysis.plan_question import PlanQuestion
from clara.application.analysis.questions import Questions
from clara.application.analysis.run_analysis import RunAnalysis
from clara.application.analysis.view_chart import ViewChart
from clara.application.approvals.approvals import Approvals
from clara.application.attachments.delete_attachment import DeleteAttachment
from clara.application.attachments.held_attachments import HeldAttachments
from clara.application.attachments.keeping import Keeping
from clara.application.attachments.list_attachments import ListAttachments
from clara.application.attachments.list_supported_attachments import ListSupportedAttachments
from clara.application.attachments.open_upload_link import OpenUploadLink
from clara.application.attachments.receive_upload import ReceiveUpload
from clara.application.attachments.upload_attachments import UploadAttachments
from clara.application.attachments.upload_tickets import UploadTickets
from clara.application.authorizations.authorizing import Authorizing
from clara.application.authorizations.list_card_authorizations import ListCardAuthorizations
from clara.application.authorizations.undecided import Undecided
from clara.application.authorizations.view_card_authorization import ViewCardAuthorization
from clara.application.card_transactions.export_card_transactions import ExportCardTransactions
from clara.application.card_transactions.export_task import EXPORT
from clara.application.card_transactions.held_statements import HeldStatements
from clara.application.card_transactions.hold_statement import HoldStatement
from clara.application.card_transactions.import_card_transactions import ImportCardTransactions
from clara.application.card_transactions.import_held_statement import ImportHeldStatement
from clara.application.card_transactions.import_task import IMPORT
from clara.application.card_transactions.importing import Importing
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.card_transactions.list_categories import ListCategories
from clara.application.card_transactions.preview_import import PreviewImport
from clara.application.card_transactions.queue_export import QueueExport
from clara.application.card_transactions.queue_import import QueueImport
from clara.application.card_transactions.summarize_spending import SummarizeSpending
from clara.application.card_transactions.view_card_transaction import ViewCardTransaction
from clara.application.card_transactions.view_import import ViewImport
from clara.application.card_transactions.view_monthly_statement import ViewMonthlyStatement
from clara.application.cards.approve_unlock import ApproveUnlock
from clara.application.cards.cancel_card import CancelCard
from clara.application.cards.change_card import ChangeCard
from clara.application.cards.issue_card import IssueCard
from clara.application.cards.list_cards import ListCards
from clara.application.cards.lock_card import LockCard
from clara.application.cards.set_card_controls import SetCardControls
from clara.application.cards.unlock_card import UnlockCard
from clara.application.cards.view_card import ViewCard
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
from clara.application.credits.buy_credits import BuyCredits
from clara.application.credits.credit_accounts import CreditAccounts
from clara.application.credits.find_missed_payments import FindMissedPayments
from clara.application.credits.finish_checkout import FinishCheckout
from clara.application.credits.list_credit_transactions import ListCreditTransactions
from clara.application.credits.open_portal import OpenPortal
from clara.application.credits.payers import Payers
from clara.application.credits.receive_payment_notice import ReceivePaymentNotice
from clara.application.credits.settle_payment import SettlePayment
from clara.application.credits.settlement import Settlement
from clara.application.credits.view_checkout import ViewCheckout
from clara.application.credits.view_credit_account import ViewCreditAccount
from clara.application.credits.view_credit_transaction import ViewCreditTransaction
from clara.application.credits.view_rates import ViewRates
from clara.application.founding.create_public_key import CreatePublicKey
from clara.application.founding.create_token import CreateToken
from clara.application.founding.list_companies import ListCompanies
from clara.application.founding.load_demo import LoadDemo
from clara.application.founding.revoke_credential import RevokeCredential
from clara.application.issuer_news.find_issuer_news import FindIssuerNews
from clara.application.issuer_news.hear_issuer import HearIssuer
from clara.application.issuer_news.hearing import Hearing
from clara.application.issuer_news.hearing_cards import HearingCards
from clara.application.issuer_news.hearing_charges import HearingCharges
from clara.application.issuer_news.receive_issuer_notice import ReceiveIssuerNotice
from clara.application.issuer_news.telling_issuers import ToldCards
from clara.application.issuing.telling import Telling
from clara.application.mcp_tokens.create_mcp_token import CreateMcpToken
from clara.application.mcp_tokens.list_mcp_tokens import ListMcpTokens
from clara.application.mcp_tokens.revoke_mcp_token import RevokeMcpToken
from clara.application.oauth.client_proof import ClientProof
from clara.application.oauth.create_client import CreateClient
from clara.application.oauth.exchange_code import ExchangeCode
from clara.application.oauth.grant_access import GrantAccess
from clara.application.oauth.issuing import Issuing
from clara.application.oauth.known_clients import KnownClients
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
from clara.application.receipts.named_receipt import HeldReceipts
from clara.application.receipts.submit_receipt import SubmitReceipt
from clara.application.receipts.submitting import ReceiptNews
from clara.application.simulator.advance_clock import AdvanceClock
from clara.application.simulator.freeze_clock import FreezeClock
from clara.application.simulator.reset_clock import ResetClock
from clara.application.simulator.reset_simulation import ResetSimulation
from clara.application.simulator.simulate_authorization import SimulateAuthorization
from clara.application.simulator.simulate_capture import SimulateCapture
from clara.application.simulator.simulate_dispute import SimulateDispute
from clara.application.simulator.simulate_expiry import SimulateExpiry
from clara.application.simulator.simulate_force_post import SimulateForcePost
from clara.application.simulator.simulate_increment import SimulateIncrement
from clara.application.simulator.simulate_refund import SimulateRefund
from clara.application.simulator.simulate_reversal import SimulateReversal
from clara.application.system.check_health import CheckHealth
from clara.application.system.check_invariants import CheckInvariants
from clara.application.system.check_readiness import CheckReadiness
from clara.application.system.show_version import ShowVersion
from clara.application.tasks.backlog import Backlog
from clara.application.tasks.cancel_task import CancelTask
from clara.application.tasks.download_task_file import DownloadTaskFile
from clara.application.tasks.enqueuing import Enqueuing
from clara.application.tasks.kind import TaskKinds
from clara.application.tasks.lifecycle import TaskLifecycle
from clara.application.tasks.list_tasks import ListTasks
from clara.application.tasks.view_task import ViewTask
from clara.application.use_case import UseCase
from clara.application.webhooks.create_webhook import CreateWebhook
from clara.application.webhooks.delete_webhook import DeleteWebhook
from clara.application.webhooks.dispatching import Dispatching
from clara.application.webhooks.list_webhook_deliveries import ListWebhookDeliveries
from clara.application.webhooks.list_webhooks import ListWebhooks
from clara.application.webhooks.renew_webhook_secret import RenewWebhookSecret
from clara.application.webhooks.replay_webhook_deliveries import ReplayWebhookDeliveries
from clara.application.webhooks.send_test_event import SendTestEvent
from clara.application.webhooks.update_webhook import UpdateWebhook

CATALOG: tuple[type[UseCase[Any, Any]], ...] = (
    # Accounts
    Register,
    SignIn,
    SignInWithGoogle,
    BeginGoogleSignIn,
    FinishGoogleSignIn,
    SignOut,
    SendCode,
    ActivateUser,
    ChangePassword,
    EnableTwoFactor,
    DisableTwoFactor,
    EnrolAuthenticator,
    ViewUser,
    UpdateUser,
    ViewApiKey,
    ResetApiKey,
    # Companies and their people
    CreateCompany,
    ViewCompany,
    UpdateCompany,
    SuspendCompany,
    ListMembers,
    InviteMember,
    AcceptInvitation,
    WithdrawInvitation,
    ChangeMember,
    RemoveMember,
    # Tokens and keys
    CreateMcpToken,
    ListMcpTokens,
    RevokeMcpToken,
    CreatePublicKey,
    RevokeCredential,
    # OAuth
    RegisterClient,
    OpenAuthorization,
    ViewAuthorization,
    GrantAccess,
    ExchangeCode,
    RefreshAccess,
    RevokeAccess,
    CreateClient,
    ListClients,
    RevokeClient,
    # Cards
    ListCards,
    ViewCard,
    LockCard,
    UnlockCard,
    SetCardControls,
    IssueCard,
    ChangeCard,
    CancelCard,
    ViewUnlockRequest,
    ApproveUnlock,
    # Authorizations
    ListCardAuthorizations,
    ViewCardAuthorization,
    # The simulator, in sandbox companies
    SimulateAuthorization,
    SimulateCapture,
    SimulateIncrement,
    SimulateReversal,
    SimulateExpiry,
    SimulateRefund,
    SimulateDispute,
    SimulateForcePost,
    FreezeClock,
    AdvanceClock,
    ResetClock,
    ResetSimulation,
    # Issuers
    ReceiveIssuerNotice,
    FindIssuerNews,
    HearIssuer,
    # Card transactions
    ListCardTransactions,
    ViewCardTransaction,
    SummarizeSpending,
    ViewMonthlyStatement,
    ViewOverview,
    ViewLimitUse,
    ListCategories,
    ExportCardTransactions,
    QueueExport,
    ImportCardTransactions,
    QueueImport,
    HoldStatement,
    PreviewImport,
    ImportHeldStatement,
    ViewImport,
    # Receipts
    SubmitReceipt,
    ListReceipts,
    DownloadReceipt,
    DeleteReceipt,
    # Credits
    ListCreditTransactions,
    ViewCreditTransaction,
    ViewRates,
    BuyCredits,
    OpenPortal,
    ReceivePaymentNotice,
    ViewCheckout,
    FinishCheckout,
    FindMissedPayments,
    SettlePayment,
    AdjustCredits,
    ViewCreditAccount,
    # Tasks
    ListTasks,
    ViewTask,
    DownloadTaskFile,
    CancelTask,
    # Attachments
    ListSupportedAttachments,
    UploadAttachments,
    ListAttachments,
    DeleteAttachment,
    OpenUploadLink,
    ReceiveUpload,
    # Analysis
    RunAnalysis,
    ViewChart,
    AnswerQuestion,
    PlanQuestion,
    # Webhooks
    CreateWebhook,
    ListWebhooks,
    UpdateWebhook,
    DeleteWebhook,
    RenewWebhookSecret,
    SendTestEvent,
    ListWebhookDeliveries,
    ReplayWebhookDeliveries,
    # Activity
    ViewActivity,
    VerifyActivity,
    # Setting up
    ListCompanies,
    LoadDemo,
    CreateToken,
    # The service itself
    CheckHealth,
    CheckReadiness,
    CheckInvariants,
    ShowVersion,
)

SHARED = (
    Authorizing,
    Telling,
    ToldCards,
    Hearing,
    HearingCards,
    HearingCharges,
    Undecided,
    Dispatching,
    HeldReceipts,
    ReceiptNews,
    Keeping,
    HeldAttachments,
    Questions,
    UploadTickets,
    CreditAccounts,
    Enqueuing,
    Backlog,
    TaskLifecycle,
    Importing,
    HeldStatements,
    Payers,
    Settlement,
    Approvals,
    GoogleSignIn,
    HeldAccounts,
    MailedCodes,
    SecondFactor,
    Sessions,
    ClientProof,
    KnownClients,
    Issuing,
)
"""What several operations do alike; the container builds these too."""

TASK_KINDS = TaskKinds.of(ANALYSIS, IMPORT, EXPORT)
"""Work that goes on after its request was answered; the container builds its steps, too."""
