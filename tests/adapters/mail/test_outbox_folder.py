"""The outbox folder: one whole file per letter, for its owner's eyes only."""

import os
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from clara.adapters.mail.messages import Messages
from clara.adapters.mail.outbox_folder import OutboxFolder
from clara.adapters.mail.transport import NotDelivered
from clara.domain.mail.letter import Letter
from tests.support.clock import NOW
from tests.support.letters import DIGITS, letter

pytestmark = pytest.mark.anyio

MESSAGES = Messages.of(mail_from="Clara <clara@localhost>", public_url="http://127.0.0.1:8000")


def message(one: Letter) -> EmailMessage:
    return MESSAGES.message(one, NOW)


async def test_a_letter_is_a_file_named_by_time_and_id(tmp_path: Path) -> None:
    folder, one = tmp_path / "var" / "outbox", letter()
    await OutboxFolder(folder).send(message(one))
    [file] = folder.iterdir()
    assert file.name == f"20261120T180000Z-{one.id}.eml"
    read = message_from_bytes(file.read_bytes(), policy=SMTP)
    assert read["To"] == "Ana Torres <ana.torres@example.com>"
    assert DIGITS in str(read.get_body(("plain",)))


async def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "outbox"
    before = os.umask(0)
    try:
        await OutboxFolder(folder).send(message(letter()))
    finally:
        os.umask(before)
    [file] = folder.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert file.stat().st_mode & 0o777 == 0o600


async def test_the_same_letter_again_is_the_same_file(tmp_path: Path) -> None:
    outbox, one = OutboxFolder(tmp_path / "outbox"), letter()
    for _ in range(2):
        await outbox.send(message(one))
    assert len(list(outbox.folder.iterdir())) == 1


async def test_an_id_leads_nowhere_else(tmp_path: Path) -> None:
    folder = tmp_path / "outbox"
    await OutboxFolder(folder).send(message(letter(id="../../evil")))
    assert [file.name for file in folder.iterdir()] == ["20261120T180000Z-_evil.eml"]


async def test_a_folder_that_can_not_be_written_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file stands where the folder should be")
    with pytest.raises(NotDelivered) as caught:
        await OutboxFolder(tmp_path / "outbox").send(message(letter()))
    assert not caught.value.permanent


async def test_a_file_that_can_not_take_its_place_leaves_nothing_behind(tmp_path: Path) -> None:
    folder, one = tmp_path / "outbox", letter()
    (folder / f"20261120T180000Z-{one.id}.eml").mkdir(parents=True)
    with pytest.raises(NotDelivered):
        await OutboxFolder(folder).send(message(one))
    assert [entry.name for entry in folder.iterdir()] == [f"20261120T180000Z-{one.id}.eml"]
