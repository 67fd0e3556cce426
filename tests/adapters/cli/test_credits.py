"""`clara credits`: operators find missed payments, give, take and look."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from clara.adapters.system.clock import SystemClock
from clara.application.call import Call
from clara.application.credits.buy_credits import BuyCredits, BuyCreditsCommand
from clara.bootstrap import build_core
from clara.domain.credentials.actor import Door
from clara.domain.credentials.token import CredentialKind
from clara.settings import load
from tests.adapters.cli.conftest import Ended, Installation
from tests.support.stripe.fake import SECRET_KEY, FakeStripe, fake_stripe

EMAIL = "demo.employee@example.com"


def balance(here: Installation) -> int:
    ended = here.clara("credits", "show", "--email", EMAIL, "--json")
    assert ended.code == 0
    credits: int = ended.json["credits"]
    return credits


def test_credits_are_given_and_taken_with_a_reason(here: Installation) -> None:
    before = balance(here)
    given = here.clara(
        *("credits", "adjust", "--email", EMAIL, "--credits", "20"),
        *("--reason", "An apology"),
    )
    assert (given.code, given.out) == (0, f"+20 credits; {EMAIL} has {before + 20:,} now.\n")
    taken = here.clara(
        *("credits", "adjust", "--email", EMAIL.upper(), "--credits=-5"),
        *("--reason", "Too many", "--json"),
    )
    assert (taken.json["credits"], taken.json["balance"]) == (-5, before + 15)
    shown = here.clara("credits", "show", "--email", EMAIL)
    first, newest, second, *_ = shown.out.splitlines()
    assert first.endswith(f"has {before + 15:,} credits")
    assert "-5  Too many  credit_" in newest
    assert "+20  An apology  credit_" in second
    assert here.clara("audit", "verify").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("adjust", "--credits=-1000000", "--reason", "All"), "You do not have enough credits"),
        (("adjust", "--credits", "0", "--reason", "None"), "Say how many credits"),
        (("adjust", "--credits", "5", "--reason", " "), "Say how many credits"),
        (("adjust", "--credits", "10000000000", "--reason", "x"), "credits: Expected `int` <= "),
    ],
)
def test_what_cannot_be_adjusted_is_said(
    here: Installation, arguments: tuple[str, ...], said: str
) -> None:
    before = balance(here)
    ended = here.clara("credits", *arguments, "--email", EMAIL)
    assert ended.code == 1
    assert said in ended.err
    assert balance(here) == before


@pytest.mark.parametrize(
    "arguments", [("show",), ("adjust", "--credits", "5", "--reason", "x")], ids=lambda one: one[0]
)
def test_nobody_has_an_unknown_address(here: Installation, arguments: tuple[str, ...]) -> None:
    ended = here.clara("credits", *arguments, "--email", "nobody@example.com")
    assert (ended.code, ended.out) == (1, "")
    assert "User with the given identifier does not exist." in ended.err


def test_where_the_sandbox_stands_in_nothing_is_missed(here: Installation) -> None:
    ended = here.clara("credits", "reconcile")
    assert ended.code == 0
    assert ended.out == "sandbox: 0 facts, 0 open purchases looked up, 0 missed, 0 doubtful\n"


@pytest.mark.parametrize("days", ["0", "31"])
def test_stripe_is_asked_about_a_month_at_most(here: Installation, days: str) -> None:
    ended = here.clara("credits", "reconcile", "--days", days)
    assert ended.code == 1
    assert "days: Expected `int`" in ended.err


@pytest.fixture
def with_stripe(monkeypatch: pytest.MonkeyPatch) -> Callable[[FakeStripe], None]:
    def set_up(fake: FakeStripe) -> None:
        monkeypatch.setenv("STRIPE_SECRET_KEY", SECRET_KEY)
        monkeypatch.setenv("STRIPE_API_BASE", fake.url)

    return set_up


@pytest.mark.anyio
async def test_missed_payments_are_settled_and_printed(
    here: Installation, with_stripe: Callable[[FakeStripe], None]
) -> None:
    async with fake_stripe(SystemClock()) as fake:
        with_stripe(fake)
        good, bad = [await _bought(here, dollars) for dollars in (10, 20)]
        for session in (good, bad):
            fake.pay(session)
        _event_of(fake, bad)["data"]["object"]["amount_total"] = 19_99
        ended = await _command(here, "credits", "reconcile")
        assert ended.code == 0
        settled, doubtful, summary = ended.out.splitlines()
        assert settled.startswith("applied ")
        assert "10.00 USD" in settled
        assert doubtful.startswith("doubtful ")
        assert doubtful.endswith(f"{_event_of(fake, bad)['id']}: another amount than asked for")
        assert summary.startswith("stripe_test: 2 facts, ")
        assert "+1,000  Credits bought" in (await _command(here, *_SHOW)).out
        again = await _command(here, "credits", "reconcile", "--days", "30", "--json")
        assert (again.code, again.json["settled"]) == (0, [])
    down = await _command(here, "credits", "reconcile")
    assert (down.code, down.out) == (1, "")
    assert "The payment provider does not answer" in down.err
    assert SECRET_KEY not in down.err


async def _bought(here: Installation, dollars: int) -> str:
    """The session of a page that the demo's administrator opened."""
    core = build_core(load())
    call = Call(
        door=Door.REST,
        request_id="request",
        token=here.demo["administrator"]["api_key"],
        accepts=frozenset({CredentialKind.API_KEY}),
    )
    try:
        opened = (await core.runner.run(BuyCredits, BuyCreditsCommand(amount=dollars), call)).result
    finally:
        await core.close()
    return opened.url.rsplit("/", 1)[1]


def _event_of(fake: FakeStripe, session: str) -> Any:
    return next(one for one in fake.account.of("event") if one["data"]["object"]["id"] == session)


_SHOW = ("credits", "show", "--email", "demo.administrator@example.com")


async def _command(here: Installation, *arguments: str) -> Ended:
    """In a thread: a command has an event loop of its own."""
    return await asyncio.to_thread(here.clara, *arguments)
