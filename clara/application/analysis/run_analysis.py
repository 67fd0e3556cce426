from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from clara.application.analysis.answer_task import ANALYSIS, AnalysisPrice, Asked
from clara.application.analysis.questions import QuestionText
from clara.application.attachments.held_attachments import HeldAttachments
from clara.application.attachments.keeping import Keeping
from clara.application.ports import Ids
from clara.application.tasks.enqueuing import Enqueuing
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.attachments.attachment import MAX_FILES, AttachmentId, UploadedFile
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.errors import Invalid
from clara.domain.ids import OfUser, SomeCompanyId
from clara.domain.tasks.task import Task


class RunAnalysisCommand(OfUser, frozen=True, kw_only=True, forbid_unknown_fields=True):
    company_id: SomeCompanyId
    prompt: QuestionText
    attachment_ids: Annotated[
        tuple[AttachmentId, ...],
        Meta(max_length=MAX_FILES, description="Files that were sent before, five at most."),
    ] = ()
    files: Annotated[tuple[UploadedFile, ...], Meta(max_length=MAX_FILES)] = ()


class _Said(Struct, frozen=True):
    user_id: str
    company_id: str
    prompt: str
    attachment_ids: tuple[str, ...]
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RunAnalysis(UseCase[RunAnalysisCommand, Task]):
    """Ask the analyst about card spending: totals, rankings, trends, comparisons, unusual charges,
    duplicates, subscriptions, cards, policy, and whether attached receipts and statements agree
    with what Clara holds. Every figure names its card transactions.

    The answer is the task's `result`; where it takes longer than two seconds, view the task later.
    An answer costs credits; a refusal is free and says what to ask instead.

    Errors, first that holds: another_user, company_not_found, attachment_not_found,
    too_many_files, attachment_too_large, attachment_unsupported, attachment_unreadable,
    attachments_busy, too_many_attachments, blobs_unavailable, not_enough_credits.
    """

    name = "agent.analysis"
    tool = "agent_analysis"
    title = "Run analysis"
    action = "analysis.requested"
    effect = Effect.STAGED
    scope = Scope.ANALYSIS_RUN
    creates = True
    is_prompt = True
    command = RunAnalysisCommand
    result = Task

    attachments: HeldAttachments
    keeping: Keeping
    enqueuing: Enqueuing
    price: AnalysisPrice
    ids: Ids

    async def __call__(self, actor: Actor, command: RunAnalysisCommand) -> Task:
        if len(command.attachment_ids) + len(command.files) > MAX_FILES:
            raise Invalid(
                "too_many_files",
                f"An analysis takes {MAX_FILES} files at most.",
                remedy="Name or send fewer files.",
            )
        await self.attachments.named(command.user_id, command.attachment_ids)
        files = [(self.ids.new("attachment"), file) for file in command.files]
        if files:
            await self.keeping.keep(command.user_id, files)
        asked = Asked(
            prompt=command.prompt,
            attachment_ids=(*command.attachment_ids, *(id for id, _ in files)),
        )
        return await self.enqueuing(
            actor,
            ANALYSIS.name,
            msgspec.to_builtins(asked),
            credits=self.price.credits,
            description="Analysis",
            is_prompt=True,
        )

    @classmethod
    def fingerprint(cls, command: RunAnalysisCommand) -> Struct:
        """Where the files lie differs each time."""
        return _Said(
            command.user_id,
            command.company_id,
            command.prompt,
            command.attachment_ids,
            tuple((file.name, file.digest) for file in command.files),
        )

    @classmethod
    def trace(cls, result: Task) -> Trace:
        return Trace(subject=result.id)
