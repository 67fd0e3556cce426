"""From the settings about mail to what sends it."""

import ipaddress
import ssl
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from clara.adapters.mail.messages import Messages
from clara.adapters.mail.outbox_folder import OutboxFolder
from clara.adapters.mail.sender import MailSender
from clara.adapters.mail.smtp import SmtpTransport
from clara.adapters.mail.transport import Transport
from clara.application.mail.ports import Letters
from clara.domain.errors import Invalid

_PORTS = {"smtp": 587, "smtps": 465}
_FORMS = (
    "outbox:var/outbox, smtp://user:password@host:587 or smtps://user:password@host:465, with"
    " ?ca=/path/of/ca.pem or ?starttls=off where wanted"
)


def build_mail_sender(
    letters: Letters, *, mail_url: str, mail_from: str, public_url: str
) -> MailSender:
    """What sends the letters that wait in `letters`. Connects to nothing yet. Raises
    `invalid_settings`."""
    messages = Messages.of(mail_from=mail_from, public_url=public_url)
    return MailSender(letters, transport_of(mail_url), messages)


def transport_of(url: str) -> Transport:
    """The transport of a CLARA_MAIL_URL. Raises `invalid_settings`, which never quotes the URL: it
    holds a password."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _refused("is not a URL") from error
    if parts.scheme == "outbox":
        return _outbox(parts)
    if parts.scheme in _PORTS:
        return _smtp(parts, _PORTS[parts.scheme] if port is None else port)
    raise _refused("has no scheme that is known here")


def _outbox(parts: SplitResult) -> OutboxFolder:
    if parts.netloc or parts.query or parts.fragment or not parts.path:
        raise _refused("names no folder")
    return OutboxFolder(Path(parts.path))


def _smtp(parts: SplitResult, port: int) -> SmtpTransport:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    authority, starttls = options.pop("ca", None), options.pop("starttls", None)
    if not parts.hostname or parts.path.strip("/") or parts.fragment:
        raise _refused("names no host, or more than one")
    if options or starttls not in (None, "on", "off"):
        raise _refused("has an option that is not known here")
    if bool(parts.username) != bool(parts.password):
        raise _refused("has a user without a password, or a password without a user")
    # Nothing travels further than this machine, and its mail server seldom has a certificate.
    is_plain = _is_loopback(parts.hostname) and authority is None
    return SmtpTransport(
        host=parts.hostname,
        port=port,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        tls_from_start=parts.scheme == "smtps",
        upgrades=starttls == "on" or (starttls is None and not is_plain),
        trusted=_trusting(authority),
    )


def _trusting(authority: str | None) -> ssl.SSLContext:
    """The authorities this machine trusts, or the one in a file alone."""
    try:
        context = ssl.create_default_context(cafile=authority)
    except OSError as error:
        raise _refused("names a `ca` that is not a readable file of certificates") from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _refused(reason: str) -> Invalid:
    return Invalid("invalid_settings", f"CLARA_MAIL_URL {reason}.", remedy=f"Use {_FORMS}.")
