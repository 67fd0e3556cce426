"""From a letter to a message that can be sent (RFC 5322)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

import msgspec

from clara.adapters.mail.contents import contents_of
from clara.adapters.mail.layout import html, plain_text
from clara.domain.accounts.user import EmailAddress
from clara.domain.errors import Invalid
from clara.domain.mail.letter import Letter
from clara.domain.text import clean

_MAX_NAME = 80
_BLANK = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Messages:
    """`public_url` is where links lead, without a slash at its end."""

    sender: Address
    public_url: str

    @classmethod
    def of(cls, *, mail_from: str, public_url: str) -> "Messages":
        """From the settings. Raises `invalid_settings`."""
        name, address = parseaddr(mail_from)
        local, _, domain = address.rpartition("@")
        is_plain = address.isascii() and address.count("@") == 1 and not _BLANK.search(address)
        if not (is_plain and local and domain and mail_from.isprintable()):
            raise _bad_sender()
        try:
            sender = Address(name, local, domain)
        except (ValueError, HeaderParseError) as error:
            raise _bad_sender() from error
        return cls(sender, public_url.rstrip("/"))

    def message(self, letter: Letter, posted_at: datetime) -> EmailMessage:
        """The same message whenever it is made again: its id is the letter's, its date the posting's,
        so that mailboxes can tell duplicates. Raises `ValueError` for an address that can't stand
        in a header."""
        contents = contents_of(letter, posted_at, self.public_url)
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender
        message["To"] = _recipient(letter)
        message["Subject"] = _unencoded(contents.subject)
        message["Date"] = posted_at.astimezone(UTC)
        message["Message-ID"] = f"<{letter.id}@{self.sender.domain}>"
        # RFC 3834, 5: keeps out-of-office answers away.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(plain_text(contents), cte="quoted-printable")
        message.add_alternative(
            html(contents, letter.language), subtype="html", cte="quoted-printable"
        )
        # Last: setting the content clears what begins with Content-.
        message["Content-Language"] = letter.language.value
        return message


def _recipient(letter: Letter) -> Address:
    # Whoever posted it has checked it; a header and an SMTP command are no places to hope so.
    try:
        to = msgspec.convert(letter.to, EmailAddress)
    except msgspec.ValidationError as error:
        raise ValueError("not an e-mail address") from error
    local, _, domain = to.rpartition("@")
    return Address(_unencoded(clean(letter.name or "", _MAX_NAME)), local, domain)


def _unencoded(text: str) -> str:
    """Without the beginnings of encoded words (RFC 2047): the email package would decode them, and
    with them whatever line breaks somebody hid there."""
    return text.replace("=?", "= ?")


def _bad_sender() -> Invalid:
    return Invalid(
        "invalid_settings",
        "CLARA_MAIL_FROM is not an address.",
        remedy="Write it like: Clara <clara@example.com>",
    )
