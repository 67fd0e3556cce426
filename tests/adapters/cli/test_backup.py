"""`clara backup` and `clara restore`: an installation there and back."""

import io
import json
import os
import shutil
import sqlite3
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from clara.adapters.cli.listening import only_server
from clara.settings import load
from tests.adapters.cli.conftest import Installation

BLOB = f"task_{'a' * 32}/{'b' * 64}"


@pytest.fixture
def attached(here: Installation) -> Installation:
    """With something that a person attached, and an upload that goes on."""
    kept = here.folder / "var/blobs" / BLOB
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"a receipt")
    kept.with_name(".x.draft").write_bytes(b"half of")
    return here


def test_an_installation_is_restored_elsewhere_and_everything_holds(
    attached: Installation,
) -> None:
    backed_up = attached.clara("backup", "kept.tar")
    assert backed_up.code == 0, backed_up.err
    assert "companies: 1" in backed_up.out
    assert "Attachments: 1." in backed_up.out
    assert Path("kept.tar").stat().st_mode & 0o777 == 0o600
    before = attached.query("SELECT count(*) FROM card_transactions")
    secret = Path("var/secret_key").read_text()
    shutil.rmtree("var")
    Path("var").mkdir()
    Path("var/secret_key").write_text(secret)

    restored = attached.clara("restore", "kept.tar")
    assert (restored.code, restored.err) == (0, "")
    assert "clara doctor --invariants" in restored.out
    assert Path("var/clara.db").stat().st_mode & 0o777 == 0o600
    assert Path("var/blobs", BLOB).read_bytes() == b"a receipt"
    assert not list(Path("var/blobs").glob("*/*.draft"))
    assert attached.query("SELECT count(*) FROM card_transactions") == before
    Path("var/secret_key").chmod(0o600)
    examined = attached.clara("doctor", "--invariants")
    assert examined.code == 0, examined.out


@contextmanager
def written_to(path: Path) -> Iterator[Callable[[], int]]:
    """Two transactions a millisecond or so, each of two rows; how many there were."""
    done, ends = [0], threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as driver:
            driver.execute("PRAGMA synchronous = OFF")
            while not ends.is_set():
                driver.execute("BEGIN IMMEDIATE")
                for side in ("left", "right"):
                    driver.execute("INSERT INTO pairs VALUES (?, ?)", (done[0], side))
                driver.execute("COMMIT")
                done[0] += 1

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield lambda: done[0]
    finally:
        ends.set()
        thread.join()


def test_writers_go_on_while_it_is_made_and_no_transaction_is_torn(
    here: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.query("CREATE TABLE pairs (number INTEGER, side TEXT)")
    # Slices of one page: as if the database were thousands of times as large.
    monkeypatch.setattr("clara.adapters.persistence.backup._PAGES_AT_ONCE", 1)
    with written_to(Path("var/clara.db")) as written:
        while written() < 10:
            pass
        before = written()
        assert here.clara("backup", "kept.tar").code == 0
        meanwhile = written() - before
    assert meanwhile > 0
    assert here.clara("restore", "kept.tar", "--replace").code == 0
    ((rows,),) = here.query("SELECT count(*) FROM pairs")
    torn = here.query("SELECT number FROM pairs GROUP BY number HAVING count(*) <> 2")
    assert torn == []
    assert before * 2 <= rows <= (before + meanwhile) * 2
    assert here.clara("doctor").code == 0


def test_what_was_there_is_kept_beside(here: Installation) -> None:
    assert here.clara("backup", "kept.tar").code == 0
    here.query("CREATE TABLE later (number INTEGER)")
    refused = here.clara("restore", "kept.tar")
    assert refused.code == 1
    assert "--replace" in refused.err
    assert here.query("SELECT count(*) FROM later") == [(0,)]

    assert here.clara("restore", "kept.tar", "--replace").code == 0
    assert here.query("SELECT name FROM sqlite_schema WHERE name = 'later'") == []
    (aside,) = Path("var").glob("clara.db.before-*[0-9]")
    with closing(sqlite3.connect(aside)) as other:
        assert other.execute("SELECT count(*) FROM later").fetchall() == [(0,)]


def test_it_writes_over_nothing(here: Installation) -> None:
    Path("kept.tar").write_text("precious")
    ended = here.clara("backup", "kept.tar")
    assert ended.code == 1
    assert "kept.tar is there already" in ended.err
    assert Path("kept.tar").read_text() == "precious"
    assert sorted(path.name for path in Path().iterdir()) == ["kept.tar", "var"]


def test_nothing_is_restored_below_a_running_server(here: Installation) -> None:
    assert here.clara("backup", "kept.tar").code == 0
    with only_server(load()):
        ended = here.clara("restore", "kept.tar", "--replace")
    assert ended.code == 1
    assert "Stop it first" in ended.err


def test_another_secret_is_said(here: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    assert here.clara("backup", "kept.tar").code == 0
    old = Path("var/secret_key").read_text()
    monkeypatch.setenv("CLARA_SECRET_KEY", "another secret " * 3)
    ended = here.clara("restore", "kept.tar", "--replace")
    assert ended.code == 0
    assert "The secret here is not the backup's" in ended.err
    monkeypatch.setenv("CLARA_PREVIOUS_SECRET_KEYS", old)
    Path("var/clara.db").unlink()
    assert here.clara("restore", "kept.tar").err == ""


def test_attachments_are_left_out_where_that_is_wanted_or_they_are_in_a_bucket(
    attached: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Attachments: left out" in attached.clara("backup", "a.tar", "--no-blobs").out
    assert attached.clara("backup", "b.tar").code == 0
    monkeypatch.setenv("CLARA_BLOBS_URL", "s3://bucket/prefix")
    assert "Attachments: left out" in attached.clara("backup", "c.tar").out
    ended = attached.clara("restore", "b.tar", "--replace")
    assert ended.code == 1
    assert "CLARA_BLOBS_URL=folder:" in ended.err


def cut_off(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def changed(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(200_000)
        byte = file.read(1)
        file.seek(200_000)
        file.write(bytes([byte[0] ^ 1]))


def without_its_end(path: Path) -> None:
    with tarfile.open(path) as tar:
        database = tar.extractfile("clara.db")
        assert database is not None
        content = database.read()
    with tarfile.open(path, "w") as tar:
        _add(tar, "clara.db", content)


def leading_out(path: Path) -> None:
    with tarfile.open(path, "w") as tar:
        _add(tar, "../clara.db", b"")


def with_a_link(path: Path) -> None:
    with tarfile.open(path, "w") as tar:
        about = tarfile.TarInfo("clara.db")
        about.type, about.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(about)


def no_archive(path: Path) -> None:
    path.write_text("a letter")


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    about = tarfile.TarInfo(name)
    about.size = len(content)
    tar.addfile(about, io.BytesIO(content))


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (cut_off, "cut off"),
        (changed, "cut off, or is not what was written"),
        (without_its_end, "cut off"),
        (leading_out, "no backup"),
        (with_a_link, "no backup"),
        (no_archive, "no backup"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_what_is_no_sound_backup_is_refused_and_nothing_is_touched(
    here: Installation, harm: Callable[[Path], None], said: str
) -> None:
    assert here.clara("backup", "kept.tar").code == 0
    harm(Path("kept.tar"))
    before = here.contents()
    ended = here.clara("restore", "kept.tar", "--replace")
    assert ended.code == 1
    assert said in ended.err
    after = here.contents()
    after.pop("clara.db-server")
    assert after == before


def test_a_damaged_database_is_not_backed_up_as_if_it_were_sound(here: Installation) -> None:
    here.query("PRAGMA wal_checkpoint(TRUNCATE)")
    with Path("var/clara.db").open("r+b") as file:
        file.seek(40 * 4096)
        file.write(b"\xff" * 4096 * 4)
    ended = here.clara("backup", "kept.tar")
    assert ended.code == 1
    assert "sound" in ended.err or "malformed" in ended.err
    assert not Path("kept.tar").exists()


def test_a_schema_of_a_newer_version_is_not_restored(here: Installation) -> None:
    here.query("UPDATE schema_version SET version_num = '9999_later'")
    assert here.clara("backup", "kept.tar").code == 0
    ended = here.clara("restore", "kept.tar", "--replace")
    assert ended.code == 1
    assert "does not know the schema 9999_later" in ended.err


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_postgresql_has_tools_of_its_own(
    bare: Installation, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("CLARA_DATABASE_URL", "postgresql://clara@127.0.0.1/clara")
    ended = bare.clara(command, "kept.tar")
    assert ended.code == 1
    assert "pg_dump" in ended.err
    assert "docs/operations.md" in ended.err


def test_a_backup_names_what_is_in_it(attached: Installation) -> None:
    assert attached.clara("backup", "kept.tar").code == 0
    with tarfile.open("kept.tar") as tar:
        names = tar.getnames()
        end = tar.extractfile("manifest.json")
        assert end is not None
        manifest = json.load(end)
    assert names == ["clara.db", f"blobs/{BLOB}", "manifest.json"]
    assert Path("var/secret_key").read_text().strip() not in json.dumps(manifest)
