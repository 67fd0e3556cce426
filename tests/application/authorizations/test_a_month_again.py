"""The same seed and script make the same records, byte for byte, on both stores."""

import asyncio
import shutil
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from clara.adapters.cli.operator import Operator
from clara.adapters.exports.text import csv_lines
from clara.application.authorizations.list_card_authorizations import (
    ListCardAuthorizations,
    ListCardAuthorizationsCommand,
)
from clara.application.authorizations.view_card_authorization import (
    ViewCardAuthorization,
    ViewCardAuthorizationCommand,
)
from clara.application.call import Draft
from clara.application.card_transactions.export_card_transactions import ExportCardTransactions
from clara.application.cards.list_cards import ListCards, ListCardsCommand
from clara.application.founding.list_companies import ListCompanies, ListCompaniesCommand
from clara.application.founding.load_demo import LoadDemo, LoadDemoCommand
from clara.application.simulator.month import month
from clara.application.simulator.playing import Player
from clara.application.simulator.reset_simulation import (
    ResetSimulation,
    ResetSimulationCommand,
)
from clara.application.system.check_invariants import CheckInvariants, CheckInvariantsCommand
from clara.bootstrap import build_core
from tests.conftest import Templates
from tests.support.clock import FakeClock
from tests.support.world import settings_for

STARTS_AT = datetime(2026, 12, 1, 6, tzinfo=UTC)
CHARGES = 40
SEED = 7


async def loaded(url: str) -> None:
    """A demo company, which is the same wherever it is loaded on the same day."""
    core = build_core(settings_for(url), clock=FakeClock())
    try:
        await Operator(core.runner).run(LoadDemo, LoadDemoCommand(card_transactions=4_000))
    finally:
        await core.close()


async def lived(url: str) -> tuple[bytes, str]:
    """The records of the demo company after a month, and their fingerprint."""
    core = build_core(settings_for(url), clock=FakeClock(), seed="a month")
    try:
        operator = Operator(core.runner)
        found = await operator.run(ListCompanies, ListCompaniesCommand())
        company_id = found.companies[0].id
        cards = await operator.run(ListCards, ListCardsCommand(company_id=company_id, limit=200))
        player = Player(operator, company_id)
        script = month(SEED, cards.items, STARTS_AT, CHARGES)
        assert script != month(SEED + 1, cards.items, STARTS_AT, CHARGES)
        played = [one async for one in player.play(script)]
        assert all(one.is_as_expected for one in played), [one for one in played if one.error]
        lasting = await ledger(operator, company_id), player.fingerprint
        await forgotten(operator, company_id)
    finally:
        await core.close()
    return lasting


async def ledger(operator: Operator, company_id: str) -> bytes:
    """Every authorization with its facts, and the card transactions of the month as CSV."""
    listing = ListCardAuthorizationsCommand(company_id=company_id, limit=200)
    listed = await operator.run(ListCardAuthorizations, listing)
    assert listed.next_cursor is None
    assert len(listed.items) > CHARGES  # fees, too
    found = []
    for one in listed.items:
        command = ViewCardAuthorizationCommand(company_id=company_id, authorization_id=one.id)
        found.append(msgspec.json.encode(await operator.run(ViewCardAuthorization, command)))
    asked = {"company_id": company_id, "from": "2026-12-01", "to": "2026-12-31"}
    export = await operator.run(ExportCardTransactions, Draft(lambda: asked))
    async with export.opened as exported:
        found += [line async for line in csv_lines(exported)]
    checked = await operator.run(CheckInvariants, CheckInvariantsCommand())
    assert [one.sentence for one in checked.invariants if one.violations] == []
    return b"\n".join(found)


async def forgotten(operator: Operator, company_id: str) -> None:
    """Nothing of a month is left when it is forgotten, and the books hold."""
    reset = await operator.run(ResetSimulation, ResetSimulationCommand(company_id=company_id))
    assert reset.authorizations > CHARGES
    assert reset.card_transactions >= reset.authorizations
    listing = ListCardAuthorizationsCommand(company_id=company_id)
    assert (await operator.run(ListCardAuthorizations, listing)).items == ()
    checked = await operator.run(CheckInvariants, CheckInvariantsCommand())
    assert [one.sentence for one in checked.invariants if one.violations] == []


def test_the_same_month_makes_the_same_records_on_both_stores(
    templates: Templates, tmp_path: Path
) -> None:
    again = tmp_path / "again"
    again.mkdir()
    with templates.of("sqlite", with_houses=False).store(tmp_path) as url:
        asyncio.run(loaded(url))
        shutil.copyfile(tmp_path / "clara.db", again / "clara.db")
        first = asyncio.run(lived(url))
    assert asyncio.run(lived(f"sqlite:///{again / 'clara.db'}")) == first
    with templates.of("postgresql", with_houses=False).store(tmp_path) as url:
        asyncio.run(loaded(url))
        assert asyncio.run(lived(url)) == first
