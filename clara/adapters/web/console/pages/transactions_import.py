"""A statement comes in: it is uploaded, looked at, and imported as a task."""

import tempfile
from pathlib import Path

from litestar import get, post
from litestar.datastructures import UploadFile

from clara.adapters.uploads.form import bad_field
from clara.adapters.uploads.statement import kept_statement
from clara.adapters.web.console.console import Console
from clara.adapters.web.console.forms import Fields
from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.visit import Answer
from clara.adapters.web.request import settings_of
from clara.application.card_transactions.hold_statement import HoldStatement
from clara.application.card_transactions.import_held_statement import ImportHeldStatement
from clara.application.card_transactions.preview_import import PreviewImport
from clara.domain.card_transactions.category import label
from clara.domain.credentials.scope import STAFF
from clara.domain.errors import ClaraError, Forbidden
from clara.domain.imports.field import Field
from clara.domain.imports.preview import PREVIEWED_ROWS, ImportPreview
from clara.domain.tasks.task import Task

PLACE = "/transactions/import"
MAX_FILE = 128 * 1024 * 1024
"""Bytes that a browser may send; a lower CLARA_IMPORT_MAX_BYTES counts here, too."""
_MAX_FORM = MAX_FILE + 64 * 1024
_MAIN = ("date", "merchant", "amount", "card", "cardholder", "description")
_MORE = (
    *("debit", "credit", "original_amount", "time", "posted_date", "category", "mcc"),
    *("reference", "type", "status"),
)
_FORMATS = ("date_order", "decimal_mark", "spend", "currency")
_AGAIN = frozenset({"empty_file", "unreadable_file", "header_not_found", "import_too_large"})
"""What another file helps against."""


@get(PLACE)
async def upload_page(page: Page) -> Answer:
    return _upload(page)


@post(PLACE, request_max_body_size=_MAX_FORM)
async def upload(page: Page) -> Answer:
    if page.role not in STAFF:
        raise Forbidden("role_not_allowed")
    form = await page.request.form()
    sent = form.get("file")
    limit = min(MAX_FILE, settings_of(page.request).import_max_bytes)
    try:
        if not isinstance(sent, UploadFile) or not sent.filename:
            raise bad_field("file", "Expected a file")
        with tempfile.TemporaryDirectory(prefix="clara-import-") as folder:
            file = await kept_statement(sent, Path(folder) / "statement", limit)
            held = await page.run(HoldStatement, file=file)
    except ClaraError as error:
        return _upload(page, error)
    return page.go(f"{PLACE}/preview", query={"statement": held.statement})


@get(PLACE + "/preview")
async def preview(page: Page) -> Answer:
    """The mapping stands in the address: to change it changes nothing else."""
    return await _previewed(page, page.asked)


@post(PLACE + "/start")
async def start(page: Page) -> Answer:
    try:
        task: Task = await page.run(
            ImportHeldStatement,
            statement=page.given.get("statement", ""),
            mapping=_mapping(page.given),
        )
    except ClaraError as error:
        return _refused(page, error) or _upload(page, error)
    return page.go(f"{PLACE}/{task.id}")


ROUTES = [upload_page, upload, preview, start]


def _upload(page: Console, error: ClaraError | None = None) -> Answer:
    limit = min(MAX_FILE, settings_of(page.request).import_max_bytes)
    return page.show(
        "transactions_import/upload.html",
        error=error,
        may=page.role in STAFF,
        megabytes=limit // (1024 * 1024),
    )


def _refused(page: Console, error: ClaraError) -> Answer | None:
    """Back to the beginning, where the file is no longer kept."""
    if error.code != "statement_gone":
        return None
    return page.go(PLACE, "transactions_import.gone", tone="warn")


async def _previewed(page: Console, asked: Fields) -> Answer:
    mapping = _mapping(asked)
    statement = asked.get("statement", "")
    try:
        seen: ImportPreview = await page.run(PreviewImport, statement=statement, mapping=mapping)
    except ClaraError as error:
        if error.code in _AGAIN:
            return _upload(page, error)
        answer = _refused(page, error)
        if answer is None:
            raise
        return answer
    chosen = _chosen(seen, mapping)
    # Of the rarer columns, those that the file has are shown with the others.
    main = (*_MAIN, *(name for name in _MORE if chosen[name]))
    return page.show(
        "transactions_import/preview.html",
        status=400 if seen.problem == "invalid_mapping" else None,
        seen=seen,
        statement=statement,
        mapping=mapping,
        main=main,
        more=[name for name in _MORE if name not in main],
        columns=_columns(seen),
        chosen=chosen,
        shown=" ".join(f"{name}:{chosen[name]}" for name in (*_MAIN, *_MORE) if chosen[name]),
        few=PREVIEWED_ROWS,
        category_label=lambda one: label(one, page.language.value),
    )


def _mapping(fields: Fields) -> dict[str, str | int]:
    """Fields to columns from 1, and formats, as far as they are filled in. A column that was chosen
    for one field is taken from the field that the form showed it for."""
    found: dict[str, str | int] = {}
    for name in (*_MAIN, *_MORE, *_FORMATS):
        given = fields.get(name, "")
        if given:
            is_column = name not in _FORMATS and given.isascii() and given.isdigit()
            found[name] = int(given[:6]) if is_column else given
    columns = {name: place for name, place in found.items() if name not in _FORMATS}
    shown = dict(pair.split(":", 1) for pair in fields.get("shown", "").split() if ":" in pair)
    kept = {name for name, place in columns.items() if shown.get(name) == str(place)}
    taken = {place for name, place in columns.items() if name not in kept}
    dropped = {name for name in kept if columns[name] in taken}
    return {name: value for name, value in found.items() if name not in dropped}


def _columns(seen: ImportPreview) -> list[tuple[str, str]]:
    """Pairs for a select: numbers from 1, since two headers may be alike."""
    return [
        (str(place), f"{place}. {header[:60]}" if header else f"{place}.")
        for place, header in enumerate(seen.headers, start=1)
    ]


def _chosen(seen: ImportPreview, mapping: dict[str, str | int]) -> dict[str, str]:
    """What each select shows: what was chosen, else what was recognised."""
    found = {name: str(mapping.get(name, "")) for name in (*_MAIN, *_MORE, *_FORMATS)}
    if seen.mapping is not None:
        for name in (*_MAIN, *_MORE):
            place = seen.mapping.columns.get(Field(name))
            if place is not None:
                found[name] = str(place + 1)
        found["date_order"] = found["date_order"] or seen.mapping.date_order.value
        found["decimal_mark"] = found["decimal_mark"] or seen.mapping.decimal_mark.value
        spend = "negative" if seen.mapping.spend_negative else "positive"
        found["spend"] = found["spend"] or spend
    return found
