"""Wherever contents are kept, they are kept as a whole, once, and until they are deleted."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from obstore.store import LocalStore, MemoryStore, S3Store

from clara.adapters.blobs.connect import open_blobs
from clara.adapters.blobs.folder import FolderBlobs
from clara.adapters.blobs.object_store import ObjectStoreBlobs
from clara.application.attachments.ports import Blobs
from clara.domain.errors import ClaraError, Invalid, NotFound, Unavailable

pytestmark = pytest.mark.anyio
CONTENT = b"a line\n" * 500_000
NAME = f"user_{'0123456789abcdef' * 2}/{'ab' * 32}"
OTHER = f"user_{'0123456789abcdef' * 2}/{'cd' * 32}"


@pytest.fixture(params=["folder", "memory", "object store on disk"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    made: dict[str, Any] = {
        "folder": lambda: FolderBlobs(tmp_path / "blobs"),
        "memory": lambda: ObjectStoreBlobs(MemoryStore()),
        "object store on disk": lambda: ObjectStoreBlobs(
            LocalStore(tmp_path / "objects", mkdir=True)
        ),
    }
    return made[request.param]()


@pytest.fixture
def content(tmp_path: Path) -> Path:
    path = tmp_path / "content"
    path.write_bytes(CONTENT)
    return path


async def _read(blobs: Blobs, name: str) -> bytes:
    async with blobs.open(name) as path:
        return path.read_bytes()


async def test_what_is_put_is_read(blobs: Blobs, content: Path) -> None:
    await blobs.put(NAME, content)
    assert await _read(blobs, NAME) == CONTENT


async def test_put_again_changes_nothing(blobs: Blobs, content: Path, tmp_path: Path) -> None:
    await blobs.put(NAME, content)
    other = tmp_path / "other"
    other.write_bytes(b"not the same digest")
    await blobs.put(NAME, other)
    assert await _read(blobs, NAME) == CONTENT


async def test_what_is_deleted_is_missing(blobs: Blobs, content: Path) -> None:
    await blobs.put(NAME, content)
    await blobs.put(OTHER, content)
    await blobs.delete(NAME)
    await blobs.delete(NAME)
    with pytest.raises(NotFound) as refused:
        await _read(blobs, NAME)
    assert refused.value.code == "blob_missing"
    assert await _read(blobs, OTHER)


async def test_contents_are_found_by_their_age(blobs: Blobs, content: Path) -> None:
    await blobs.put(NAME, content)
    await blobs.put(OTHER, content)
    now = datetime.now(UTC)
    ages = (now - timedelta(minutes=1), now + timedelta(minutes=1))
    found = [{name async for name in blobs.older_than(moment)} for moment in ages]
    assert found == [set(), {NAME, OTHER}]


async def test_drafts_of_a_dead_server_are_removed(content: Path, tmp_path: Path) -> None:
    folder = tmp_path / "blobs"
    blobs = FolderBlobs(folder)
    await blobs.put(NAME, content)
    draft = (folder / NAME).parent / ".abc.draft"
    draft.write_bytes(b"half")
    later = datetime.now(UTC) + timedelta(minutes=1)
    assert [name async for name in blobs.older_than(later)] == [NAME]
    assert not draft.exists()


async def test_files_are_for_the_servers_user_alone(content: Path, tmp_path: Path) -> None:
    folder = tmp_path / "blobs"
    await FolderBlobs(folder).put(NAME, content)
    assert stat.S_IMODE((folder / NAME).stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / NAME).parent.stat().st_mode) == 0o700


async def test_a_put_that_fails_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "blobs"
    with pytest.raises(Unavailable):
        await FolderBlobs(folder).put(NAME, tmp_path / "absent")
    assert [path for path in folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["../secret", f"user_{'0' * 32}/../../x", "/etc/passwd", ""])
async def test_no_name_leads_out_of_the_folder(tmp_path: Path, content: Path, name: str) -> None:
    with pytest.raises(AssertionError):
        await FolderBlobs(tmp_path / "blobs").put(name, content)


async def test_a_bucket_that_is_gone_is_said_to_be(content: Path) -> None:
    store = S3Store(
        "bucket",
        endpoint="http://127.0.0.1:9",
        access_key_id="none",
        secret_access_key="none",
        region="eu-1",
        client_options={"allow_http": True, "timeout": "1s"},
        retry_config={"max_retries": 0},
    )
    with pytest.raises(ClaraError) as refused:
        await ObjectStoreBlobs(store).put(NAME, content)
    assert refused.value.code == "blobs_unavailable"


@pytest.mark.parametrize("url", ["", "folder:", "s3:", "s3:bucket", "ftp://host/x", "var/blobs"])
def test_a_setting_that_means_nothing_is_refused(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        open_blobs(url)
    assert refused.value.code == "invalid_settings"


def test_both_kinds_of_places_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-1")
    assert isinstance(open_blobs("folder:var/blobs"), FolderBlobs)
    assert isinstance(open_blobs("s3://bucket/prefix"), ObjectStoreBlobs)
