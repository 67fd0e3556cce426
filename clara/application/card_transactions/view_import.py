from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from clara.application.card_transactions.import_ports import Imports
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import STAFF, Scope
from clara.domain.errors import NotFound
from clara.domain.ids import InCompany
from clara.domain.imports.report import ImportReport


class ViewImportCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    import_id: Annotated[
        str,
        Meta(
            max_length=64,
            description="Identifier of the import.",
            examples=["import_0123456789abcdef0123456789abcdef"],
        ),
    ]


@dataclass(frozen=True, slots=True)
class ViewImport(UseCase[ViewImportCommand, ImportReport]):
    """View one import: its status, counts, sums, columns, and rejected rows with their reasons.

    Errors: import_not_found.
    """

    name = "card.import_view"
    tool = "view_import"
    title = "View an import"
    action = "import.viewed"
    effect = Effect.READ
    scope = Scope.TRANSACTIONS_READ
    roles = STAFF
    command = ViewImportCommand
    result = ImportReport

    imports: Imports

    async def __call__(self, actor: Actor, command: ViewImportCommand) -> ImportReport:
        found = await self.imports.find(actor, command.import_id)
        if found is None:
            raise NotFound.of("import")
        return found

    @classmethod
    def trace(cls, result: ImportReport) -> Trace:
        return Trace(subject=result.id)
