from dataclasses import dataclass

from clara.application.attachments.ports import Attachments
from clara.application.ports import Clock
from clara.application.use_case import Effect, UseCase
from clara.domain.attachments.attachment import AttachmentList
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.ids import OfUser


class ListAttachmentsCommand(OfUser, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


@dataclass(frozen=True, slots=True)
class ListAttachments(UseCase[ListAttachmentsCommand, AttachmentList]):
    """List a user's attachments, newest first: all of them, at most 200.

    No errors beyond the common ones.
    """

    name = "agent.list_attachments"
    tool = "list_attachments"
    title = "List attachments"
    action = "attachments.listed"
    effect = Effect.READ
    scope = Scope.ANALYSIS_RUN
    command = ListAttachmentsCommand
    result = AttachmentList

    attachments: Attachments
    clock: Clock

    async def __call__(self, actor: Actor, command: ListAttachmentsCommand) -> AttachmentList:
        found = await self.attachments.of_user(command.user_id, self.clock.now())
        return AttachmentList(items=tuple(found))
