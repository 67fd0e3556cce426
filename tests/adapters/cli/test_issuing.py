"""`clara issuing sync`: operators ask the card issuer what nobody told."""

import pytest

from tests.adapters.cli.conftest import Installation


def test_without_an_issuer_there_is_nothing_to_ask(here: Installation) -> None:
    ended = here.clara("issuing", "sync")
    assert (ended.code, ended.out) == (
        0,
        "built_in: 0 things heard, 0 were missed, 0 are none of ours, 0 cards wait to be told\n",
    )
    shown = here.clara("issuing", "sync", "--days", "30", "--json")
    assert (shown.json["issuer"], shown.json["applied"], shown.json["failed"]) == (
        "built_in",
        [],
        {},
    )


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "STRIPE_SECRET_KEY is not set"),
        ({"STRIPE_SECRET_KEY": "sk_test_x"}, "STRIPE_ISSUING_ADDRESS is no address"),
        (
            {
                "STRIPE_SECRET_KEY": "sk_test_x",
                "STRIPE_ISSUING_ADDRESS": "Market St 1; San Francisco; 94103; US",
                "STRIPE_ISSUING_WEBHOOK_SECRET": "guess",
            },
            "STRIPE_ISSUING_WEBHOOK_SECRET is no signing secret",
        ),
        (
            {
                "STRIPE_SECRET_KEY": "sk_test_x",
                "STRIPE_API_BASE": "http://127.0.0.1:9",
                "STRIPE_ISSUING_ADDRESS": "Market St 1; San Francisco; 94103; US",
            },
            "The card's issuer does not answer as it should",
        ),
    ],
)
def test_what_is_missing_or_away_is_said(
    here: Installation, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], said: str
) -> None:
    monkeypatch.setenv("STRIPE_ISSUING", "on")
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    ended = here.clara("issuing", "sync")
    assert ended.code == 1
    assert said in ended.err
    assert "guess" not in ended.err
