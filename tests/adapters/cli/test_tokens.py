"""`clara token create`"""

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
