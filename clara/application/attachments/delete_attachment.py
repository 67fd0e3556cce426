from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct

from clara.application.attachments.held_attachments import HeldAttachments
from clara.application.attachments.ports import Attachments, Blobs
from clara.application.ports import Clock
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.ids import OfUser


class DeleteAttachmentCommand(OfUser, frozen=True, kw_only=True, forbid_unknown_fields=True):
    attachment_id: Annotated[
        str,
        Meta(
            max_length=64,
            description="Identifier of the attachment.",
            examples=["attachment_0123456789abcdef0123456789abcdef"],
        ),
    ]


class DeletedAttachment(Struct, frozen=True, kw_only=True):
    id: str


@dataclass(frozen=True, slots=True)
class DeleteAttachment(UseCase[DeleteAttachmentCommand, DeletedAttachment]):
    """Delete an attachment and its content. Answers that were made with it stay.

    Errors: attachment_not_found, blobs_unavailable.
    """

    name = "agent.delete_attachment"
    tool = "delete_attachment"
    title = "Delete an attachment"
    action = "attachment.deleted"
    effect = Effect.WRITE
    scope = Scope.ANALYSIS_RUN
    command = DeleteAttachmentCommand
    result = DeletedAttachment

    held: HeldAttachments
    attachments: Attachments
    blobs: Blobs
    clock: Clock

    async def __call__(self, actor: Actor, command: DeleteAttachmentCommand) -> DeletedAttachment:
        # Held, so that nobody begins to rely on the same content meanwhile.
        await self.attachments.hold(command.user_id)
        (attachment,) = await self.held.named(command.user_id, [command.attachment_id])
        now = self.clock.now()
        await self.attachments.close(attachment, now)
        if not await self.attachments.is_kept(command.user_id, attachment.digest, now):
            await self.blobs.delete(attachment.blob)
        return DeletedAttachment(id=attachment.id)

    @classmethod
    def trace(cls, result: DeletedAttachment) -> Trace:
        return Trace(subject=result.id)
