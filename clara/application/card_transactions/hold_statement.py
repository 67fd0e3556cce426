from dataclasses import dataclass

from msgspec import Struct

from clara.application.card_transactions.held_statements import HeldStatements
from clara.application.card_transactions.import_card_transactions import (
    ImportCardTransactions,
    ImportCardTransactionsCommand,
)
from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import STAFF, Scope
from clara.domain.ids import InCompany
from clara.domain.imports.report import StatementFile


class HoldStatementCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    file: StatementFile


class StatementHeld(Struct, frozen=True, kw_only=True):
    """`statement` names the file to whoever sent it, in the company it was sent for."""

    statement: str


@dataclass(frozen=True, slots=True)
class HoldStatement(UseCase[HoldStatementCommand, StatementHeld]):
    """Keep a card statement for an hour, so that its person can look at it before it is imported.

    Errors: blobs_unavailable.
    """

    name = "card.hold_statement"
    tool = "hold_statement"
    title = "Keep a statement for a look"
    action = "statement.held"
    effect = Effect.STAGED
    scope = Scope.TRANSACTIONS_WRITE
    roles = STAFF
    creates = True
    command = HoldStatementCommand
    result = StatementHeld

    held: HeldStatements

    async def __call__(self, actor: Actor, command: HoldStatementCommand) -> StatementHeld:
        return StatementHeld(statement=await self.held.hold(actor, command.file))

    @classmethod
    def fingerprint(cls, command: HoldStatementCommand) -> Struct:
        same = ImportCardTransactionsCommand(company_id=command.company_id, file=command.file)
        return ImportCardTransactions.fingerprint(same)
