"""Receipts and invoices that came with a question, beside card transactions."""

from datetime import date
from typing import Any

import pytest

from clara.domain.accounts.language import Language
from clara.domain.analysis.answer import Answer, AnswerStatus
from clara.domain.analysis.assumption import Assumption, AssumptionKind
from clara.domain.analysis.attached import Attached
from clara.domain.analysis.figure import Figure
from clara.domain.analysis.plan import (
    AttachmentQuestion,
    Dimension,
    Filters,
    Intent,
    QueryPlan,
)
from clara.domain.analysis.refusal import RefusalReason
from clara.domain.attachments.contents import Remark, RemarkCode
from clara.domain.attachments.kinds import AttachmentKind
from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from tests.application.analysis.asking import ask, days, plan_of
from tests.application.analysis.attached_files import attached, invoice, statement
from tests.application.analysis.plain_books import PlainBooks, plain_rows
from tests.support.builders import noon, row
from tests.support.world import World

pytestmark = pytest.mark.anyio

OCTOBER = days("2026-10-01", "2026-10-31")
Q = AttachmentQuestion


def on(day: int, month: int = 10) -> dict[str, Any]:
    return {"at": noon(date(2026, month, day))}


async def told(world: World, plan: QueryPlan, *files: Attached, **how: Any) -> Answer:
    """The answer, every figure of which has been added up again."""
    actor = await world.actor(world.a.administrator)
    answer = await ask(world, actor, plan, attached=files, **how)
    rows = await plain_rows(world, actor.company.company_id)
    PlainBooks(rows, actor.company.currency).check(answer, 5_000, files)
    return answer


def sums(answer: Answer) -> list[tuple[str, int, int | None]]:
    return [(one.query, one.count, one.amount_minor) for one in answer.figures]


def labelled(answer: Answer, label: str) -> Figure:
    [figure] = [one for one in answer.figures if one.label == label]
    return figure


async def _october(world: World) -> None:
    luis, elena = world.a.cards["luis"], world.a.cards["elena"]
    await world.add_rows(
        world.a.company,
        row("116", **on(5), card=luis, merchant="Papelería Lumen"),
        row("250.50", **on(8), card=luis, merchant="Hotel Fiesta"),
        row("99", **on(9), card=elena, merchant="Taxi Seguro"),
        row("40", **on(9), card=elena, merchant="Sin recibo"),
        row("70", **on(10), card=elena, merchant="Negada", status=CardTransactionStatus.DECLINED),
        row("-30", **on(11), card=elena, merchant="Taxi Seguro", type=CardTransactionType.REFUND),
    )


INVOICES = (
    invoice("Papelería Lumen SA de CV", "2026-10-05", 116_00),
    invoice("Hotel Fiesta", "2026-10-07", 250_50),
    invoice("Nadie lo pagó", "2026-10-06", 777_00),
)


async def test_receipts_find_their_purchases_and_purchases_without_one_are_named(
    world: World,
) -> None:
    await _october(world)
    files = attached(documents=INVOICES, name="facturas.xml")
    plan = plan_of(Intent.RECEIPTS, OCTOBER, attachments=Q.MATCH)
    answer = await told(world, plan, files)
    assert answer.status is AnswerStatus.ANSWERED
    assert sums(answer) == [
        ("attached_rows", 3, 1_143_50),
        ("with_document", 2, 366_50),
        ("attached_rows", 1, 777_00),
        ("without_document", 2, 139_00),
    ]
    assert answer.figures[0].files[0].places == (1, 2, 3)
    assert answer.text == (
        "Receipts and invoices in the files: 3, MXN 1,143.50. Belonging to a card transaction: 2,"
        " MXN 366.50. Belonging to none: 1, MXN 777.00. Purchases in Oct 1, 2026 – Oct 31, 2026"
        " without one among the files: 2, MXN 139.00."
    )
    assert answer.table is not None
    assert [cells[0] for cells in answer.table.rows] == [
        "only the document",
        "belongs together",
        "belongs together",
    ]
    assert [one.title for one in answer.findings] == [
        "2 purchases have no receipt or invoice among the files",
        "1 receipts or invoices belong to no card transaction",
    ]
    assert all(one.figures and one.next_step for one in answer.findings)
    [use] = answer.attachments
    assert (use.name, use.kind, use.rows) == ("facturas.xml", "cfdi", 3)
    assert use.used_for.startswith("Compared with card transactions")


@pytest.mark.parametrize("language", Language)
async def test_which_purchases_lack_a_receipt_shows_their_rows(
    world: World, language: Language
) -> None:
    await _october(world)
    plan = plan_of(Intent.RECEIPTS, OCTOBER, attachments=Q.MISSING)
    answer = await told(world, plan, attached(documents=INVOICES), language=language)
    assert answer.table is not None
    assert [cells[1] for cells in answer.table.rows] == ["Sin recibo", "Taxi Seguro"] or [
        cells[1] for cells in answer.table.rows
    ] == ["Taxi Seguro", "Sin recibo"]
    assert answer.figures[-1].query == "without_document"


async def test_receipts_owed_can_be_told_by_cardholder(world: World) -> None:
    await _october(world)
    plan = plan_of(Intent.RECEIPTS, OCTOBER, attachments=Q.MISSING, dimension=Dimension.CARDHOLDER)
    answer = await told(world, plan, attached(documents=INVOICES[:1]))
    assert answer.table is not None
    assert answer.table.rows == (
        ("Luis Pérez", "MXN", 250_50, 1),
        ("Elena Gómez", "MXN", 139_00, 2),
    )


async def test_amounts_and_names_choose_which_purchases_need_a_receipt(world: World) -> None:
    await _october(world)
    filters = Filters(above_minor=50_00, cardholders=("Elena Gómez",))
    plan = plan_of(Intent.RECEIPTS, OCTOBER, attachments=Q.MISSING, filters=filters)
    answer = await told(world, plan, attached(documents=INVOICES))
    assert sums(answer)[-1] == ("without_document", 1, 99_00)
    # What the invoices belong to is nobody's that was asked about.
    assert "with_document" not in {one.query for one in answer.figures}


async def test_without_a_period_the_days_of_the_files_are_meant_and_said(world: World) -> None:
    await _october(world)
    unsaid = Assumption(kind=AssumptionKind.NO_PERIOD, taken_as="current_billing_period")
    plan = plan_of(Intent.RECEIPTS, days("2026-11-05", "2026-12-04"), assumptions=(unsaid,))
    answer = await told(world, plan, attached(documents=INVOICES))
    assert answer.assumptions == (
        Assumption(kind=AssumptionKind.ATTACHED_DAYS, taken_as="2026-10-05/2026-10-07"),
    )
    assert answer.plan is not None
    assert (answer.plan.period.first, answer.plan.period.last) == (
        date(2026, 10, 5),
        date(2026, 10, 7),
    )
    assert "without_document" not in {one.query for one in answer.figures}


async def test_an_invoice_in_the_merchants_currency_finds_the_purchase_billed_in_ours(
    world: World,
) -> None:
    abroad = row("1900", **on(12), card=world.a.cards["luis"], merchant="Figma")
    abroad = abroad._replace(original_minor=100_00, original_currency="USD")
    await world.add_rows(world.a.company, abroad)
    document = invoice("Figma Inc", "2026-10-12", 100_00, currency="USD")
    answer = await told(world, plan_of(Intent.RECEIPTS, OCTOBER), attached(documents=(document,)))
    assert sums(answer)[:2] == [("attached_rows", 1, 100_00), ("with_document", 1, 1_900_00)]
    assert [one.currency for one in answer.figures[:2]] == ["USD", "MXN"]


async def test_a_receipt_that_fits_two_purchases_is_left_to_people(world: World) -> None:
    luis, elena = world.a.cards["luis"], world.a.cards["elena"]
    await world.add_rows(
        world.a.company,
        row("80", **on(5), card=luis, merchant="Café Uno"),
        row("80", **on(6), card=elena, merchant="Bar Dos"),
    )
    document = invoice("Grupo Restaurantero", "2026-10-05", 80_00)
    answer = await told(world, plan_of(Intent.RECEIPTS, OCTOBER), attached(documents=(document,)))
    assert labelled(answer, "Receipts of several purchases").amount_minor == 80_00
    assert answer.table is not None
    assert [cells[2] for cells in answer.table.rows] == ["Café Uno", "Bar Dos"]
    assert answer.findings[-1].title == "1 receipts fit several purchases equally well"


async def test_a_receipt_without_a_total_is_counted_and_compared_with_nothing(
    world: World,
) -> None:
    remarks = (Remark(code=RemarkCode.NO_TOTAL, count=1),)
    files = attached(documents=(invoice("Borroso", None, None),), remarks=remarks)
    answer = await told(world, plan_of(Intent.RECEIPTS, OCTOBER), files)
    assert "Without a readable total, and not compared: 1." in answer.text
    assert answer.attachments[0].warnings == ("Documents without a readable total: 1.",)


async def test_a_list_of_receipts_in_a_table_is_matched_like_receipts(world: World) -> None:
    await _october(world)
    files = statement(("2026-10-05", "PAPELERIA LUMEN", 116_00), name="recibos.csv")
    answer = await told(world, plan_of(Intent.RECEIPTS, OCTOBER), files)
    assert sums(answer)[:2] == [("attached_rows", 1, 116_00), ("with_document", 1, 116_00)]


async def test_files_in_which_nothing_can_be_read_are_said_to_be_so(world: World) -> None:
    files = attached(
        kind=AttachmentKind.IMAGE, remarks=(Remark(code=RemarkCode.NO_TEXT),), name="foto.png"
    )
    for intent in (Intent.RECEIPTS, Intent.STATEMENT):
        answer = await told(world, plan_of(intent, OCTOBER), files)
        assert answer.status is AnswerStatus.REFUSED
        assert answer.refusal is not None
        assert answer.refusal.reason is RefusalReason.UNREADABLE_ATTACHMENTS
        assert answer.attachments[0].warnings == ("Nothing readable was found.",)


async def test_nobody_matches_receipts_with_purchases_they_do_not_see(world: World) -> None:
    await _october(world)
    employee = await world.actor(world.a.employee)
    plan = plan_of(Intent.RECEIPTS, OCTOBER)
    files = (attached(documents=INVOICES),)
    answer = await ask(world, employee, plan, attached=files)
    assert ("with_document", 2, 366_50) not in sums(answer)
    shown = {str(cells) for cells in (answer.table.rows if answer.table else ())}
    assert not any("ctx_" in one for one in shown)
