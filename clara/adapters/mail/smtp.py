"""Mail through a server, by SMTP (RFC 5321) over TLS."""

import re
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP as WIRE

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
)

from clara.adapters.mail.transport import NotDelivered, Transport

_ANSWER_SECONDS = 20.0
_AUTHENTICATION_REQUIRED = 530
# RFC 3463, 3.8: a matter of who may send, as when a server does not relay for us.
_OF_POLICY = re.compile(r"5\.7\.\d+\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpTransport(Transport):
    """One connection per message. `tls_from_start` is implicit TLS (RFC 8314); `upgrades` insists
    on STARTTLS (RFC 3207). Certificates are checked against `trusted`. Each answer of the server is
    waited for 20 s.

    Only the refusal of the recipient with a 5xx is permanent. Refusals of our sign-in, of the
    sender or of the content, and of us as somebody to relay for, pass once an operator has seen to
    them."""

    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    tls_from_start: bool = False
    upgrades: bool = True
    trusted: ssl.SSLContext | None = None
    answer_seconds: float = _ANSWER_SECONDS

    async def send(self, message: EmailMessage) -> None:
        client = self._client()
        try:
            await client.connect()
            await client.mail(_address(message, "From"))
            await client.rcpt(_address(message, "To"))
            await client.data(message.as_bytes(policy=WIRE))
        except SMTPRecipientRefused as error:
            raise NotDelivered(
                f"the recipient was refused with {error.code}", permanent=_is_for_good(error)
            ) from error
        except (SMTPException, OSError) as error:
            raise NotDelivered(_reason(error)) from error
        finally:
            # Without QUIT: what the server accepted is accepted, however this connection ends.
            client.close()

    def _client(self) -> SMTP:
        return SMTP(
            hostname=self.host,
            port=self.port,
            username=self.user,
            password=self.password,
            use_tls=self.tls_from_start,
            start_tls=self.upgrades and not self.tls_from_start,
            tls_context=self.trusted,
            timeout=self.answer_seconds,
        )


def _address(message: EmailMessage, header: str) -> str:
    spec: str = message[header].addresses[0].addr_spec
    return spec


def _is_for_good(error: SMTPRecipientRefused) -> bool:
    is_about_us = error.code == _AUTHENTICATION_REQUIRED or _OF_POLICY.match(error.message)
    return 500 <= error.code < 600 and not is_about_us


def _reason(error: BaseException) -> str:
    """What went wrong, without the server's words: they may quote the recipient."""
    if isinstance(error, SMTPResponseException):
        return f"{type(error).__name__} {error.code}"
    return f"{type(error).__name__}: {error}"
