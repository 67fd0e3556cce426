"""The ports this package fills, for the container."""

from dishka import Provider, Scope, provide

from clara.adapters.persistence.accounts import SqlAccounts
from clara.adapters.persistence.activity import SqlActivity
from clara.adapters.persistence.allowances import SqlAllowances
from clara.adapters.persistence.analysis_books import SqlBooks
from clara.adapters.persistence.attachments import SqlAttachments
from clara.adapters.persistence.audit import SqlAuditLog
from clara.adapters.persistence.authenticators import SqlAuthenticators
from clara.adapters.persistence.authorizations import SqlAuthorizations
from clara.adapters.persistence.callers import SqlCallers
from clara.adapters.persistence.card_controls import SqlControls
from clara.adapters.persistence.card_transactions import SqlCardTransactions
from clara.adapters.persistence.cards import SqlCards
from clara.adapters.persistence.codes import SqlBudgets, SqlOneTimeCodes
from clara.adapters.persistence.companies import SqlCompanies
from clara.adapters.persistence.company_clocks import SqlCompanyClocks
from clara.adapters.persistence.credentials import SqlCredentials
from clara.adapters.persistence.database import Session
from clara.adapters.persistence.founding import SqlFounding
from clara.adapters.persistence.idempotency import SqlIdempotencyKeys
from clara.adapters.persistence.imports import SqlImports
from clara.adapters.persistence.invariants import SqlInvariants
from clara.adapters.persistence.invitations import SqlInvitations
from clara.adapters.persistence.issued_cards import SqlIssuedCards
from clara.adapters.persistence.issuer_books import SqlIssuerBooks
from clara.adapters.persistence.ledger import SqlLedger
from clara.adapters.persistence.letters import SqlMail
from clara.adapters.persistence.members import SqlMembers
from clara.adapters.persistence.oauth import SqlGrants
from clara.adapters.persistence.oauth_clients import SqlOAuthClients
from clara.adapters.persistence.purchases import SqlCustomers, SqlPurchases
from clara.adapters.persistence.receipts import SqlReceipts
from clara.adapters.persistence.simulations import SqlSimulations
from clara.adapters.persistence.suspensions import SqlSuspensions
from clara.adapters.persistence.tasks import SqlTasks
from clara.adapters.persistence.vocabulary import SqlVocabulary
from clara.adapters.persistence.webhook_events import SqlEvents
from clara.adapters.persistence.webhook_queue import SqlWebhookQueue
from clara.adapters.persistence.webhooks import SqlWebhooks
from clara.application.accounts.ports import Accounts, Authenticators, Budgets, OneTimeCodes
from clara.application.activity.ports import Activity
from clara.application.analysis.ports import Books, Vocabulary
from clara.application.attachments.ports import Attachments
from clara.application.authorizations.ports import Authorizations
from clara.application.card_transactions.import_ports import Imports
from clara.application.card_transactions.ports import CardTransactions
from clara.application.cards.controls_port import Controls
from clara.application.cards.ports import Cards
from clara.application.companies.ports import Companies, Invitations, Members, Suspensions
from clara.application.credentials.ports import Credentials
from clara.application.credits.ports import Customers, Ledger, Purchases
from clara.application.founding.ports import Founding
from clara.application.issuing.books import IssuerBooks
from clara.application.issuing.ports import IssuedCards
from clara.application.oauth.ports import Grants, OAuthClients
from clara.application.ports import Allowances, AuditLog, Callers, Clock, IdempotencyKeys, Ids, Mail
from clara.application.receipts.ports import Receipts
from clara.application.simulator.ports import CompanyClocks, Simulations
from clara.application.system.ports import Invariants
from clara.application.tasks.ports import Tasks
from clara.application.webhooks.ports import Events, WebhookQueue, Webhooks


class PersistenceProvider(Provider):
    """One session per operation; everything else here works on it."""

    scope = Scope.REQUEST

    session = provide(Session)
    callers = provide(SqlCallers, provides=Callers)
    audit = provide(SqlAuditLog, provides=AuditLog)
    keys = provide(SqlIdempotencyKeys, provides=IdempotencyKeys)
    cards = provide(SqlCards, provides=Cards)
    controls = provide(SqlControls, provides=Controls)
    issued_cards = provide(SqlIssuedCards, provides=IssuedCards)
    issuer_books = provide(SqlIssuerBooks, provides=IssuerBooks)
    company_clocks = provide(SqlCompanyClocks, provides=CompanyClocks)
    simulations = provide(SqlSimulations, provides=Simulations)
    authorizations = provide(SqlAuthorizations, provides=Authorizations)
    books = provide(SqlBooks, provides=Books)
    vocabulary = provide(SqlVocabulary, provides=Vocabulary)
    transactions = provide(SqlCardTransactions, provides=CardTransactions)
    accounts = provide(SqlAccounts, provides=Accounts)
    codes = provide(SqlOneTimeCodes, provides=OneTimeCodes)
    budgets = provide(SqlBudgets, provides=Budgets)
    ledger = provide(SqlLedger, provides=Ledger)
    purchases = provide(SqlPurchases, provides=Purchases)
    customers = provide(SqlCustomers, provides=Customers)
    attachments = provide(SqlAttachments, provides=Attachments)
    allowances = provide(SqlAllowances, provides=Allowances)
    authenticators = provide(SqlAuthenticators, provides=Authenticators)
    oauth_clients = provide(SqlOAuthClients, provides=OAuthClients)
    grants = provide(SqlGrants, provides=Grants)
    credentials = provide(SqlCredentials, provides=Credentials)
    companies = provide(SqlCompanies, provides=Companies)
    members = provide(SqlMembers, provides=Members)
    invitations = provide(SqlInvitations, provides=Invitations)
    suspensions = provide(SqlSuspensions, provides=Suspensions)
    mail = provide(SqlMail, provides=Mail)
    founding = provide(SqlFounding, provides=Founding)
    tasks = provide(SqlTasks, provides=Tasks)
    activity = provide(SqlActivity, provides=Activity)
    invariants = provide(SqlInvariants, provides=Invariants)

    @provide
    def imports(self, session: Session, clock: Clock, ids: Ids) -> Imports:
        return SqlImports(session, clock, ids)

    events = provide(SqlEvents, provides=Events)
    webhooks = provide(SqlWebhooks, provides=Webhooks)
    webhook_queue = provide(SqlWebhookQueue, provides=WebhookQueue)
    receipts = provide(SqlReceipts, provides=Receipts)
