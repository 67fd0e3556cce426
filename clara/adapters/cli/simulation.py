"""A scenario played from the command line, and what became of it as text."""

import argparse
import asyncio
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from clara.adapters.cli.operator import Operator, operating
from clara.adapters.cli.product import Product
from clara.adapters.cli.scenario_file import read_scenario
from clara.application.authorizations.view_card_authorization import (
    ViewCardAuthorization,
    ViewCardAuthorizationCommand,
)
from clara.application.cards.list_cards import ListCards, ListCardsCommand
from clara.application.companies.view_company import ViewCompany, ViewCompanyCommand
from clara.application.demo.demo_company import TAX_ID
from clara.application.founding.list_companies import ListCompanies, ListCompaniesCommand
from clara.application.simulator.freeze_clock import FreezeClock, FreezeClockCommand
from clara.application.simulator.month import CHARGES, MOST_CHARGES, month
from clara.application.simulator.playing import Played, Player
from clara.application.simulator.scenario import AdvanceStep, LaterStep, Scenario
from clara.application.simulator.seeded_ids import first_authorization
from clara.domain.authorizations.authorization import Authorization, FactKind
from clara.domain.cards.card import Card, Issuer
from clara.domain.errors import Conflict, Invalid, NotFound
from clara.domain.money import to_decimal

_UNEXPECTED = 3


async def simulate(given: argparse.Namespace, product: Product) -> int:
    settings = product.settings()
    script = None if given.month else await asyncio.to_thread(read_scenario, given.file)
    zone: ZoneInfo | None = None
    async with operating(product, settings, writes=True) as operator:
        company_id = given.company or await _demo(operator)
        if script is None:
            script, zone = await _month(operator, company_id, given)
    if given.seed is not None:
        script = msgspec.structs.replace(script, seed=given.seed)
    seed = _seed(script, company_id)
    async with operating(product, settings, writes=True, seed=seed) as operator:
        await _require_new(operator, seed, company_id)
        tally = _Tally(script, is_quiet=given.json, zone=zone)
        player = Player(operator, company_id)
        async for played in player.play(script):
            tally.add(played)
    tally.end(company_id, player.fingerprint)
    return _UNEXPECTED if tally.unexpected else 0


async def _demo(operator: Operator) -> str:
    found = await operator.run(ListCompanies, ListCompaniesCommand(tax_id=TAX_ID))
    if not found.companies:
        raise NotFound(
            "company_not_found",
            "The demo company is not loaded here.",
            remedy="Run: clara demo, or name a sandbox company with --company",
        )
    return found.companies[0].id


async def _month(
    operator: Operator, company_id: str, given: argparse.Namespace
) -> tuple[Scenario, ZoneInfo]:
    charges = CHARGES if given.charges is None else given.charges
    if not 1 <= charges <= MOST_CHARGES:
        raise Invalid("invalid_charges", f"A month has 1 to {MOST_CHARGES:,} charges.")
    # Also says whether the company is a sandbox, before anything else is done.
    shown = await operator.run(FreezeClock, FreezeClockCommand(company_id=company_id))
    about = await operator.run(ViewCompany, ViewCompanyCommand(company_id=company_id))
    zone = ZoneInfo(about.company.time_zone)
    first = given.first or shown.now.astimezone(zone).date() + timedelta(days=1)
    cards = await _cards(operator, company_id)
    seed = 1 if given.seed is None else given.seed
    return month(seed, cards, _midnight(first, zone), charges), zone


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


async def _cards(operator: Operator, company_id: str) -> list[Card]:
    found: list[Card] = []
    cursor: str | None = None
    while True:
        command = ListCardsCommand(company_id=company_id, limit=200, cursor=cursor)
        page = await operator.run(ListCards, command)
        found += [card for card in page.items if card.issuer is Issuer.BUILT_IN]
        cursor = page.next_cursor
        if cursor is None:
            return found


def _seed(script: Scenario, company_id: str) -> str:
    began = script.starts_at or datetime.now(UTC)
    return f"{script.seed}|{company_id}|{began.astimezone(UTC).isoformat()}"


async def _require_new(operator: Operator, seed: str, company_id: str) -> None:
    """Raises `scenario_played`: its records would be the same ones again."""
    first = first_authorization(seed)
    command = ViewCardAuthorizationCommand(company_id=company_id, authorization_id=first)
    try:
        await operator.run(ViewCardAuthorization, command)
    except NotFound:
        return
    raise Conflict(
        "scenario_played",
        "A script of this seed has been played in this company from this instant on.",
        remedy="Take another seed or start, or forget what was simulated: POST …/simulate/reset",
    )


class _Tally:
    """Prints what happens while it happens, and counts it; with a `zone` day by day, as days are
    there, else step by step."""

    def __init__(self, script: Scenario, *, is_quiet: bool, zone: ZoneInfo | None) -> None:
        self._script, self._is_quiet, self._zone = script, is_quiet, zone
        self._counts: Counter[str] = Counter()
        self._day: Counter[str] = Counter()
        self._now = script.starts_at
        self.unexpected = 0
        self._say(f"{script.name}, seed {script.seed}: {len(script.steps):,} steps")

    def add(self, played: Played) -> None:
        self._count(played)
        self.unexpected += not played.is_as_expected
        if self._zone is None or not played.is_as_expected:
            self._say(_line(played))
        if played.now is not None:
            if self._zone and _day(played.now.now, self._zone) != _day(self._now, self._zone):
                self._end_day()
            self._now = played.now.now

    def end(self, company_id: str, fingerprint: str) -> None:
        if self._zone:
            self._end_day()
        if self._is_quiet:
            found = {
                "company_id": company_id,
                "name": self._script.name,
                "seed": self._script.seed,
                "starts_at": self._script.starts_at,
                "now": self._now,
                "steps": len(self._script.steps),
                "counts": dict(sorted(self._counts.items())),
                "unexpected": self.unexpected,
                "fingerprint": fingerprint,
            }
            print(msgspec.json.encode(found).decode())
            return
        print(f"In all: {_counted(self._counts)}")
        if self._now is not None:
            print(f"The company's clock stands at {self._now:%Y-%m-%d %H:%M} UTC.")
        print(f"Fingerprint of the records: {fingerprint}")
        if self.unexpected:
            print(f"Not as expected: {self.unexpected}")

    def _count(self, played: Played) -> None:
        for what in _kinds(played):
            self._counts[what] += 1
            self._day[what] += 1

    def _end_day(self) -> None:
        if self._day:
            self._say(f"{_day(self._now, self._zone)}: {_counted(self._day)}")
        self._day.clear()

    def _say(self, line: str) -> None:
        if not self._is_quiet:
            print(line, flush=True)


def _day(now: datetime | None, zone: ZoneInfo | None) -> date | None:
    return None if now is None else now.astimezone(zone).date()


_NAMES = {
    FactKind.AUTHORIZED: "approved",
    FactKind.DECLINED: "declined",
    FactKind.INCREMENTED: "raised",
    FactKind.INCREMENT_DECLINED: "not raised",
    FactKind.CAPTURED: "captured",
    FactKind.REVERSED: "reversed",
    FactKind.EXPIRED: "expired",
    FactKind.REFUNDED: "refunded",
    FactKind.DISPUTED: "disputed",
    FactKind.FORCE_POSTED: "forced",
}


def _kinds(played: Played) -> list[str]:
    if played.outcome is not None:
        return [_NAMES[played.outcome.facts[-1].kind]]
    if played.now is not None:
        return ["expired"] * played.now.released
    return [] if played.error is None else ["refused"]


def _counted(counts: Counter[str]) -> str:
    shown = [*_NAMES.values(), "refused"]
    return ", ".join(f"{counts[name]:,} {name}" for name in shown if counts[name]) or "nothing"


def _line(played: Played) -> str:
    step = played.step
    said = [f"{played.number}.", step.__struct_config__.tag, *_about(played)]
    line = " ".join([*map(str, said), "→", played.became.replace("_", " ")])
    if played.error is not None:
        line += f": {played.error.message}"
    if not played.is_as_expected and step.expect is not None:
        line += f" (expected {step.expect.replace('_', ' ')})"
    return line


def _about(played: Played) -> list[str]:
    step = played.step
    if isinstance(step, AdvanceStep):
        return [f"to {played.now.now:%Y-%m-%d %H:%M} UTC"] if played.now else []
    words: list[Any] = [step.of] if isinstance(step, LaterStep) else [step.card]
    if played.outcome is not None:
        fact, one = played.outcome.facts[-1], played.outcome.authorization
        words += [f"{to_decimal(fact.amount_minor, one.currency):,}", one.currency, _at(one)]
    return words


def _at(one: Authorization) -> str:
    return one.charge.merchant
