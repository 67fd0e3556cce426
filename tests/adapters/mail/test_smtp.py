"""Mail through a real server: encrypted where it must be, refused where the server is not who it
should be, and told apart what passes from what is final."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from clara.adapters.mail.connect import transport_of
from clara.adapters.mail.messages import Messages
from clara.adapters.mail.smtp import SmtpTransport
from clara.adapters.mail.transport import NotDelivered
from tests.support.certificates import Authority
from tests.support.clock import NOW
from tests.support.letters import DIGITS, letter
from tests.support.smtp_server import PASSWORD, USER, PostOffice, hanging, serving

pytestmark = pytest.mark.anyio

USER_INFO = f"{quote(USER, safe='')}:{quote(PASSWORD, safe='')}"


def message() -> EmailMessage:
    messages = Messages.of(mail_from="Clara <clara@example.org>", public_url="https://c.example")
    return messages.message(letter(), NOW)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"), "ours")


@asynccontextmanager
async def office(**how: Any) -> AsyncIterator[PostOffice]:
    async with serving(PostOffice(), **how) as opened:
        yield opened


async def refusal(url: str) -> NotDelivered:
    with pytest.raises(NotDelivered) as caught:
        await transport_of(url).send(message())
    return caught.value


async def test_on_loopback_mail_may_go_unencrypted() -> None:
    async with office() as there:
        await transport_of(f"smtp://127.0.0.1:{there.port}").send(message())
    [(recipient, arrived)] = there.received
    assert recipient == "ana.torres@example.com"
    assert arrived["Subject"] == "Activate your Clara account"
    assert DIGITS in str(arrived.get_body(("plain",)))
    assert there.was_encrypted == [False]


async def test_starttls_with_an_authority_of_ones_own(authority: Authority) -> None:
    async with office(starttls=authority.server("127.0.0.1")) as there:
        url = f"smtp://127.0.0.1:{there.port}?ca={authority.file}"
        await transport_of(url).send(message())
    assert there.was_encrypted == [True]


async def test_implicit_tls_with_an_authority_of_ones_own(authority: Authority) -> None:
    async with office(implicit_tls=authority.server("localhost", "127.0.0.1")) as there:
        url = f"smtps://localhost:{there.port}?ca={authority.file}"
        await transport_of(url).send(message())
    assert there.was_encrypted == [True]


@pytest.mark.parametrize("kind", ["starttls", "implicit_tls"])
@pytest.mark.parametrize("wrong", ["another authority", "another host", "no authority of ours"])
async def test_a_server_that_is_not_who_it_should_be_gets_nothing(
    authority: Authority, tmp_path: Path, kind: str, wrong: str
) -> None:
    name = "mail.example.org" if wrong == "another host" else "127.0.0.1"
    trusted = Authority(tmp_path, "other") if wrong == "another authority" else authority
    option = "starttls=on" if wrong == "no authority of ours" else f"ca={trusted.file}"
    scheme = "smtp" if kind == "starttls" else "smtps"
    how: dict[str, Any] = {kind: authority.server(name), "asks_for_password": True}
    async with office(**how) as there:
        refused = await refusal(f"{scheme}://{USER_INFO}@127.0.0.1:{there.port}?{option}")
    assert there.received == []
    assert not refused.permanent
    assert "certificate verify failed" in refused.reason


async def test_a_server_without_starttls_gets_nothing_where_it_is_required() -> None:
    async with office() as there:
        refused = await refusal(f"smtp://127.0.0.1:{there.port}?starttls=on")
    assert there.received == []
    assert not refused.permanent


async def test_a_server_that_asks_for_a_password_gets_it(authority: Authority) -> None:
    async with office(starttls=authority.server("127.0.0.1"), asks_for_password=True) as there:
        url = f"smtp://{USER_INFO}@127.0.0.1:{there.port}?ca={authority.file}"
        await transport_of(url).send(message())
    assert len(there.received) == 1


@pytest.mark.parametrize("user_info", ["", "clara:wrong@"])
async def test_without_the_right_password_mail_waits(authority: Authority, user_info: str) -> None:
    async with office(starttls=authority.server("127.0.0.1"), asks_for_password=True) as there:
        url = f"smtp://{user_info}127.0.0.1:{there.port}?ca={authority.file}"
        refused = await refusal(url)
    assert there.received == []
    assert not refused.permanent
    assert "wrong" not in refused.reason


@pytest.mark.parametrize(
    ("answer", "is_permanent"),
    [
        ("550 5.1.1 No such user ana.torres@example.com", True),
        ("553 No such mailbox", True),
        ("450 4.2.1 Greylisted, come again", False),
        ("554 5.7.1 Relay access denied", False),
        ("530 5.7.0 Authentication required", False),
    ],
)
async def test_only_a_recipient_refused_for_good_is_permanent(
    answer: str, is_permanent: bool
) -> None:
    async with office() as there:
        there.recipient_answers = [answer]
        refused = await refusal(f"smtp://127.0.0.1:{there.port}")
    assert refused.permanent == is_permanent
    assert answer[:3] in refused.reason
    assert "ana" not in refused.reason


async def test_a_message_refused_for_what_it_says_waits() -> None:
    async with office() as there:
        there.data_answers = ["554 5.6.0 Looks like spam to ana.torres@example.com"]
        refused = await refusal(f"smtp://127.0.0.1:{there.port}")
    assert (refused.permanent, refused.reason) == (False, "SMTPDataError 554")


async def test_what_was_accepted_is_delivered_however_the_connection_ends() -> None:
    async with office() as there:
        there.hangs_up = True
        await transport_of(f"smtp://127.0.0.1:{there.port}").send(message())
    assert len(there.received) == 1


async def test_a_server_that_is_away_is_waited_for() -> None:
    async with office() as there:
        pass
    refused = await refusal(f"smtp://127.0.0.1:{there.port}")
    assert not refused.permanent


async def test_a_server_that_never_answers_is_given_up_for_now() -> None:
    async with hanging() as port:
        transport = SmtpTransport(host="127.0.0.1", port=port, upgrades=False, answer_seconds=0.05)
        with pytest.raises(NotDelivered) as caught:
            await transport.send(message())
    assert not caught.value.permanent


async def test_sending_that_is_cancelled_lets_go_of_its_connection() -> None:
    async with hanging() as port:
        transport = SmtpTransport(host="127.0.0.1", port=port, upgrades=False)
        task = asyncio.create_task(transport.send(message()))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
