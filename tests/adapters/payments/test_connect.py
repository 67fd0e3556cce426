"""From the settings about payments to who takes the money, and what an operator is told of it."""

import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from clara.adapters.cli.findings import payments as findings
from clara.adapters.payments.connect import PaymentGateway, open_payments, warn_of_payments
from clara.adapters.payments.not_configured import NoNotices
from clara.adapters.payments.stripe_notices import StripeNotices
from clara.adapters.system.vault import AesVault
from clara.domain.errors import Invalid
from clara.settings import Settings, load
from tests.support.clock import FakeClock
from tests.support.world import settings_for

ROOT = Path(__file__).parents[3]
LIVE = {"stripe_secret_key": "sk_live_abc", "stripe_webhook_secret": ("whsec_abc",)}


def settings(**changes: Any) -> Settings:
    return structs.replace(settings_for("sqlite:////nowhere/clara.db"), **changes)


def opened(**changes: Any) -> PaymentGateway:
    return open_payments(settings(**changes), AesVault(b"k" * 32, ()), FakeClock())


def refusal(**changes: Any) -> str:
    """Its sentence and its remedy."""
    with pytest.raises(Invalid) as caught:
        opened(**changes)
    assert caught.value.code == "invalid_settings"
    return f"{caught.value.message} {caught.value.remedy}"


def test_without_a_key_there_is_the_sandbox_and_nobody_to_tell_anything() -> None:
    gateway = opened()
    assert gateway.payments.provider == "sandbox"
    assert gateway.api is None
    assert isinstance(gateway.notices, NoNotices)


@pytest.mark.parametrize(
    ("key", "provider"),
    [
        ("sk_live_abc", "stripe"),
        ("rk_live_abc", "stripe"),
        ("sk_test_abc", "stripe_test"),
        ("rk_test_abc", "stripe_test"),
    ],
)
def test_a_secret_key_chooses_stripe_and_its_mode(key: str, provider: str) -> None:
    gateway = opened(**LIVE | {"stripe_secret_key": key})
    assert gateway.payments.provider == provider
    assert isinstance(gateway.notices, StripeNotices)
    assert "abc" not in repr(gateway)


def test_the_sdk_is_not_imported_before_somebody_buys() -> None:
    """It takes a third of a second, which every command would wait for."""
    program = """
import sys
from clara.bootstrap import build_core
from clara.settings import load
build_core(load())
sys.exit("stripe" in sys.modules)
"""
    environ = {
        "CLARA_SECRET_KEY": "s" * 32,
        "CLARA_DATABASE_URL": "sqlite:////nowhere/clara.db",
        "STRIPE_SECRET_KEY": "sk_test_abc",
        "STRIPE_WEBHOOK_SECRET": "whsec_abc",
    }
    ended = subprocess.run(
        [sys.executable, "-c", program], env=environ, cwd=ROOT, timeout=60, check=False
    )
    assert ended.returncode == 0


@pytest.mark.parametrize("key", ["pk_live_abc", "sk_abc", "sk_live_a b", "whsec_abc"])
def test_a_key_that_is_no_secret_key_stops_the_start_and_is_not_quoted(key: str) -> None:
    said = refusal(**LIVE | {"stripe_secret_key": key})
    assert "STRIPE_SECRET_KEY" in said
    assert key not in said


def test_a_key_without_its_end_stops_the_start() -> None:
    assert "is no secret key" in refusal(**LIVE | {"stripe_secret_key": "sk_live_"})


@pytest.mark.parametrize("secret", ["", " ", "whsec_", "abc", "sk_live_abc"])
def test_a_signing_secret_that_is_none_stops_the_start(secret: str) -> None:
    said = refusal(**LIVE | {"stripe_webhook_secret": ("whsec_abc", secret)})
    assert "STRIPE_WEBHOOK_SECRET is no signing secret" in said


def test_a_signing_secret_without_a_key_stops_the_start() -> None:
    assert "Set both, or neither" in refusal(stripe_webhook_secret=("whsec_abc",))


@pytest.mark.parametrize(
    "base",
    [
        "http://api.stripe.com",
        "https://user@api.stripe.com",
        "https://api.stripe.com/v1",
        "https://api.stripe.com?x=1",
        "https://",
        "ftp://127.0.0.1",
        "https://[::1",
        "",
    ],
)
def test_a_key_is_sent_to_no_address_that_others_can_read(base: str) -> None:
    assert "STRIPE_API_BASE" in refusal(**LIVE, stripe_api_base=base)


@pytest.mark.parametrize("base", ["https://api.stripe.com/", "http://127.0.0.1:12111"])
def test_stripe_is_reached_by_tls_or_on_this_machine(base: str) -> None:
    assert opened(**LIVE, stripe_api_base=base).api is not None


@pytest.mark.parametrize("text", [",", " ", " , ,"])
def test_a_list_with_nothing_in_it_stops_the_start(text: str) -> None:
    environ = {"CLARA_SECRET_KEY": "s" * 32, "CLARA_DATABASE_URL": "sqlite:///x"}
    with pytest.raises(Invalid) as caught:
        load({**environ, "STRIPE_WEBHOOK_SECRET": text})
    assert caught.value.message == "STRIPE_WEBHOOK_SECRET is set and has nothing in it."
    with pytest.raises(Invalid) as caught:
        load({**environ, "CLARA_TRUSTED_PROXIES": text})
    assert caught.value.message == "CLARA_TRUSTED_PROXIES is set and has nothing in it."


def test_several_signing_secrets_are_written_with_commas() -> None:
    environ = {"CLARA_SECRET_KEY": "s" * 32, "CLARA_DATABASE_URL": "sqlite:///x"}
    found = load({**environ, "STRIPE_WEBHOOK_SECRET": "whsec_new, whsec_old"})
    assert found.stripe_webhook_secret == ("whsec_new", "whsec_old")


@pytest.mark.parametrize(
    ("changes", "said", "is_healthy"),
    [
        ({}, "sandbox", True),
        ({"env": "production"}, "sandbox", False),
        (LIVE, "Stripe, live", True),
        ({**LIVE, "env": "production"}, "Stripe, live", True),
        ({**LIVE, "stripe_secret_key": "sk_test_abc"}, "test mode", True),
        ({**LIVE, "stripe_secret_key": "sk_test_abc", "env": "production"}, "test mode", False),
        ({**LIVE, "stripe_webhook_secret": ()}, "up to ten minutes late", True),
    ],
)
def test_the_doctor_says_who_takes_the_money(
    changes: dict[str, Any], said: str, is_healthy: bool
) -> None:
    found = list(findings(settings(**changes)))
    assert said in found[-1].sentence
    assert all(one.is_healthy for one in found) is is_healthy


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"env": "production"}, "anybody gets credits without paying"),
        ({**LIVE, "env": "production"}, ""),
        ({**LIVE, "stripe_secret_key": "sk_test_abc"}, ""),
        ({**LIVE, "stripe_secret_key": "sk_test_abc", "env": "production"}, "a test key"),
        ({**LIVE, "stripe_webhook_secret": ()}, "STRIPE_WEBHOOK_SECRET is not set"),
    ],
)
def test_the_log_of_a_server_says_what_may_not_be_meant(
    changes: dict[str, Any], said: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "clara.payments"):
        warn_of_payments(settings(**changes), opened(**changes))
    assert said in caplog.text
    assert bool(caplog.text) is bool(said)
