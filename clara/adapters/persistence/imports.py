"""The `Imports` port over SQL: rows are written in short transactions where nobody sees them, and
shown all at once by moving one number."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from msgspec import structs
from sqlalchemy import delete, func, insert, literal, null, select, update

from clara.adapters.persistence.bulk import COLUMNS, insert_card_transactions
from clara.adapters.persistence.card_spending import forget_spending
from clara.adapters.persistence.database import Connection, Session
from clara.adapters.persistence.numbers import take_numbers
from clara.adapters.persistence.people_and_merchants import Directory
from clara.adapters.persistence.statement import Statement, any_of, named
from clara.adapters.persistence.tables import (
    card_transactions,
    companies,
    company_currencies,
    import_mappings,
    imports,
)
from clara.adapters.persistence.upsert import insert_or_ignore, insert_or_update
from clara.application.card_transactions.import_ports import Imports, Staged
from clara.application.ports import Clock, Ids
from clara.domain.card_transactions.card_transaction import STATUS_NUMBERS, TYPE_NUMBERS
from clara.domain.card_transactions.category import CATEGORY_NUMBERS
from clara.domain.card_transactions.counting import counting_of
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.credentials.actor import Actor
from clara.domain.errors import Conflict
from clara.domain.imports.mapping import Mapping
from clara.domain.imports.report import ImportReport, ImportStatus, StatementFile
from clara.domain.instant import instant, microseconds
from clara.domain.money import currency_number

_LAPSES_AFTER = 60_000_000
_SWEEP = 4_000
_MANY = 20_000
_DRY = 0
"""Stands for a dry run's number; imports are numbered from 1."""
_RUNNING = ImportStatus.RUNNING.value


@dataclass(frozen=True, slots=True)
class SqlImports(Imports):
    session: Session
    clock: Clock
    ids: Ids
    _directories: dict[int, Directory] = field(default_factory=dict)

    async def begin(
        self, actor: Actor, import_id: str, file: StatementFile, task_id: str | None = None
    ) -> int:
        await self._sweep(actor)
        earlier = await self._cleared(actor, import_id) if task_id else None
        at = self.clock.now()
        now = microseconds(at)
        company = actor.company.company_number
        values = {
            "id": import_id,
            "status": _RUNNING,
            "file_name": file.name,
            "file_digest": bytes.fromhex(file.digest),
            "report": _running_report(import_id, file, at, task_id),
            "by_user_id": actor.user_id,
            "created_at": now,
            "alive_at": now,
        }
        async with self.session.database.writing() as connection:
            number = (await take_numbers(connection, company, "import", 1))[0]
            if earlier is None:
                await connection.change(_BEGIN, company_number=company, number=number, **values)
            elif not await connection.change(
                _BEGIN_AGAIN, company=company, earlier=earlier, number=number, **values
            ):
                raise _lost()
        self._directories[number] = Directory(company, actor.company.currency, self.ids, now)
        return number

    async def saved_mapping(self, actor: Actor, signature: str) -> Mapping | None:
        async with self.session.database.reading() as connection:
            row = await connection.first(
                _MAPPING, company=actor.company.company_number, signature=signature
            )
        return msgspec.json.decode(row[0], type=Mapping) if row else None

    async def stage(self, actor: Actor, number: int, rows: Sequence[NewRow]) -> Staged:
        directory = self._directories[number]
        company = actor.company.company_number
        async with self.session.database.writing() as connection:
            await self._touch(connection, company, number)
            cards_added = await directory.learn(connection, rows)
            values = [transaction_values(company, number, row, directory) for row in rows]
            added = await insert_card_transactions(connection, values)
        return Staged(added, cards_added)

    async def foresee(self, actor: Actor, rows: Sequence[NewRow]) -> Staged:
        company = actor.company.company_number
        directory = self._directories.get(_DRY)
        if directory is None:
            directory = Directory(company, actor.company.currency, self.ids, 0)
            self._directories[_DRY] = directory
        async with self.session.database.reading() as connection:
            found = await connection.first(
                _COUNT_KNOWN[connection.dialect],
                company=company,
                ids=_ids(connection.dialect, rows),
            )
            cards_added = await directory.foresee(connection, rows)
        return Staged(len(rows) - (int(found[0]) if found else 0), cards_added)

    async def finish(
        self, actor: Actor, number: int, report: ImportReport, signature: str, mapping: Mapping
    ) -> None:
        connection = await self.session.connection()
        company = actor.company.company_number
        await self._touch(connection, company, number)
        await self._directories[number].write_people(connection)
        for sums in report.sums:
            currency = currency_number(sums.currency)
            await connection.change(_CURRENCY, company_number=company, currency=currency)
        now = microseconds(self.clock.now())
        await connection.change(_SHOW, company=company, import_number=number, now=now)
        await forget_spending(connection, company)
        await self._end(connection, company, number, report, now)
        if report.counts.added >= _MANY:
            self.session.tidy_after_commit()
        await connection.change(
            _KEEP_MAPPING,
            company_number=company,
            signature=signature,
            mapping=msgspec.json.encode(mapping),
        )

    async def abandon(self, actor: Actor, number: int, report: ImportReport) -> None:
        await self.session.close()
        await self._remove_rows(actor, number)
        async with self.session.database.writing() as connection:
            now = microseconds(self.clock.now())
            await self._end(connection, actor.company.company_number, number, report, now)

    async def find(self, actor: Actor, import_id: str) -> ImportReport | None:
        if "\0" in import_id:  # which PostgreSQL's text can't hold
            return None
        connection = await self.session.connection()
        row = await connection.first(_FIND, company=actor.company.company_number, id=import_id)
        if row is None:
            return None
        return _report(import_id, *row)

    async def _cleared(self, actor: Actor, import_id: str) -> int | None:
        """The number under which this import began before, its rows removed; None when it did not.
        Who is still at work on it can't add any more."""
        company = actor.company.company_number
        async with self.session.database.reading() as connection:
            row = await connection.first(_EARLIER, company=company, id=import_id)
        if row is None:
            return None
        number, status = row
        if status == _RUNNING:
            async with self.session.database.writing() as connection:
                fenced = await connection.change(_FENCE_OWN, company=company, number=number)
            if not fenced:
                raise _lost()
        elif status != ImportStatus.FAILED.value:
            raise _lost()
        await self._remove_rows(actor, number)
        return int(number)

    async def _sweep(self, actor: Actor) -> None:
        """Remove what an import that died left behind."""
        company = actor.company.company_number
        lapsed = microseconds(self.clock.now()) - _LAPSES_AFTER
        async with self.session.database.reading() as connection:
            dead = await connection.rows(_DEAD, company=company, lapsed=lapsed)
        for number, id, file_name, created_at, begun in dead:
            # One that only stood still must find out before its rows go, not after.
            async with self.session.database.writing() as connection:
                fenced = await connection.change(
                    _FENCE, company=company, number=number, lapsed=lapsed
                )
            if not fenced:
                continue
            await self._remove_rows(actor, number)
            report = structs.replace(
                _report(id, _RUNNING, file_name, created_at, begun),
                status=ImportStatus.FAILED,
                finished_at=self.clock.now(),
                error="The import was interrupted.",
            )
            async with self.session.database.writing() as connection:
                now = microseconds(self.clock.now())
                await self._end(connection, company, number, report, now)

    async def _remove_rows(self, actor: Actor, number: int) -> None:
        """In short steps, along the identifiers, so that no other writer waits."""
        place = {"company": actor.company.company_number, "import_number": number}
        last = b""
        while True:
            async with self.session.database.reading() as connection:
                found = await connection.rows(_STAGED_IDS, **place, last=last, limit=_SWEEP)
            if not found:
                return
            first, last = found[0][0], found[-1][0]
            async with self.session.database.writing() as connection:
                await connection.change(_REMOVE, **place, first=first, last=last)

    async def _touch(self, connection: Connection, company: int, number: int) -> None:
        now = microseconds(self.clock.now())
        if await connection.change(_TOUCH, company=company, number=number, now=now) != 1:
            raise _lost()

    async def _end(
        self, connection: Connection, company: int, number: int, report: ImportReport, now: int
    ) -> None:
        await connection.change(
            _END,
            company=company,
            number=number,
            status=report.status.value,
            report=msgspec.json.encode(report),
            now=now,
        )


def _running_report(
    import_id: str, file: StatementFile, at: datetime, task_id: str | None
) -> bytes | None:
    """What there is to say before the end that the columns don't hold."""
    if task_id is None:
        return None
    report = ImportReport(
        id=import_id,
        status=ImportStatus.RUNNING,
        file_name=file.name,
        created_at=at,
        task_id=task_id,
    )
    return msgspec.json.encode(report)


def _report(
    id: str, status: str, file_name: str, created_at: int, report: bytes | None
) -> ImportReport:
    if report is not None:
        return msgspec.json.decode(report, type=ImportReport)
    return ImportReport(
        id=id, status=ImportStatus(status), file_name=file_name, created_at=instant(created_at)
    )


def _lost() -> Conflict:
    return Conflict(
        "import_lost",
        "The import stood still so long that another took its place; nothing was added.",
        remedy="Import the file again.",
    )


def transaction_values(
    company: int, number: int, row: NewRow, directory: Directory
) -> tuple[Any, ...]:
    """In the order of `COLUMNS`."""
    original = currency_number(row.original_currency) if row.original_currency else None
    return (
        company,
        row.id,
        row.occurred_at,
        row.amount_minor,
        number,
        directory.merchant(row),
        directory.card(row),
        directory.holder(row),
        currency_number(row.currency),
        int(counting_of(row.type, row.status)),
        STATUS_NUMBERS[row.status],
        TYPE_NUMBERS[row.type],
        CATEGORY_NUMBERS[row.category],
        row.mcc,
        row.merchant_raw,
        row.original_minor,
        original,
        row.description,
        row.reference,
    )


assert COLUMNS[:5] == ("company_number", "id", "occurred_at", "amount_minor", "import_number")


def _ids(dialect: str, rows: Sequence[NewRow]) -> list[Any]:
    """SQLite's lists travel as JSON text, which holds no bytes."""
    return [row.id.hex().upper() if dialect == "sqlite" else row.id for row in rows]


_t = card_transactions
_one = (imports.c.company_number == named("company"), imports.c.number == named("number"))
_BEGIN = Statement(
    insert(imports).values(
        {
            name: named(name)
            for name in "company_number number id status file_name file_digest report by_user_id"
            " created_at alive_at".split()
        }
    )
)
_is_running = imports.c.status == literal(_RUNNING, literal_execute=True)
_EARLIER = Statement(
    select(imports.c.number, imports.c.status).where(
        imports.c.company_number == named("company"), imports.c.id == named("id")
    )
)
_FENCE_OWN = Statement(update(imports).where(*_one, _is_running).values(alive_at=0))
_BEGIN_AGAIN = Statement(
    update(imports)
    .where(
        imports.c.company_number == named("company"),
        imports.c.number == named("earlier"),
        imports.c.status.in_((_RUNNING, ImportStatus.FAILED.value)),
    )
    .values(
        {
            "finished_at": null(),
            **{
                name: named(name)
                for name in "number id status file_name file_digest report by_user_id created_at"
                " alive_at".split()
            },
        }
    )
)
_TOUCH = Statement(
    update(imports).where(*_one, _is_running, imports.c.alive_at > 0).values(alive_at=named("now"))
)
_FENCE = Statement(
    update(imports)
    .where(*_one, _is_running, imports.c.alive_at < named("lapsed"))
    .values(alive_at=0)
)
_END = Statement(
    update(imports)
    .where(*_one, imports.c.status == literal(_RUNNING, literal_execute=True))
    .values(status=named("status"), report=named("report"), finished_at=named("now"))
)
_DEAD = Statement(
    select(
        imports.c.number,
        imports.c.id,
        imports.c.file_name,
        imports.c.created_at,
        imports.c.report,
    ).where(
        imports.c.company_number == named("company"),
        imports.c.status == literal(_RUNNING, literal_execute=True),
        imports.c.alive_at < named("lapsed"),
    )
)
_FIND = Statement(
    select(imports.c.status, imports.c.file_name, imports.c.created_at, imports.c.report).where(
        imports.c.company_number == named("company"), imports.c.id == named("id")
    )
)
_MAPPING = Statement(
    select(import_mappings.c.mapping).where(
        import_mappings.c.company_number == named("company"),
        import_mappings.c.signature == named("signature"),
    )
)
_KEEP_MAPPING = Statement(
    insert_or_update(
        import_mappings,
        ("company_number", "signature", "mapping"),
        index=("company_number", "signature"),
        changes={"mapping": named("mapping")},
    )
)
_CURRENCY = Statement(
    insert_or_ignore(
        company_currencies,
        ("company_number", "currency"),
        index=("company_number", "currency"),
    )
)
_SHOW = Statement(
    update(companies)
    .where(companies.c.number == named("company"))
    .values(visible_import=named("import_number"), data_as_of=named("now"))
)
_staged = (
    _t.c.company_number == named("company"),
    _t.c.import_number == named("import_number"),
)
_STAGED_IDS = Statement(
    select(_t.c.id).where(*_staged, _t.c.id > named("last")).order_by(_t.c.id).limit(named("limit"))
)
_REMOVE = Statement(delete(_t).where(*_staged, _t.c.id >= named("first"), _t.c.id <= named("last")))
_COUNT_KNOWN = {
    "postgresql": Statement(
        select(func.count()).where(_t.c.company_number == named("company"), any_of(_t.c.id, "ids"))
    ),
    "sqlite": Statement(
        select(func.count()).where(
            _t.c.company_number == named("company"),
            _t.c.id.in_(
                select(func.unhex(func.json_each(named("ids")).table_valued("value").c.value))
            ),
        )
    ),
}
