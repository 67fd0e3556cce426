"""Where nothing can be kept, a command says so instead of failing with a defect."""

import pytest

from tests.adapters.cli.conftest import Installation

COMMANDS = ["serve", "migrate", "demo", "doctor"]


def _is_a_sentence(told: str) -> None:
    assert "can't hold the secret and the database" in told
    assert "set CLARA_SECRET_KEY and CLARA_DATABASE_URL" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_that_cannot_be_made_is_named(bare: Installation, command: str) -> None:
    (bare.folder / "var").write_text("a file where the folder would be")
    ended = bare.clara(command)
    assert ended.code == 1
    assert str(bare.folder / "var") in ended.err
    _is_a_sentence(ended.err)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_secret_that_cannot_be_read_is_named(bare: Installation, command: str) -> None:
    (bare.folder / "var/secret_key").mkdir(parents=True)
    ended = bare.clara(command)
    assert ended.code == 1
    _is_a_sentence(ended.err)


def test_a_working_directory_that_was_removed_is_named(
    bare: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = bare.folder / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    ended = bare.clara("migrate")
    monkeypatch.chdir(bare.folder)
    assert ended.code == 1
    _is_a_sentence(ended.err)


def test_with_settings_of_its_own_no_folder_is_needed(
    bare: Installation, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    database = tmp_path_factory.mktemp("elsewhere") / "clara.db"
    (bare.folder / "var").write_text("a file where the folder would be")
    monkeypatch.setenv("CLARA_SECRET_KEY", "a secret of the tests " * 2)
    monkeypatch.setenv("CLARA_DATABASE_URL", f"sqlite:///{database}")
    ended = bare.clara("migrate")
    assert (ended.code, ended.err) == (0, "")
    assert database.exists()
