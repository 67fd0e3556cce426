"""A good case of every writing operation that has none in the table of all doors: what it needs is
made first, by the operations that make such things."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from clara.application.accounts.finish_google_sign_in import FinishGoogleSignIn
from clara.application.accounts.sign_in_with_google import SignInWithGoogle
from clara.application.analysis.run_analysis import RunAnalysis
from clara.application.attachments.receive_upload import ReceiveUpload
from clara.application.attachments.upload_attachments import UploadAttachments
from clara.application.card_transactions.hold_statement import HoldStatement
from clara.application.card_transactions.import_card_transactions import ImportCardTransactions
from clara.application.card_transactions.import_held_statement import ImportHeldStatement
from clara.application.card_transactions.queue_export import QueueExport
from clara.application.card_transactions.queue_import import QueueImport
from clara.application.cards.approve_unlock import ApproveUnlock
from clara.application.companies.suspend_company import SuspendCompany
from clara.application.credits.adjust_credits import AdjustCredits
from clara.application.credits.finish_checkout import FinishCheckout
from clara.application.credits.receive_payment_notice import ReceivePaymentNotice
from clara.application.credits.settle_payment import SettlePayment
from clara.application.founding.create_public_key import CreatePublicKey
from clara.application.founding.create_token import CreateToken
from clara.application.founding.load_demo import LoadDemo
from clara.application.founding.revoke_credential import RevokeCredential
from clara.application.issuer_news.hear_issuer import HearIssuer
from clara.application.issuer_news.receive_issuer_notice import ReceiveIssuerNotice
from clara.application.oauth.create_client import CreateClient
from clara.application.oauth.exchange_code import ExchangeCode
from clara.application.oauth.grant_access import GrantAccess
from clara.application.oauth.refresh_access import RefreshAccess
from clara.application.oauth.register_client import RegisterClient
from clara.application.oauth.revoke_access import RevokeAccess
from clara.application.oauth.revoke_client import RevokeClient
from clara.application.receipts.delete_receipt import DeleteReceipt
from clara.application.receipts.submit_receipt import SubmitReceipt
from clara.application.simulator.reset_clock import ResetClock
from clara.application.use_case import UseCase
from clara.application.webhooks.replay_webhook_deliveries import ReplayWebhookDeliveries
from tests.faults.everywhere import making
from tests.faults.everywhere.estate import Here
from tests.parity.support.people import MCP_TOKENS
from tests.support.oauth_client import CALLBACK

Prepare = Callable[[Here], Awaitable[Mapping[str, Any]]]


def _always(**fields: Any) -> Prepare:
    async def prepare(here: Here) -> Mapping[str, Any]:
        return fields

    return prepare


def _in_company(prepare: Prepare) -> Prepare:
    async def prepared(here: Here) -> Mapping[str, Any]:
        return {"company_id": here.world.a.company.id, **await prepare(here)}

    return prepared


def _of_user(prepare: Prepare) -> Prepare:
    async def prepared(here: Here) -> Mapping[str, Any]:
        return {"user_id": here.world.a.administrator.user.id, **await prepare(here)}

    return prepared


OWN: dict[type[UseCase[Any, Any]], Prepare] = {
    SignInWithGoogle: _always(id_token="token"),
    FinishGoogleSignIn: making.begun_with_google,
    SuspendCompany: _in_company(_always()),
    CreatePublicKey: _always(name="A program"),
    RevokeCredential: _always(id=MCP_TOKENS[0]),
    RegisterClient: _always(redirect_uris=[CALLBACK], client_name="Assistant"),
    GrantAccess: _in_company(making.opened),
    ExchangeCode: making.coded,
    RefreshAccess: making.refreshable,
    RevokeAccess: making.revocable,
    CreateClient: _always(name="A program", redirect_uris=[CALLBACK]),
    RevokeClient: making.client,
    ApproveUnlock: _in_company(making.asked_to_unlock),
    ResetClock: _in_company(making.frozen),
    ReceiveIssuerNotice: making.issuer_told,
    HearIssuer: making.issuer_found,
    QueueExport: _in_company(_always(period="last_30_days")),
    ImportCardTransactions: _in_company(making.statement),
    QueueImport: _in_company(making.statement),
    HoldStatement: _in_company(making.statement),
    ImportHeldStatement: _in_company(making.held),
    SubmitReceipt: _in_company(making.receipt_file),
    DeleteReceipt: _in_company(making.receipt),
    ReceivePaymentNotice: making.payment_told,
    FinishCheckout: making.on_the_page,
    SettlePayment: making.paid,
    AdjustCredits: making.gift,
    UploadAttachments: _of_user(making.files),
    ReceiveUpload: making.linked,
    RunAnalysis: _in_company(_of_user(_always(prompt="how much did we spend this month?"))),
    ReplayWebhookDeliveries: _in_company(making.given_up),
    LoadDemo: _always(card_transactions=4_000),
    CreateToken: _in_company(making.token_asked),
}
"""What is sent, once what it is about was made."""
