import asyncio
from dataclasses import dataclass

from clara.application.attachments.ports import AttachmentReader
from clara.application.use_case import Effect, UseCase
from clara.domain.attachments.attachment import SupportedAttachments
from clara.domain.attachments.kinds import AttachmentCategory, extensions_of
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.ids import OfUser


class ListSupportedAttachmentsCommand(
    OfUser, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    pass


@dataclass(frozen=True, slots=True)
class ListSupportedAttachments(UseCase[ListSupportedAttachmentsCommand, SupportedAttachments]):
    """List which files can be attached, by what their names end in, as this server is installed now:
    pictures need a program that reads text in them. What counts in the end is a file's content.

    No errors beyond the common ones.
    """

    name = "agent.supported_attachments"
    tool = "agent_supported_attachments"
    title = "List supported attachments"
    action = "attachments.supported_listed"
    effect = Effect.READ
    scope = Scope.ANALYSIS_RUN
    command = ListSupportedAttachmentsCommand
    result = SupportedAttachments

    reader: AttachmentReader

    async def __call__(
        self, actor: Actor, command: ListSupportedAttachmentsCommand
    ) -> SupportedAttachments:
        readable = await asyncio.to_thread(self.reader.readable)
        return SupportedAttachments(
            **{one.value: extensions_of(one, readable) for one in AttachmentCategory}
        )
