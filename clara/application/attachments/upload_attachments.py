from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct

from clara.application.attachments.keeping import Keeping
from clara.application.ports import Ids
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.attachments.attachment import MAX_FILES, AttachmentList, UploadedFile
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.ids import OfUser


class UploadAttachmentsCommand(OfUser, frozen=True, kw_only=True, forbid_unknown_fields=True):
    files: Annotated[tuple[UploadedFile, ...], Meta(min_length=1, max_length=MAX_FILES)]


class _Said(Struct, frozen=True):
    user_id: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class UploadAttachments(UseCase[UploadAttachmentsCommand, AttachmentList]):
    """Upload up to five files for the analyst: statements, invoices, receipts. Each is read at once,
    so that you learn now what is in it; all are kept or none. A file may have 10 MB, a request 25.

    What kind a file is tells its content, not its name. They are deleted on request, and by
    themselves on `expires_at`.

    Errors: attachment_too_large, attachment_unsupported, attachment_unreadable, attachments_busy,
    too_many_attachments, blobs_unavailable.
    """

    name = "agent.upload_attachments"
    tool = "upload_attachments"
    title = "Upload attachments"
    action = "attachments.uploaded"
    effect = Effect.STAGED
    scope = Scope.ANALYSIS_RUN
    creates = True
    command = UploadAttachmentsCommand
    result = AttachmentList

    keeping: Keeping
    ids: Ids

    async def __call__(self, actor: Actor, command: UploadAttachmentsCommand) -> AttachmentList:
        files = [(self.ids.new("attachment"), file) for file in command.files]
        return AttachmentList(items=await self.keeping.keep(command.user_id, files))

    @classmethod
    def fingerprint(cls, command: UploadAttachmentsCommand) -> Struct:
        """Where the files lie differs each time."""
        files = tuple((file.name, file.digest) for file in command.files)
        return _Said(command.user_id, files)

    @classmethod
    def trace(cls, result: AttachmentList) -> Trace:
        kinds = [one.overview.kind.value for one in result.items]
        return Trace(subject=result.items[0].id, details={"kinds": kinds})
