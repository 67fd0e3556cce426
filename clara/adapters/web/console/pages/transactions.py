"""Card transactions: the list that is its address, and files of all of it."""

from litestar import get, post

from clara.adapters.exports.sending import sent
from clara.adapters.web.console.console import Console
from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.pages import transactions_filter as filters
from clara.adapters.web.console.pages.transactions_filter import PLACE
from clara.adapters.web.console.visit import Answer
from clara.adapters.web.request import settings_of
from clara.application.card_transactions.export_card_transactions import ExportCardTransactions
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.card_transactions.queue_export import QueueExport
from clara.domain.card_transactions.category import label
from clara.domain.card_transactions.export_format import ExportFormat
from clara.domain.card_transactions.filter import Sort
from clara.domain.card_transactions.totals import CardTransactionList
from clara.domain.credentials.scope import STAFF
from clara.domain.errors import ClaraError, Invalid

_STALE = frozenset({"invalid_cursor", "cursor_mismatch"})
_BESIDE = {
    "invalid_currency": ("currency",),
    "invalid_amount": filters.AMOUNTS,
}
"""Which fields a refusal is about that does not name one; of several, those that were filled in."""


@get(PLACE)
async def transactions(page: Page) -> Answer:
    tidied = filters.tidied(page)
    if tidied is not None:
        return page.go(PLACE, query=tidied)
    try:
        found: CardTransactionList = await page.run(ListCardTransactions, **filters.fields(page))
    except ClaraError as error:
        if error.code in _STALE:
            # Somebody else's page of this list, or one of another filter: theirs begins at the top.
            rest = {name: page.asked.all(name) for name in page.asked if name != "cursor"}
            return page.go(PLACE, "transactions.from_the_top", tone="warn", query=rest)
        return await _shown(page, None, error)
    return await _shown(page, found)


@get(PLACE + "/export")
async def export(page: Page) -> Answer:
    """The file at once; what takes longer than a request may is left to a button that makes a
    task."""
    conditions = filters.conditions(page.asked)
    format = _format(page.asked.get("format", "csv"))
    most = settings_of(page.request).export_task_rows
    try:
        made = await page.run(ExportCardTransactions, **conditions)
        answer = await sent(made, format, lambda rows: rows > most)
    except ClaraError as error:
        return await _shown(page, None, error)
    if answer is None:
        return page.go(PLACE, "transactions.too_long", tone="warn", query=conditions)
    return answer


@post(PLACE + "/export")
async def queue_export(page: Page) -> Answer:
    format = _format(page.given.get("format", "csv"))
    task = await page.run(QueueExport, format=format.value, **filters.conditions(page.given))
    return page.go(f"/tasks/{task.id}", "transactions.queued")


ROUTES = [transactions, export, queue_export]


async def _shown(
    page: Console, found: CardTransactionList | None, error: ClaraError | None = None
) -> Answer:
    t, settings = page.texts("transactions"), settings_of(page.request)
    of_cards = {one.card.id: one.card.last_four for one in found.items if one.card} if found else {}

    def named(name: str, value: str) -> str:
        if name == "card_id" and value in of_cards:
            return t("one_card", last_four=of_cards[value])
        if name in ("id", "card_id", "cardholder_id"):
            number = len(value.split(","))
            return t(f"chosen_{name}", number=number)
        return filters.called(page, name, value)

    return page.show(
        "transactions.html",
        error=_pointed(page, error) if error else None,
        found=found,
        chips=filters.chips(page, named),
        periods=filters.periods(page),
        period=filters.period_shown(page),
        choices=filters.choices(page),
        sorted_by=[(one.value, t(f"sort_{one.value}")) for one in Sort],
        taken_along=filters.taken_along(page),
        conditions=filters.conditions(page.asked),
        export_as_task=found is not None and found.totals.count > settings.export_task_rows,
        formats=[one.value for one in ExportFormat],
        may_import=page.role in STAFF,
        price=settings.analysis_credits,
        category_label=lambda one: label(one, page.language.value),
    )


def _format(name: str) -> ExportFormat:
    try:
        return ExportFormat(name)
    except ValueError as error:
        raise Invalid("unknown_format", f"A file is one of {', '.join(ExportFormat)}.") from error


def _pointed(page: Console, error: ClaraError) -> ClaraError:
    """`error` with the fields that it is about, as far as its code tells."""
    names = [name for name in _BESIDE.get(error.code, ()) if page.asked.get(name)]
    if names and "errors" not in error.details:
        error.details["errors"] = [{"field": name} for name in names]
    return error
