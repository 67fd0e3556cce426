"""CLARA_MAIL_URL: what it may say, and that its password is never said back."""

import re
from pathlib import Path

import pytest

from clara.adapters.mail.connect import build_mail_sender, transport_of
from clara.adapters.mail.outbox_folder import OutboxFolder
from clara.adapters.mail.smtp import SmtpTransport
from clara.application.mail.ports import Letters
from clara.domain.errors import Invalid

SECRET = "s3cr3t"


def smtp(url: str) -> SmtpTransport:
    transport = transport_of(url)
    assert isinstance(transport, SmtpTransport)
    return transport


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("outbox:var/outbox", "var/outbox"),
        ("outbox:/srv/out box", "/srv/out box"),
        ("outbox:///srv/outbox", "/srv/outbox"),
    ],
)
def test_an_outbox_is_a_folder(url: str, folder: str) -> None:
    assert transport_of(url) == OutboxFolder(Path(folder))


def test_a_server_elsewhere_has_to_encrypt() -> None:
    transport = smtp("smtp://ana%40x.org:p%40ss@mail.example.org")
    assert (transport.host, transport.port) == ("mail.example.org", 587)
    assert (transport.user, transport.password) == ("ana@x.org", "p@ss")
    assert (transport.upgrades, transport.tls_from_start) == (True, False)


def test_implicit_tls_has_its_own_port() -> None:
    transport = smtp("smtps://mail.example.org")
    assert (transport.port, transport.tls_from_start) == (465, True)


@pytest.mark.parametrize(
    ("url", "upgrades"),
    [
        ("smtp://mail.example.org:25?starttls=off", False),
        ("smtp://mail.example.org:25?starttls=on", True),
        ("smtp://127.0.0.1:25", False),
        ("smtp://[::1]:25", False),
        ("smtp://localhost:25", False),
        ("smtp://localhost:25?starttls=on", True),
        ("smtp://localhost.example.org:25", True),
        ("smtp://10.0.0.1:25", True),
    ],
)
def test_starttls_is_required_but_on_loopback_or_where_switched_off(
    url: str, upgrades: bool
) -> None:
    assert smtp(url).upgrades == upgrades


def test_certificates_and_names_are_always_checked() -> None:
    trusted = smtp("smtp://mail.example.org").trusted
    assert trusted is not None
    assert trusted.check_hostname
    assert trusted.verify_mode.name == "CERT_REQUIRED"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.org",
        f"http://clara:{SECRET}@mail.example.org",
        f"smtp://clara:{SECRET}@",
        f"smtp://clara:{SECRET}@mail.example.org:99999",
        f"smtp://clara:{SECRET}@mail.example.org:port",
        f"smtp://:{SECRET}@mail.example.org",
        "smtp://clara@mail.example.org",
        f"smtp://clara:{SECRET}@mail.example.org/path",
        f"smtp://clara:{SECRET}@mail.example.org?verify=off",
        f"smtp://clara:{SECRET}@mail.example.org?starttls=maybe",
        f"smtp://clara:{SECRET}@mail.example.org?ca=/nowhere/{SECRET}.pem",
        f"smtp://clara:{SECRET}@[mail.example.org",
        "outbox:",
        "outbox://var/outbox",
    ],
)
def test_a_wrong_url_is_refused_without_being_quoted(url: str) -> None:
    with pytest.raises(Invalid) as caught:
        transport_of(url)
    error = caught.value
    assert error.code == "invalid_settings"
    assert error.message.startswith("CLARA_MAIL_URL ")
    assert error.remedy
    assert SECRET not in f"{error.message} {error.remedy} {error.details} {error}"


def test_a_file_that_holds_no_certificate_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "ca.pem"
    empty.write_text("nothing")
    with pytest.raises(Invalid, match="invalid_settings"):
        transport_of(f"smtp://mail.example.org?ca={empty}")


def test_no_representation_shows_the_password() -> None:
    assert SECRET not in repr(smtp(f"smtp://clara:{SECRET}@mail.example.org"))


def test_a_sender_is_built_from_settings_and_connects_to_nothing() -> None:
    class NoLetters(Letters):
        async def take(self, limit: int) -> list[None]:  # type: ignore[override]
            return []

        async def remove(self, letter_id: str) -> None: ...
        async def postpone(self, waiting: object) -> None: ...

    url = f"smtp://clara:{SECRET}@mail.example.org"
    sender = build_mail_sender(
        NoLetters(), mail_url=url, mail_from="Clara <clara@localhost>", public_url="http://x"
    )
    assert not re.search(SECRET, repr(vars(sender)))
