from dataclasses import dataclass

from clara.application.attachments.upload_tickets import UploadTicket, UploadTickets
from clara.application.ports import Clock, Ids
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.attachments.attachment import LINK_LIVES, UploadLink
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.ids import OfUser


class OpenUploadLinkCommand(OfUser, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


@dataclass(frozen=True, slots=True)
class OpenUploadLink(UseCase[OpenUploadLinkCommand, UploadLink]):
    """Make a link through which the person sends you one file, since files do not travel through
    chat. Give them the address; it counts once and for ten minutes. Once they say that they have
    sent the file, use `attachment_id` in agent.analysis.

    No errors beyond the common ones.
    """

    name = "agent.open_upload_link"
    tool = "agent_open_upload_link"
    title = "Make a link to upload a file"
    action = "upload_link.opened"
    effect = Effect.READ
    scope = Scope.ANALYSIS_RUN
    command = OpenUploadLinkCommand
    result = UploadLink

    tickets: UploadTickets
    ids: Ids
    clock: Clock

    async def __call__(self, actor: Actor, command: OpenUploadLinkCommand) -> UploadLink:
        return self.tickets.link(
            UploadTicket(
                user_id=command.user_id,
                attachment_id=self.ids.new("attachment"),
                credential_id=actor.credential_id,
                expires_at=self.clock.now() + LINK_LIVES,
            )
        )

    @classmethod
    def trace(cls, result: UploadLink) -> Trace:
        return Trace(subject=result.attachment_id)
