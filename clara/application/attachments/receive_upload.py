from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct

from clara.application.attachments.keeping import Keeping
from clara.application.attachments.upload_tickets import UploadTickets, closed
from clara.application.credentials.ports import Credentials
from clara.application.ports import Clock
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.attachments.attachment import Attachment, UploadedFile
from clara.domain.credentials.actor import Actor


class ReceiveUploadCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    ticket: Annotated[str, Meta(max_length=2_000)]
    file: UploadedFile


@dataclass(frozen=True, slots=True)
class ReceiveUpload(UseCase[ReceiveUploadCommand, Attachment]):
    """Send the one file that an assistant's link is for. The link is the credential; it ends with
    the credential that asked for it.

    Errors: upload_link_closed, upload_link_used, attachment_too_large, attachment_unsupported,
    attachment_unreadable, attachments_busy, too_many_attachments, blobs_unavailable.
    """

    name = "agent.receive_upload"
    tool = "receive_upload"
    title = "Send a file through a link"
    action = "attachment.received"
    effect = Effect.STAGED
    is_public = True
    command = ReceiveUploadCommand
    result = Attachment

    tickets: UploadTickets
    credentials: Credentials
    keeping: Keeping
    clock: Clock

    async def __call__(self, actor: Actor, command: ReceiveUploadCommand) -> Attachment:
        ticket = self.tickets.opened(command.ticket)
        (kept,) = await self.keeping.keep(ticket.user_id, [(ticket.attachment_id, command.file)])
        # Looked up last, within the transaction: a revocation meanwhile still counts.
        if await self.credentials.find(ticket.credential_id, self.clock.now()) is None:
            raise closed()
        return kept

    @classmethod
    def trace(cls, result: Attachment) -> Trace:
        return Trace(subject=result.id, details={"kinds": [result.overview.kind.value]})
