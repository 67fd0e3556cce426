"""Codes from authenticator apps, by the vectors of their standard, and how often each counts."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from clara.adapters.system.totp import PyotpTotp
from clara.domain.accounts.authenticator import Authenticator, plain_recovery_code
from clara.domain.credentials.credential import Credential
from clara.domain.credentials.guard import UNGUARDED
from clara.domain.credentials.token import CredentialKind
from tests.support.clock import NOW

SEED = base64.b32encode(b"12345678901234567890").decode()
# RFC 6238, appendix B, SHA-1: seconds and the eight digits, of which apps show the last six.
VECTORS = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}


def _at(seconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


@pytest.mark.parametrize(("seconds", "digits"), VECTORS.items())
def test_codes_are_those_of_the_standard(seconds: int, digits: str) -> None:
    assert PyotpTotp().step(SEED, digits[-6:], _at(seconds)) == seconds // 30


@pytest.mark.parametrize(("seconds", "digits"), list(VECTORS.items())[1:])
def test_a_code_counts_in_its_own_step_and_the_next(seconds: int, digits: str) -> None:
    totp, step, begins = PyotpTotp(), seconds // 30, seconds // 30 * 30
    found = {
        after: totp.step(SEED, digits[-6:], _at(begins + after))
        for after in (-1, 0, 29, 30, 59, 60)
    }
    assert found == {-1: None, 0: step, 29: step, 30: step, 59: step, 60: None}


@pytest.mark.parametrize("code", ["287083", "28708", "2870820", "94287082", "", "28708a", "٢٨٧٠٨٢"])
def test_any_other_code_is_of_no_step(code: str) -> None:
    assert PyotpTotp().step(SEED, code, _at(59)) is None


@pytest.mark.parametrize(
    ("step", "accepted"), [(None, False), (99, False), (100, False), (101, True)]
)
def test_no_code_is_accepted_twice_nor_one_before_it(step: int | None, accepted: bool) -> None:
    app = Authenticator(user_id="user", seed=SEED, is_confirmed=True, last_step=100, created_at=NOW)
    assert app.accepts(step) is accepted


def test_a_seed_does_not_show() -> None:
    app = Authenticator(user_id="user", seed=SEED, is_confirmed=True, last_step=0, created_at=NOW)
    assert SEED not in repr(app)
    assert SEED not in f"{app}"


@pytest.mark.parametrize(
    "typed", ["ABCD-EFGH-IJKL-MNOP", "abcdefghijklmnop", " abcd efgh-ijklMNOP "]
)
def test_a_recovery_code_is_known_however_it_is_typed(typed: str) -> None:
    assert plain_recovery_code(typed) == "ABCDEFGHIJKLMNOP"


def test_a_credential_is_called_by_its_name_and_its_tokens_ends() -> None:
    key = Credential(
        id="key_1", kind=CredentialKind.MCP_TOKEN, user_id="user_1", user_name="Ana Torres",
        company_id=None, name="Laptop", scopes=(), guard=UNGUARDED, last_four="x7Qa", created_at=NOW,
        expires_at=None, last_used_at=None, last_client=None,
    )  # fmt: skip
    assert key.label == "Laptop (clara_mcp_…x7Qa)"
