"""`clara client create`, `clara client list` and `clara client revoke`"""

import re

import pytest

from tests.adapters.cli.conftest import Installation

CALLBACK = "https://office.example/callback"
CREATE = ("client", "create", "--name", "Back office", "--redirect-uri")


def test_identifier_and_secret_are_printed_once(here: Installation) -> None:
    ended = here.clara(*CREATE, CALLBACK)
    assert (ended.code, ended.err) == (0, "")
    found = re.fullmatch(
        r"client_id      (client_[0-9a-f]{32})\nclient_secret  (clara_ocs_\S+)\n", ended.out
    )
    assert found
    stored = here.query("SELECT id, name, is_ours, auth FROM oauth_clients")
    assert stored == [(found[1], "Back office", 1, "client_secret_basic")]
    listed = here.clara("client", "list")
    assert found[2] not in listed.out
    assert found[2].encode() not in b"".join(here.contents().values())


def test_several_addresses_and_an_object(here: Installation) -> None:
    local = "http://127.0.0.1/callback"
    ended = here.clara(*CREATE, CALLBACK, "--redirect-uri", local, "--json")
    assert ended.json["redirect_uris"] == [CALLBACK, local]
    assert ended.json["client_secret"].startswith("clara_ocs_")


@pytest.mark.parametrize(
    ("uri", "word"),
    [("http://office.example/", "redirect URI"), ("javascript:alert(1)", "redirect URI")],
)
def test_where_nobody_may_be_sent_nothing_is_created(
    here: Installation, uri: str, word: str
) -> None:
    ended = here.clara(*CREATE, uri)
    assert (ended.code, ended.out) == (1, "")
    assert word in ended.err
    assert here.query("SELECT count(*) FROM oauth_clients") == [(0,)]


def test_a_client_goes_somewhere(here: Installation) -> None:
    assert here.clara("client", "create", "--name", "Back office").code == 2


def test_the_list_shows_what_was_created_here_unless_all_are_asked_for(here: Installation) -> None:
    made = here.clara(*CREATE, CALLBACK, "--json").json
    here.query(
        "INSERT INTO oauth_clients (id, name, redirect_uris, auth, is_ours, created_at)"
        " VALUES ('https://assistant.example/x', 'Assistant', '[\"https://assistant.example/c\"]',"
        " 'none', 0, 1)"
    )
    ended = here.clara("client", "list")
    assert ended.out == f"{made['client_id']}  Back office  0  {CALLBACK}\n"
    everybody = here.clara("client", "list", "--all")
    assert "https://assistant.example/x  Assistant  0  https://assistant.example/c" in everybody.out
    assert len(everybody.out.splitlines()) == 2
    [first, _] = here.clara("client", "list", "--all", "--json").json["clients"]
    assert (first["client"]["id"], first["grants"]) == (made["client_id"], 0)


def test_it_is_ended_once(here: Installation) -> None:
    made = here.clara(*CREATE, CALLBACK, "--json").json
    ended = here.clara("client", "revoke", made["client_id"])
    assert (ended.code, ended.out) == (0, f"{made['client_id']} is revoked.\n")
    assert here.query("SELECT count(*) FROM oauth_clients") == [(0,)]
    again = here.clara("client", "revoke", made["client_id"])
    assert (again.code, again.out) == (1, "")
    assert "clara client list --all" in again.err
