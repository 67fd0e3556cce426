"""`clara token create` and `clara token revoke`"""

import pytest

from tests.adapters.cli.conftest import TAX_ID, Installation

CREATE = ("token", "create", "--name", "Laptop")
ADMINISTRATOR = ("--email", "demo.administrator@example.com")
EMPLOYEE = ("--email", "demo.employee@example.com")


def test_the_token_alone_is_printed(here: Installation) -> None:
    ended = here.clara(*CREATE, *ADMINISTRATOR, "--tax-id", TAX_ID, "--kind", "mcp")
    assert ended.code == 0
    assert ended.out.startswith("clara_mcp_")
    assert len(ended.out.split()) == 1


def test_as_json_it_says_what_it_is_for(here: Installation) -> None:
    ended = here.clara(
        *CREATE,
        *(*EMPLOYEE, "--company", here.company, "--kind", "api"),
        *("--scopes", "cards:read", "transactions:read", "--days", "30", "--json"),
    )
    assert ended.json["scopes"] == ["cards:read", "transactions:read"]
    assert ended.json["user_id"] == here.demo["employee"]["user_id"]
    assert ended.json["expires_at"] is not None
    assert ended.json["token"].startswith("clara_api_")


def test_a_token_can_have_guard_rails(here: Installation) -> None:
    ended = here.clara(
        *(*CREATE, *ADMINISTRATOR, "--company", here.company, "--kind", "mcp", "--json"),
        *("--read-only", "--unlocking", "refused", "--daily-writes", "20"),
    )
    assert ended.json["guard"] == {
        "is_read_only": True,
        "unlocking": "refused",
        "card_ids": [],
        "daily_writes": 20,
    }
    strange = here.clara(
        *(*CREATE, *ADMINISTRATOR, "--company", here.company, "--kind", "mcp"),
        *("--cards", "card_" + "0" * 32),
    )
    assert strange.code == 1
    assert "card with the given identifier does not exist" in strange.err.lower()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((*EMPLOYEE, "--tax-id", TAX_ID, "--kind", "mcp"), "administrators and bookkeepers"),
        ((*ADMINISTRATOR, "--tax-id", "XAXX010101000", "--kind", "api"), "No company has"),
        (("--email", "x@example.com", "--tax-id", TAX_ID, "--kind", "api"), "Nobody with that"),
        ((*ADMINISTRATOR, "--company", "company_x", "--kind", "api"), "does not exist"),
    ],
)
def test_a_refusal_prints_no_token(
    here: Installation, arguments: tuple[str, ...], word: str
) -> None:
    before = here.query("SELECT count(*) FROM credentials")
    ended = here.clara(*CREATE, *arguments)
    assert (ended.code, ended.out) == (1, "")
    assert word in ended.err
    assert here.query("SELECT count(*) FROM credentials") == before


def test_a_company_is_named_once(here: Installation) -> None:
    both = ("--company", here.company, "--tax-id", TAX_ID)
    assert here.clara(*CREATE, *ADMINISTRATOR, "--kind", "api", *both).code == 2
    assert here.clara(*CREATE, *ADMINISTRATOR, "--kind", "api").code == 2


def test_a_public_key_is_nobodys(here: Installation) -> None:
    ended = here.clara("token", "create", "--kind", "public", "--name", "Console")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("clara_pub_")
    stored = here.query("SELECT name, user_id, company_number, scopes FROM credentials"
                        " WHERE kind = 'pub' AND name = 'Console'")  # fmt: skip
    assert stored == [("Console", None, None, "")]


@pytest.mark.parametrize(
    "more",
    [
        ADMINISTRATOR,
        ("--tax-id", TAX_ID),
        ("--company", "company_x"),
        ("--scopes", "cards:read"),
        ("--days", "1"),
    ],
)
def test_a_public_key_takes_nothing_that_is_about_members(
    here: Installation, more: tuple[str, ...]
) -> None:
    ended = here.clara("token", "create", "--kind", "public", "--name", "Console", *more)
    assert (ended.code, ended.out) == (2, "")
    assert more[0] in ended.err


def test_who_a_token_is_for_is_said(here: Installation) -> None:
    ended = here.clara(*CREATE, "--kind", "api", "--tax-id", TAX_ID)
    assert (ended.code, ended.out) == (2, "")
    assert "--email" in ended.err


def test_a_credential_is_revoked_by_its_identifier_once(here: Installation) -> None:
    made = here.clara(*CREATE, *EMPLOYEE, "--tax-id", TAX_ID, "--kind", "api", "--json").json
    revoked = f"SELECT revoked_at IS NOT NULL FROM credentials WHERE id = '{made['id']}'"
    assert here.query(revoked) == [(0,)]
    ended = here.clara("token", "revoke", made["id"])
    assert (ended.code, ended.err) == (0, "")
    assert made["id"] in ended.out
    assert here.query(revoked) == [(1,)]
    again = here.clara("token", "revoke", made["id"])
    assert (again.code, again.out) == (1, "")
    assert "does not exist" in again.err
