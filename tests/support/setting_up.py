"""Putting companies, people and credentials into a store, past every rule of the product."""

import hashlib
from datetime import timedelta

from clara.adapters.persistence.accounts import SqlAccounts
from clara.adapters.persistence.attachments import SqlAttachments
from clara.adapters.persistence.companies import SqlCompanies
from clara.adapters.persistence.credentials import SqlCredentials
from clara.adapters.persistence.founding import SqlFounding
from clara.adapters.persistence.invitations import SqlInvitations
from clara.adapters.persistence.ledger import SqlLedger
from clara.adapters.persistence.members import SqlMembers
from clara.adapters.persistence.receipts import SqlReceipts
from clara.adapters.persistence.tasks import SqlTasks
from clara.adapters.persistence.webhooks import SqlWebhooks
from clara.adapters.system.ids import RandomIds
from clara.adapters.system.vault import AesVault
from clara.application.accounts.ports import Account
from clara.application.runner import ANYBODY
from clara.domain.accounts.user import User
from clara.domain.attachments.attachment import Attachment
from clara.domain.attachments.contents import Overview
from clara.domain.attachments.kinds import AttachmentKind
from clara.domain.companies.company import Company, Membership
from clara.domain.companies.invitation import Invitation
from clara.domain.credentials.credential import NewCredential
from clara.domain.credits.ledger import Account as Of
from clara.domain.credits.ledger import Transfer, TransferKind, moving
from clara.domain.receipts.receipt import Receipt
from clara.domain.tasks.task import Task, TaskProgress, TaskStatus
from clara.domain.webhooks.endpoint import Endpoint
from clara.domain.webhooks.event import EventType, Happened


class SettingUp(SqlFounding):
    """What the demo is founded with, and the rest, in one transaction."""

    async def add_company(self, company: Company) -> None:
        await SqlCompanies(self.session).add(company)

    async def add_user(self, user: User, password_hash: str) -> None:
        await SqlAccounts(self.session).add(Account(user=user, password_hash=password_hash))

    async def add_membership(self, membership: Membership) -> None:
        await SqlMembers(self.session).add(membership)

    async def add_credential(self, credential: NewCredential, token: str) -> None:
        await SqlCredentials(self.session).add(credential, token)

    async def add_invitation(self, invitation: Invitation, token: str) -> None:
        await SqlInvitations(self.session).add(invitation, token)

    async def add_credits(self, user: User, credits: int, *, id: str, why: str = "A gift") -> None:
        """As an operator gives them."""
        given = Transfer(
            id=id,
            user_id=user.id,
            kind=TransferKind.ADJUSTMENT,
            reference=id,
            step="adjusted",
            description=why,
            at=self.clock.now(),
            entries=moving(credits, Of.ADJUSTED, Of.AVAILABLE),
        )
        await SqlLedger(self.session).post(given)

    async def add_attachment(self, user: User, *, id: str, name: str = "statement.csv") -> None:
        """As it was uploaded; of its content nothing is kept."""
        now = self.clock.now()
        attachment = Attachment(
            id=id,
            user_id=user.id,
            name=name,
            size=100,
            digest=hashlib.sha256(id.encode()).hexdigest(),
            overview=Overview(kind=AttachmentKind.TEXT_TABLE, lines=3),
            created_at=now,
            expires_at=now + timedelta(days=30),
        )
        await SqlAttachments(self.session).add([attachment])

    async def add_receipt(self, user: User, company: Company, row: str, *, id: str) -> None:
        """Of its content nothing is kept."""
        receipt = Receipt(
            id=id,
            company_id=company.id,
            transaction_id=row,
            submitted_by=user.id,
            submitter_name=user.name,
            name="receipt.pdf",
            size=100,
            digest=hashlib.sha256(id.encode()).hexdigest(),
            overview=Overview(kind=AttachmentKind.PDF, documents=1),
            created_at=self.clock.now(),
        )
        await SqlReceipts(self.session).add(receipt)

    async def add_webhook(self, company: Company, *, id: str, delivery_id: str) -> None:
        """One that is off, and what was sent there before it was."""
        endpoint = Endpoint(
            id=id,
            company_id=company.id,
            url="https://erp.example.com/clara",
            event_types=(),
            description="ERP",
            is_enabled=False,
            created_at=self.clock.now(),
            updated_at=self.clock.now(),
        )
        vault = AesVault(b"a key that no server has, of thirty-two bytes or more")
        webhooks = SqlWebhooks(self.session, vault, self.clock, _Named(delivery_id))
        await webhooks.add(endpoint, b"secret")
        told = Happened(type=EventType.CARD_LOCKED, data={})
        await webhooks.send_only_to(endpoint, told)

    async def add_task(
        self, user: User, company: Company | None, *, id: str, kind: str = "test", asked: str = ""
    ) -> None:
        """One that waits, and costs nothing."""
        task = Task(
            id=id,
            kind=kind,
            user_id=user.id,
            company_id=company.id if company else None,
            viewpoint=company.id if company else None,
            status=TaskStatus.QUEUED,
            progress=TaskProgress(words=asked),
            credits=0,
            attempts=0,
            created_at=self.clock.now(),
            updated_at=self.clock.now(),
        )
        await SqlTasks(self.session).add(task, ANYBODY, asked)


class _Named(RandomIds):
    """Deliveries are called as the test says."""

    def __init__(self, delivery_id: str) -> None:
        self._delivery_id = delivery_id

    def new(self, kind: str) -> str:
        return self._delivery_id if kind == "delivery" else super().new(kind)
