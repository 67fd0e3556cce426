"""Attachments: taken in as a whole, kept for their user alone, gone when they are to be gone."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import update

from clara.adapters.blobs.connect import open_blobs
from clara.adapters.persistence.attachments import forget_attachments, forget_strays
from clara.adapters.persistence.tables import attachments, credentials
from clara.application.attachments.delete_attachment import DeleteAttachment
from clara.application.attachments.held_attachments import HeldAttachments
from clara.application.attachments.list_supported_attachments import ListSupportedAttachments
from clara.application.attachments.open_upload_link import OpenUploadLink
from clara.application.attachments.ports import Blobs
from clara.application.attachments.receive_upload import ReceiveUpload
from clara.application.attachments.upload_attachments import UploadAttachments
from clara.application.call import Call
from clara.domain.attachments.attachment import MAX_HELD, Attachment, UploadedFile, UploadLink
from clara.domain.attachments.contents import Contents
from clara.domain.attachments.kinds import AttachmentKind
from clara.domain.credentials.actor import Door
from clara.domain.errors import ClaraError
from clara.domain.instant import microseconds
from tests.support.house import Person
from tests.support.uploads import STATEMENT, uploaded
from tests.support.world import World

pytestmark = pytest.mark.anyio


async def _send(
    world: World,
    use_case: type[Any],
    person: Person,
    door: Door = Door.REST,
    key: str | None = None,
    **fields: Any,
) -> Any:
    command = use_case.command(**{"user_id": person.user.id, **fields})
    return (await world.send(use_case, command, person, door, key)).result


async def _upload(world: World, *files: UploadedFile, **how: Any) -> tuple[Attachment, ...]:
    person = how.pop("by", world.a.administrator)
    return (await _send(world, UploadAttachments, person, files=files, **how)).items


async def _refused(work: Any) -> str:
    with pytest.raises(ClaraError) as refused:
        await work
    return refused.value.code


async def _contents(world: World, person: Person, *ids: str) -> list[Contents]:
    async with world.core.units.open() as unit:
        held = unit.get(HeldAttachments)
        found = await held.named(person.user.id, ids)
        return [await held.contents(one, "MXN", "America/Mexico_City") for one in found]


def _blobs(world: World) -> Blobs:
    return open_blobs(world.core.settings.blobs_url)


async def _is_kept(world: World, attachment: Attachment) -> bool:
    try:
        async with _blobs(world).open(attachment.blob):
            return True
    except ClaraError:
        return False


async def test_what_was_uploaded_can_be_read_again(world: World, tmp_path: Path) -> None:
    (kept,) = await _upload(world, uploaded(tmp_path / "noviembre.csv"))
    assert kept.name == "noviembre.csv"
    assert (kept.overview.kind, kept.overview.lines) == (AttachmentKind.TEXT_TABLE, 2)
    assert (kept.expires_at - kept.created_at).days == 30
    (contents,) = await _contents(world, world.a.administrator, kept.id)
    assert [one.amount_minor for one in contents.lines] == [120_50, 99_00]


async def test_one_bad_file_keeps_the_others_out(world: World, tmp_path: Path) -> None:
    before = await world.dump("audit_entries")
    good, bad = uploaded(tmp_path / "a.csv"), uploaded(tmp_path / "b.pdf", b"\x7fELF" + bytes(100))
    with pytest.raises(ClaraError) as refused:
        await _upload(world, good, bad)
    assert refused.value.code == "attachment_unsupported"
    assert refused.value.details["file"] == "b.pdf"
    assert await world.dump("audit_entries") == before


async def test_a_repeated_upload_is_the_same_attachment(world: World, tmp_path: Path) -> None:
    first = await _upload(world, uploaded(tmp_path / "a.csv"), key="one")
    again = tmp_path / "elsewhere"
    again.mkdir()
    assert await _upload(world, uploaded(again / "a.csv"), key="one") == first


async def test_attachments_are_their_users_alone(world: World, tmp_path: Path) -> None:
    (kept,) = await _upload(world, uploaded(tmp_path / "a.csv"))
    stranger = world.a.bookkeeper
    delete = _send(world, DeleteAttachment, stranger, attachment_id=kept.id)
    assert await _refused(delete) == "attachment_not_found"
    assert await _refused(_contents(world, stranger, kept.id)) == "attachment_not_found"
    assert await _contents(world, world.a.administrator, kept.id)


async def test_a_deleted_attachment_is_gone_with_its_content(world: World, tmp_path: Path) -> None:
    (kept,) = await _upload(world, uploaded(tmp_path / "a.csv", STATEMENT + "2026-11-05,A,1\n"))
    await _send(world, DeleteAttachment, world.a.administrator, attachment_id=kept.id)
    assert not await _is_kept(world, kept)
    again = _send(world, DeleteAttachment, world.a.administrator, attachment_id=kept.id)
    assert await _refused(again) == "attachment_not_found"


async def test_content_stays_as_long_as_another_attachment_has_it(
    world: World, tmp_path: Path
) -> None:
    first, second = await _upload(world, uploaded(tmp_path / "a.csv"), uploaded(tmp_path / "b.csv"))
    await _send(world, DeleteAttachment, world.a.administrator, attachment_id=first.id)
    assert await _contents(world, world.a.administrator, second.id)


async def test_uploading_and_deleting_at_once_never_loses_content(
    world: World, tmp_path: Path
) -> None:
    """The same file again and again: whatever is left of the attachments can be read."""
    files = [uploaded(tmp_path / f"{number}.csv") for number in range(6)]
    kept = [one for file in files[:3] for one in await _upload(world, file)]
    await asyncio.gather(
        *(_upload(world, file) for file in files[3:]),
        *(
            _send(world, DeleteAttachment, world.a.administrator, attachment_id=one.id)
            for one in kept
        ),
    )
    (newest,) = await _upload(world, files[0])
    assert await _contents(world, world.a.administrator, newest.id)


async def test_attachments_expire_and_are_swept_away(world: World, tmp_path: Path) -> None:
    (kept,) = await _upload(world, uploaded(tmp_path / "a.csv", STATEMENT + "2026-11-06,B,2\n"))
    world.clock.advance(days=30)
    assert (
        await _refused(_contents(world, world.a.administrator, kept.id)) == "attachment_not_found"
    )
    world.clock.advance(minutes=11)
    await forget_attachments(world.core.database, _blobs(world), world.clock.now())
    assert not await _is_kept(world, kept)
    assert (await world.dump())["attachments"] == []


async def test_what_a_refused_upload_left_is_swept_away(world: World, tmp_path: Path) -> None:
    """The link ended while the file came in: its content was kept already, and belongs to nobody."""
    (kept,) = await _upload(world, uploaded(tmp_path / "kept.csv"))
    link, ticket = await _link(world)
    file = uploaded(tmp_path / "stray.csv", STATEMENT + f"2026-11-07,{link.attachment_id},3\n")
    now = microseconds(world.clock.now())
    await world.change(update(credentials).values(revoked_at=now))
    assert await _refused(_receive(world, ticket, file)) == "upload_link_closed"
    stray = structs.replace(kept, digest=file.digest)
    assert await _is_kept(world, stray)
    await forget_strays(world.core.database, _blobs(world), datetime.now(UTC))
    assert await _is_kept(world, stray), "it may belong to an upload that goes on"
    later = datetime.now(UTC) + timedelta(hours=2)
    await world.change(update(attachments).values(expires_at=microseconds(later) + 1))
    await forget_strays(world.core.database, _blobs(world), later)
    assert not await _is_kept(world, stray)
    assert await _is_kept(world, kept)


async def test_nobody_fills_the_disk(world: World, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("clara.application.attachments.keeping.MAX_HELD", 2)
    assert MAX_HELD == 200
    await _upload(world, uploaded(tmp_path / "a.csv"), uploaded(tmp_path / "b.csv"))
    assert await _refused(_upload(world, uploaded(tmp_path / "c.csv"))) == "too_many_attachments"
    assert await _upload(world, uploaded(tmp_path / "c.csv"), by=world.a.bookkeeper)


async def test_a_request_past_twenty_five_megabytes_is_refused_unread(
    world: World, tmp_path: Path
) -> None:
    files = [
        UploadedFile(path=str(tmp_path / "none"), name="a", size=9 << 20, digest="0" * 64)
        for _ in range(3)
    ]
    assert await _refused(_upload(world, *files)) == "attachment_too_large"


async def test_what_can_be_attached_is_what_can_be_read(world: World) -> None:
    found = await _send(world, ListSupportedAttachments, world.a.employee)
    assert ".csv" in found.spreadsheets
    assert found.electronic_invoices == (".xml",)


async def _link(world: World, person: Person | None = None) -> tuple[UploadLink, str]:
    person = person or world.a.administrator
    link = await _send(world, OpenUploadLink, person, Door.MCP)
    return link, link.url.partition("ticket=")[2].replace("%3D", "=")


async def _receive(world: World, ticket: str, file: UploadedFile) -> Attachment:
    call = Call(door=Door.WEB, request_id="request")
    command = ReceiveUpload.command(ticket=ticket, file=file)
    return (await world.core.runner.run(ReceiveUpload, command, call)).result


async def test_a_file_comes_through_a_link_under_the_promised_identifier(
    world: World, tmp_path: Path
) -> None:
    link, ticket = await _link(world)
    kept = await _receive(world, ticket, uploaded(tmp_path / "a.csv"))
    assert (kept.id, kept.user_id) == (link.attachment_id, world.a.administrator.user.id)
    assert await _contents(world, world.a.administrator, link.attachment_id)


async def test_a_link_counts_once_also_when_the_file_was_deleted(
    world: World, tmp_path: Path
) -> None:
    link, ticket = await _link(world)
    file = uploaded(tmp_path / "a.csv")
    await _receive(world, ticket, file)
    assert await _refused(_receive(world, ticket, file)) == "upload_link_used"
    person = world.a.administrator
    await _send(world, DeleteAttachment, person, attachment_id=link.attachment_id)
    assert await _refused(_receive(world, ticket, file)) == "upload_link_used"


async def test_of_many_at_once_one_file_comes_through(world: World, tmp_path: Path) -> None:
    _, ticket = await _link(world)
    files = [uploaded(tmp_path / f"{n}.csv", f"{STATEMENT}2026-11-05,X,{n}\n") for n in range(4)]
    done = await asyncio.gather(
        *(_receive(world, ticket, file) for file in files), return_exceptions=True
    )
    codes = sorted(one.code for one in done if isinstance(one, ClaraError))
    assert codes == ["upload_link_used"] * 3


async def test_a_link_ends_after_ten_minutes(world: World, tmp_path: Path) -> None:
    _, ticket = await _link(world)
    world.clock.advance(minutes=10)
    file = uploaded(tmp_path / "a.csv")
    assert await _refused(_receive(world, ticket, file)) == "upload_link_closed"


async def test_a_link_ends_with_the_token_that_asked_for_it(world: World, tmp_path: Path) -> None:
    _, ticket = await _link(world)
    now = microseconds(world.clock.now())
    await world.change(update(credentials).values(revoked_at=now))
    file = uploaded(tmp_path / "a.csv")
    assert await _refused(_receive(world, ticket, file)) == "upload_link_closed"
    assert (await world.dump())["attachments"] == []


@pytest.mark.parametrize("ticket", ["", "x", "é", "A" * 200, "====", "\x00"])
async def test_nothing_else_is_a_link(world: World, tmp_path: Path, ticket: str) -> None:
    file = uploaded(tmp_path / "a.csv")
    assert await _refused(_receive(world, ticket, file)) == "upload_link_closed"


async def test_the_log_says_what_came_in_and_nothing_that_is_in_it(
    world: World, tmp_path: Path
) -> None:
    (kept,) = await _upload(world, uploaded(tmp_path / "a.csv"))
    (entry,) = await world.audited(action="attachments.uploaded")
    assert entry.subject == kept.id
    assert "OXXO" not in repr(entry)
    assert "a.csv" not in repr(entry)
