"""Importing statements: what goes in, what is reported, and that it is all or nothing."""

import asyncio
import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import func, select

from clara.adapters.persistence.database import Session
from clara.adapters.persistence.imports import SqlImports
from clara.adapters.persistence.tables import card_transactions, import_mappings, imports
from clara.adapters.system.ids import RandomIds
from clara.application.card_transactions.import_card_transactions import ImportCardTransactions
from clara.application.card_transactions.importing import BATCH
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.card_transactions.summarize_spending import SummarizeSpending
from clara.application.card_transactions.view_import import ViewImport
from clara.application.cards.list_cards import ListCards
from clara.application.cards.lock_card import LockCard
from clara.application.cards.unlock_card import UnlockCard
from clara.application.cards.view_card import ViewCard
from clara.application.ports import Progress
from clara.bootstrap import build_core
from clara.domain.card_transactions.card_transaction import CardTransactionType
from clara.domain.card_transactions.totals import SummaryKey
from clara.domain.cards.card import Issuer
from clara.domain.credentials.actor import Door
from clara.domain.errors import ClaraError, Conflict, Invalid
from clara.domain.imports.report import ImportCounts, ImportReport, ImportStatus, StatementFile
from tests.support.builders import row
from tests.support.house import House, found, plan
from tests.support.statements import purchases, statement_file, write_csv
from tests.support.world import World, opened, settings_for

pytestmark = pytest.mark.anyio

NOVEMBER = {"period": "2026-11"}
SIMPLE = [
    ("2026-11-02", "UBER *TRIP", "120.50", "", ""),
    ("2026-11-03", "Hotel Sol", "2500", "", ""),
    ("2026-11-04", "Hotel Sol", "-500", "", ""),
]


async def stored(world: World) -> int:
    rows = await world.rows(select(func.count()).select_from(card_transactions))
    return int(rows[0][0])


async def test_good_rows_go_in_and_are_seen_with_their_sums(world: World, tmp_path: Path) -> None:
    before = await world.run(ListCardTransactions, **NOVEMBER)
    file = write_csv(tmp_path / "november.csv", SIMPLE)
    report = await world.run(ImportCardTransactions, file=file)
    assert report.status is ImportStatus.SUCCEEDED
    assert report.counts == ImportCounts(read=3, added=3)
    assert [(s.currency, s.count, s.net_minor) for s in report.sums] == [("MXN", 3, 2_120_50)]
    assert (report.first_day, report.last_day) == (date(2026, 11, 2), date(2026, 11, 4))
    assert report.columns["merchant"] == "Merchant"
    after = await world.run(ListCardTransactions, **NOVEMBER)
    assert after.totals.count == before.totals.count + 3
    net = [t.totals.by_currency[0].net_minor for t in (before, after)]
    assert net[1] - net[0] == 2_120_50
    refund = (await world.run(ListCardTransactions, **NOVEMBER, type="REFUND")).items
    assert [(r.amount_minor, r.type) for r in refund] == [(-500_00, CardTransactionType.REFUND)]
    assert refund[0].day == date(2026, 11, 4)


async def test_the_same_file_twice_adds_nothing(world: World, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", SIMPLE)
    await world.run(ImportCardTransactions, file=file)
    before = await world.run(ListCardTransactions, **NOVEMBER)
    again = await world.run(ImportCardTransactions, file=file)
    assert again.counts == ImportCounts(read=3, added=0, known=3)
    after = await world.run(ListCardTransactions, **NOVEMBER)
    assert (after.items, after.totals) == (before.items, before.totals)


async def test_a_file_that_overlaps_adds_what_is_new(world: World, tmp_path: Path) -> None:
    await world.run(ImportCardTransactions, file=write_csv(tmp_path / "a.csv", purchases(100)))
    file = write_csv(tmp_path / "b.csv", purchases(100, start=60))
    report = await world.run(ImportCardTransactions, file=file)
    assert report.counts == ImportCounts(read=100, added=60, known=40)


async def test_identical_rows_of_one_file_all_stay(world: World, tmp_path: Path) -> None:
    before = await stored(world)
    twins = [SIMPLE[0]] * 5
    first = await world.run(ImportCardTransactions, file=write_csv(tmp_path / "a.csv", twins))
    assert first.counts.added == 5
    more = write_csv(tmp_path / "b.csv", [*twins, SIMPLE[0]])
    second = await world.run(ImportCardTransactions, file=more)
    assert second.counts == ImportCounts(read=6, added=1, known=5)
    assert await stored(world) == before + 6


async def test_the_same_file_is_new_to_another_company(world: World, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", SIMPLE)
    await world.run(ImportCardTransactions, file=file)
    other = await world.run(ImportCardTransactions, as_=world.b.administrator, file=file)
    assert other.counts.added == 3


async def test_bad_rows_are_reported_with_their_line_and_good_ones_go_in(
    world: World, tmp_path: Path
) -> None:
    rows = [
        SIMPLE[0],
        ("someday", "Uber", "10", "", ""),
        ("2026-11-05", "Uber", "ten", "", ""),
        ("", "Uber", "10", "", ""),
        SIMPLE[1],
        ("2026-11-05", "Uber", "", "", ""),
        ("2026-11-05", "Uber", "10", "4111111111111111", ""),
    ]
    report = await world.run(ImportCardTransactions, file=write_csv(tmp_path / "a.csv", rows))
    assert (report.counts.read, report.counts.added, report.counts.rejected) == (7, 2, 5)
    assert [(r.line, r.code) for r in report.rejected] == [
        (3, "invalid_date"),
        (4, "invalid_amount"),
        (5, "missing_date"),
        (7, "missing_amount"),
        (8, "full_card_number"),
    ]
    assert "4111111111111111" not in repr(report)
    assert await world.run(ViewImport, import_id=report.id) == report


async def test_a_dry_run_says_what_would_happen_and_changes_nothing(
    world: World, tmp_path: Path
) -> None:
    await world.run(ImportCardTransactions, file=write_csv(tmp_path / "a.csv", purchases(50)))
    before = await world.dump("audit_entries")
    file = write_csv(tmp_path / "b.csv", [*purchases(80, start=20), ("x", "y", "z", "", "")])
    report = await world.run(ImportCardTransactions, file=file, dry_run=True)
    assert report.status is ImportStatus.DRY_RUN
    assert report.counts == ImportCounts(read=81, added=50, known=30, rejected=1)
    assert await world.dump("audit_entries") == before


MISTAKES: list[tuple[str, dict[str, Any], str]] = [
    ("a,b\n1,2\n", {}, "import_columns_missing"),
    ("", {}, "empty_file"),
    ("Date,Merchant,Amount\n2026-11-02,Uber,1\n", {"date": "Fecha"}, "invalid_mapping"),
    ("Date,Merchant,Amount\n2026-11-02,Uber,1\n", {"date": 9}, "invalid_mapping"),
    ("Date,Merchant,Amount\n2026-11-02,Uber,1\n", {"colour": "Date"}, "invalid_mapping"),
    ("Date,Merchant,Amount\n2026-11-02,Uber,1\n", {"currency": "XYZ"}, "invalid_mapping"),
]


@pytest.mark.parametrize(("text", "mapping", "code"), MISTAKES, ids=lambda v: str(v)[:30])
async def test_a_file_or_mapping_that_can_not_be_read_adds_nothing_and_is_kept_as_failed(
    world: World, tmp_path: Path, text: str, mapping: dict[str, Any], code: str
) -> None:
    before = await world.dump("audit_entries", "imports", "counters")
    path = tmp_path / "a.csv"
    path.write_text(text)
    with pytest.raises(Invalid) as caught:
        await world.run(ImportCardTransactions, file=statement_file(path), mapping=mapping)
    assert caught.value.code in (code, "header_not_found")
    assert await world.dump("audit_entries", "imports", "counters") == before
    [(id, status)] = await world.rows(select(imports.c.id, imports.c.status))
    assert status == "failed"
    report = await world.run(ViewImport, import_id=id)
    assert (report.status, report.error) == (ImportStatus.FAILED, caught.value.message)


async def test_a_mapping_that_was_given_is_saved_and_reused(world: World, tmp_path: Path) -> None:
    header = ("When", "Where", "X1", "X2")
    rows = [("03/04/2026", "Uber", "10", "99"), ("05/04/2026", "Uber", "11", "98")]
    given = {"date": "When", "merchant": "Where", "amount": "X2", "date_order": "mdy"}
    first = write_csv(tmp_path / "a.csv", rows, header)
    await world.run(ImportCardTransactions, file=first, mapping=given)
    second = write_csv(tmp_path / "b.csv", [("07/04/2026", "Uber", "12", "97")], header)
    report = await world.run(ImportCardTransactions, file=second)
    assert report.counts.added == 1
    assert report.columns["amount"] == "X2"
    [(n,)] = await world.rows(select(func.count()).select_from(import_mappings))
    assert n == 1


async def test_a_saved_mapping_is_the_companys_own(world: World, tmp_path: Path) -> None:
    header = ("When", "Where", "X1", "X2")
    rows = [("2026-04-03", "Uber", "10.00", "99.00")]
    given = {"date": "When", "merchant": "Where", "amount": "X2"}
    file = write_csv(tmp_path / "a.csv", rows, header)
    await world.run(ImportCardTransactions, file=file, mapping=given)
    other = await world.run(ImportCardTransactions, as_=world.b.administrator, file=file)
    assert other.columns["amount"] == "X1"


async def test_cards_of_a_file_become_external_cards_with_their_holders(
    world: World, tmp_path: Path
) -> None:
    rows = [
        ("2026-11-02", "Uber", "10", "4111 11** **** 8001", "Rosa Vega"),
        ("2026-11-03", "Uber", "20", "411111******8001", "Rosa Vega"),
        ("2026-11-04", "Uber", "30", "**** 8002", ""),
        ("2026-11-05", "Uber", "40", "", "Luis Perez"),
        ("2026-11-06", "Uber", "50", "", "Tomás Sin Tarjeta"),
    ]
    report = await world.run(ImportCardTransactions, file=write_csv(tmp_path / "a.csv", rows))
    assert (report.counts.added, report.counts.cards_added) == (5, 2)
    seen = await world.run(ViewCard, card="Rosa Vega")
    assert (seen.card.issuer, seen.card.last_four, seen.card.can_spend) == (
        Issuer.EXTERNAL,
        "8001",
        True,
    )
    assert (await world.run(ListCardTransactions, **NOVEMBER, card="8001")).totals.count == 2
    assert (await world.run(ListCardTransactions, **NOVEMBER, card="tomas")).totals.count == 1
    own = await world.run(ListCardTransactions, as_=world.a.member, **NOVEMBER, merchant="uber")
    assert 40_00 in [one.amount_minor for one in own.items]
    done = await world.run(LockCard, card="8001")
    assert "issuer is not told" in done.note
    again = await world.run(ImportCardTransactions, file=write_csv(tmp_path / "b.csv", rows))
    assert (again.counts.added, again.counts.cards_added) == (0, 0)


async def test_a_later_file_finds_the_cards_of_an_earlier_one(world: World, tmp_path: Path) -> None:
    first = [("2026-11-02", "Uber", "10", "**** 8001", "Rosa Vega")]
    second = [("2026-11-03", "Uber", "20", "**** 8001", "Rosa Vega")]
    await world.run(ImportCardTransactions, file=write_csv(tmp_path / "a.csv", first))
    await world.run(ImportCardTransactions, file=write_csv(tmp_path / "b.csv", second))
    listed = await world.run(ListCards, cardholder="Rosa")
    assert listed.totals.count == 1
    assert (await world.run(ListCardTransactions, **NOVEMBER, card="Rosa")).totals.count == 2


@pytest.mark.parametrize("who", ["manager", "employee"])
async def test_only_staff_may_import(world: World, tmp_path: Path, who: str) -> None:
    file = write_csv(tmp_path / "a.csv", SIMPLE)
    with pytest.raises(ClaraError) as caught:
        await world.run(ImportCardTransactions, as_=getattr(world.a, who), file=file)
    assert caught.value.code == "role_not_allowed"


async def test_a_repeated_import_under_one_key_is_answered_again(
    world: World, tmp_path: Path
) -> None:
    first = await world.call(
        ImportCardTransactions, file=write_csv(tmp_path / "a.csv", SIMPLE), key="k"
    )
    (tmp_path / "spool").mkdir()
    elsewhere = write_csv(tmp_path / "spool" / "a.csv", SIMPLE)
    again = await world.call(ImportCardTransactions, file=elsewhere, key="k")
    assert (again.replayed, again.result) == (True, first.result)


async def _begun(world: World, rows: int = 10) -> tuple[SqlImports, int, str]:
    """An import that has staged rows and has not finished."""
    port = SqlImports(Session(world.core.database), world.clock, RandomIds())
    actor = await world.actor(world.a.administrator)
    file = StatementFile(path="a.csv", name="a.csv", size=1, digest="0" * 64)
    id = RandomIds().new("import")
    number = await port.begin(actor, id, file)
    await port.stage(actor, number, [row(str(n + 1), merchant="Staged") for n in range(rows)])
    return port, number, id


async def test_rows_are_seen_by_nobody_before_the_import_ends(world: World) -> None:
    before = await world.run(ListCardTransactions, **NOVEMBER)
    *_, id = await _begun(world)
    during = await world.run(ListCardTransactions, **NOVEMBER)
    summary = await world.run(SummarizeSpending, **NOVEMBER, group_by=SummaryKey.MERCHANT)
    seen = await world.run(ViewCard, card="4417")
    assert (during.items, during.totals) == (before.items, before.totals)
    assert "Staged" not in {group.key for group in summary.groups}
    assert seen.spent_minor == 103_00
    running = await world.run(ViewImport, import_id=id)
    assert running.status is ImportStatus.RUNNING


async def test_an_import_that_died_is_swept_away_by_the_next(world: World, tmp_path: Path) -> None:
    before = await stored(world)
    _, _, id = await _begun(world)
    file = write_csv(tmp_path / "a.csv", SIMPLE)
    with pytest.raises(Conflict) as caught:
        await world.run(ImportCardTransactions, file=file)
    assert caught.value.code == "import_running"
    world.clock.advance(seconds=61)
    report = await world.run(ImportCardTransactions, file=file)
    assert report.counts.added == 3
    assert await stored(world) == before + 3
    dead = await world.run(ViewImport, import_id=id)
    assert (dead.status, dead.error) == (ImportStatus.FAILED, "The import was interrupted.")


async def test_an_import_that_stood_still_too_long_can_not_go_on(
    world: World, tmp_path: Path
) -> None:
    port, number, _ = await _begun(world)
    world.clock.advance(seconds=61)
    await world.run(ImportCardTransactions, file=write_csv(tmp_path / "a.csv", SIMPLE))
    with pytest.raises(Conflict) as caught:
        await port.stage(await world.actor(world.a.administrator), number, [row("1")])
    assert caught.value.code == "import_lost"


class _Stops(Progress):
    """Ends the import once it has come so far."""

    def __init__(self, at: int, error: BaseException) -> None:
        self.at, self.error = at, error

    def advance(self, rows: int) -> None:
        if rows >= self.at:
            raise self.error


@pytest.mark.parametrize(
    "error",
    [RuntimeError("a defect"), asyncio.CancelledError(), Invalid("unreadable_file", "Bad.")],
)
async def test_a_failure_in_the_middle_leaves_nothing_behind(
    world: World, tmp_path: Path, error: BaseException
) -> None:
    rows = [
        (day, shop, amount, f"**** {1000 + n % 50}", f"Person {n % 50}")
        for n, (day, shop, amount, *_) in enumerate(purchases(BATCH + 500))
    ]
    kept = ("merchants", "counters", "imports", "audit_entries", "audit_chains")
    before = await world.dump(*kept)
    progress = _Stops(BATCH + 100, error)
    core = build_core(settings_for(world.url), clock=world.clock, progress=progress)
    try:
        with pytest.raises(type(error)):
            await world.run(
                ImportCardTransactions,
                core=core,
                file=write_csv(tmp_path / "a.csv", rows),
                key="k",
            )
    finally:
        await core.close()
    assert await world.dump(*kept) == before
    [(status,)] = await world.rows(select(imports.c.status))
    assert status == "failed"
    # What is right is imported at once afterwards, under the same key.
    done = await world.call(
        ImportCardTransactions, file=write_csv(tmp_path / "a.csv", rows), key="k"
    )
    assert (done.replayed, done.result.counts.cards_added) == (False, 50)
    assert done.result.counts.added == BATCH + 500


async def test_twenty_imports_of_one_company_at_once_never_mix(
    world: World, tmp_path: Path
) -> None:
    before = await stored(world)
    files = [write_csv(tmp_path / f"{n}.csv", purchases(400, start=n * 200)) for n in range(4)]
    async with opened(world.url, world.clock) as other:
        cores = [world.core, other]

        async def attempt(n: int) -> Any:
            return await world.run(ImportCardTransactions, core=cores[n % 2], file=files[n % 4])

        tasks = [attempt(n) for n in range(20)]
        answers = await asyncio.gather(*tasks, return_exceptions=True)
    refused = [a for a in answers if isinstance(a, BaseException)]
    assert {getattr(one, "code", repr(one)) for one in refused} <= {"import_running"}
    done = [a for a in answers if isinstance(a, ImportReport)]
    assert done
    assert await stored(world) == before + sum(report.counts.added for report in done)
    for file in files:
        await world.run(ImportCardTransactions, file=file)
    assert await stored(world) == before + 1000
    listed = await world.run(ListCardTransactions, **NOVEMBER, merchant="shop")
    assert listed.totals.count == 1000


async def test_imports_of_twelve_companies_at_once_all_succeed(
    world: World, tmp_path: Path
) -> None:
    houses: list[House] = [plan() for _ in range(12)]
    async with world.founding() as port:
        for house in houses:
            await found(port, house)
    file = write_csv(tmp_path / "a.csv", purchases(300))
    async with asyncio.timeout(20):
        reports = await asyncio.gather(
            *(
                world.run(ImportCardTransactions, as_=h.administrator, file=file, key="k")
                for h in houses
            )
        )
    assert [report.counts.added for report in reports] == [300] * 12


async def test_other_writers_get_in_between_the_batches_of_a_large_import(
    world: World, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "large.csv", purchases(50_000))
    importing = asyncio.create_task(world.run(ImportCardTransactions, file=file))
    written = 0
    while not importing.done():
        for use_case in (LockCard, UnlockCard):
            await world.run(use_case, as_=world.b.administrator, card="4417")
            written += 1
        await asyncio.sleep(0.01)
    report = await importing
    assert report.counts.added == 50_000
    # One long transaction would let in the first or none; there are seven batches.
    assert written >= 6


async def test_an_import_writes_one_audit_entry(world: World, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", SIMPLE)
    report = await world.run(ImportCardTransactions, file=file)
    [entry] = await world.audited(action="card_transactions.imported")
    assert entry.subject == report.id
    assert entry.details == {"status": "succeeded", **structs.asdict(report.counts)}


async def test_the_companys_data_is_as_of_the_import(world: World, tmp_path: Path) -> None:
    world.clock.advance(days=3)
    await world.run(ImportCardTransactions, file=write_csv(tmp_path / "a.csv", SIMPLE))
    listed = await world.run(ListCardTransactions, **NOVEMBER)
    assert listed.coverage.data_as_of == world.clock.now()


@pytest.mark.parametrize("id", ["import_" + "0" * 32, "", "nonsense", "%"])
async def test_an_unknown_import_is_not_found(world: World, id: str) -> None:
    with pytest.raises(ClaraError) as caught:
        await world.run(ViewImport, import_id=id)
    assert caught.value.code == "import_not_found"


async def test_another_companys_import_is_not_found(world: World, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", SIMPLE)
    report = await world.run(ImportCardTransactions, as_=world.b.administrator, file=file)
    with pytest.raises(ClaraError) as caught:
        await world.run(ViewImport, import_id=report.id)
    assert caught.value.code == "import_not_found"


async def test_assistants_may_import_too(world: World, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", SIMPLE)
    report = await world.run(
        ImportCardTransactions, as_=world.a.bookkeeper, via=Door.MCP, file=file
    )
    assert report.counts.added == 3


FOLDER = os.environ.get("CLARA_CARD_DATA")


def real_files(pattern: str) -> list[Path]:
    return sorted(Path(FOLDER or "").rglob(pattern))


@pytest.mark.skipif(not FOLDER, reason="CLARA_CARD_DATA names no folder of purchase-card files")
async def test_two_cities_real_statements_are_kept_to_the_penny(world: World) -> None:
    house = plan(currency="GBP", time_zone="Europe/London", country="GB")
    async with world.founding() as port:
        await found(port, house)
    [birmingham] = real_files("birmingham_pcards_2015-2018.csv")
    [workbook] = real_files("publishspendnovember2015.xls")
    oxford = real_files("procurement-card-spending-*.csv")

    async def load(path: Path) -> ImportReport:
        file = statement_file(path)
        report = await world.run(ImportCardTransactions, as_=house.administrator, file=file)
        assert isinstance(report, ImportReport)
        return report

    async def net(first: date, last: date) -> int:
        summary = await world.run(
            SummarizeSpending,
            as_=house.administrator,
            from_=first,
            to=last,
            group_by=SummaryKey.MONTH,
        )
        [sums] = summary.totals.by_currency
        assert sum(g.by_currency[0].net_minor for g in summary.groups) == sums.net_minor
        return int(sums.net_minor)

    years = date(2015, 1, 1), date(2018, 12, 31)
    report = await load(birmingham)
    assert (report.counts.read, report.counts.added) == (151_436, 151_436)
    assert (report.sums[0].count, report.sums[0].net_minor) == (151_436, 26_424_129_66)
    assert await net(*years) == 26_424_129_66
    again = await load(birmingham)
    assert (again.counts.added, again.counts.known, again.counts.cards_added) == (0, 151_436, 0)
    added = 0
    for path in oxford:
        report = await load(path)
        added += report.sums[0].net_minor
        assert report.counts.rejected == 0
    assert await net(*years) == 26_424_129_66 + added
    report = await load(workbook)
    assert (report.counts.added, report.sums[0].net_minor) == (5_323, 805_680_18)
    assert await net(*years) == 26_424_129_66 + added + 805_680_18
    assert timedelta(0) <= world.clock.now() - report.created_at
