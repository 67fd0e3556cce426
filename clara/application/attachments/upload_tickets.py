"""Links through which somebody sends one file for somebody else."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from clara.application.ports import Clock, PublicUrl, Vault
from clara.domain.attachments.attachment import UploadLink
from clara.domain.errors import Conflict

_PURPOSE = "attachment.upload"


class UploadTicket(Struct, frozen=True, kw_only=True):
    """What a link holds, sealed: for whom, under which identifier, who asked, and until when."""

    user_id: str
    attachment_id: str
    credential_id: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class UploadTickets:
    vault: Vault
    clock: Clock
    public_url: PublicUrl

    def link(self, ticket: UploadTicket) -> UploadLink:
        sealed = self.vault.seal(msgspec.json.encode(ticket), _PURPOSE)
        text = urlsafe_b64encode(sealed).decode().rstrip("=")
        return UploadLink(
            attachment_id=ticket.attachment_id,
            url=self.public_url.to("/upload?" + urlencode({"ticket": text})),
            expires_at=ticket.expires_at,
        )

    def opened(self, text: str) -> UploadTicket:
        """Raises `upload_link_closed` for what is no link of ours, or too old."""
        try:
            plain = self.vault.open(urlsafe_b64decode(text + "=" * (-len(text) % 4)), _PURPOSE)
        except ValueError as error:
            raise closed() from error
        ticket = msgspec.json.decode(plain, type=UploadTicket)
        if ticket.expires_at <= self.clock.now():
            raise closed()
        return ticket


def closed() -> Conflict:
    return Conflict(
        "upload_link_closed",
        "This link does not count any more: it is older than ten minutes, or was taken back.",
        remedy="Ask your assistant for a new link.",
    )
