"""Telling a company's administrators that somebody submitted a receipt."""

from dataclasses import dataclass

from clara.application.companies.ports import Companies, Members
from clara.application.ports import Ids, Mail
from clara.domain.accounts.language import language_of
from clara.domain.card_transactions.card_transaction import CardTransaction
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import STAFF
from clara.domain.mail.letter import Letter, ReceiptLetter
from clara.domain.money import to_decimal


@dataclass(frozen=True, slots=True)
class ReceiptNews:
    companies: Companies
    members: Members
    mail: Mail
    ids: Ids

    async def tell(self, actor: Actor, transaction: CardTransaction) -> None:
        """By mail, unless who submitted it is one of those who look after receipts anyway."""
        if actor.role in STAFF:
            return
        company = await self.companies.find(actor.company.company_id)
        assert company is not None, "the actor sits in it"
        amount = to_decimal(transaction.amount_minor, transaction.currency)
        content = ReceiptLetter(
            company_name=company.name,
            submitted_by=actor.name,
            merchant=transaction.merchant,
            amount=f"{amount:,} {transaction.currency}",
            at=transaction.occurred_at,
        )
        for member in await self.members.all(company.id):
            if member.role is Role.ADMINISTRATOR and member.is_active:
                await self.mail.post(
                    Letter(
                        id=self.ids.new("letter"),
                        to=member.email,
                        name=f"{member.first_name} {member.last_name}",
                        language=language_of(company.country),
                        content=content,
                    )
                )
