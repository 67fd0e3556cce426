"""`clara demo`: once for a database, and a file that only its owner reads."""

import stat

import pytest

from clara.adapters.persistence import migrate
from tests.adapters.cli.conftest import Installation


def test_the_file_has_what_is_promised_and_is_private(here: Installation) -> None:
    demo = here.demo
    assert set(demo) == {
        *("base_url", "company_id", "public_api_key", "administrator", "bookkeeper", "employee"),
    }
    assert demo["base_url"] == "http://127.0.0.1:8000"
    assert demo["public_api_key"].startswith("clara_pub_")
    common = {"user_id", "email", "password", "api_key"}
    assert set(demo["employee"]) == common
    for staff in ("administrator", "bookkeeper"):
        assert set(demo[staff]) == {*common, "mcp_token"}
    for name in ("demo.json", "secret_key"):
        assert stat.S_IMODE((here.folder / "var" / name).stat().st_mode) == 0o600


def test_a_second_time_changes_nothing(here: Installation) -> None:
    here.clara("migrate")
    before = here.contents()
    assert here.clara("migrate").out == f"The schema is {migrate.HEAD} already.\n"
    assert here.clara("demo").out.startswith("The demo company is loaded already.")
    assert here.contents() == before


def test_a_lost_file_is_written_again_with_new_credentials(here: Installation) -> None:
    lost = here.demo
    rows = here.query("SELECT count(*) FROM card_transactions")
    (here.folder / "var/demo.json").unlink()
    ended = here.clara("demo")
    assert "new passwords and tokens" in ended.out
    assert here.demo["company_id"] == lost["company_id"]
    assert here.demo["administrator"]["user_id"] == lost["administrator"]["user_id"]
    assert here.demo["administrator"]["api_key"] != lost["administrator"]["api_key"]
    assert here.query("SELECT count(*) FROM card_transactions") == rows


def test_another_port_changes_the_address_and_nothing_else(
    here: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = here.demo
    monkeypatch.setenv("PORT", "8123")
    here.clara("demo")
    assert here.demo == {**before, "base_url": "http://127.0.0.1:8123"}


@pytest.mark.parametrize(
    "name", ["company_id", "public_api_key", "administrator.mcp_token", "employee.password"]
)
def test_one_value_is_shown_alone(here: Installation, name: str) -> None:
    value = here.demo
    for part in name.split("."):
        value = value[part]
    assert here.clara("demo", "--show", name).out == f"{value}\n"


@pytest.mark.parametrize("name", ["employee.mcp_token", "administrator", "nobody.api_key", ""])
def test_what_is_not_there_is_not_shown(here: Installation, name: str) -> None:
    ended = here.clara("demo", f"--show={name or '.'}")
    assert (ended.code, ended.out) == (1, "")
    assert "has no" in ended.err


def test_without_a_file_showing_says_what_makes_it(bare: Installation) -> None:
    ended = bare.clara("demo", "--show", "company_id")
    assert ended.code == 1
    assert "Run: clara demo" in ended.err


def test_a_broken_file_is_not_written_over(here: Installation) -> None:
    (here.folder / "var/demo.json").write_text("{")
    ended = here.clara("demo")
    assert ended.code == 1
    assert "var/demo.json can't be read" in ended.err
    assert (here.folder / "var/demo.json").read_text() == "{"


def test_production_has_no_demo(here: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLARA_ENV", "production")
    monkeypatch.setenv("CLARA_SECRET_KEY", "s" * 40)
    ended = here.clara("demo")
    assert ended.code == 1
    assert "not for production" in ended.err
