"""Keeps count while a file is read."""

from datetime import datetime

from msgspec import structs

from clara.domain.card_transactions.new_row import NewRow
from clara.domain.imports.rejected import Rejected
from clara.domain.imports.report import (
    MAX_REPORTED,
    AddedSum,
    ImportCounts,
    ImportReport,
    ImportStatus,
)
from clara.domain.instant import instant
from clara.domain.period import local_day


class Tally:
    """Counts rows as they are read and stored; memory does not grow with the file."""

    def __init__(self) -> None:
        self.rejected: list[Rejected] = []
        self.read = self.added = self.rejections = self.cards_added = 0
        self.first_at: int | None = None
        self.last_at: int | None = None
        self._sums: dict[str, tuple[int, int]] = {}

    def reject(self, row: Rejected) -> None:
        self.read += 1
        self.rejections += 1
        if len(self.rejected) < MAX_REPORTED:
            self.rejected.append(row)

    def accept(self, row: NewRow) -> None:
        self.read += 1
        count, minor = self._sums.get(row.currency, (0, 0))
        self._sums[row.currency] = (count + 1, minor + row.amount_minor)
        at = row.occurred_at
        if self.first_at is None or at < self.first_at:
            self.first_at = at
        if self.last_at is None or at > self.last_at:
            self.last_at = at

    def report(
        self, begun: ImportReport, columns: dict[str, str], time_zone: str, now: datetime
    ) -> ImportReport:
        """What the import that began as `begun` did; a dry run stays one."""
        is_dry = begun.status is ImportStatus.DRY_RUN
        days = [
            None if at is None else local_day(instant(at), time_zone)
            for at in (self.first_at, self.last_at)
        ]
        return structs.replace(
            begun,
            status=ImportStatus.DRY_RUN if is_dry else ImportStatus.SUCCEEDED,
            finished_at=now,
            counts=self._counts(),
            sums=self._added_sums(),
            columns=columns,
            first_day=days[0],
            last_day=days[1],
            rejected=tuple(self.rejected),
        )

    def _counts(self) -> ImportCounts:
        return ImportCounts(
            read=self.read,
            added=self.added,
            known=self.read - self.rejections - self.added,
            rejected=self.rejections,
            cards_added=self.cards_added,
        )

    def _added_sums(self) -> tuple[AddedSum, ...]:
        return tuple(
            AddedSum(currency=currency, count=count, net_minor=minor)
            for currency, (count, minor) in sorted(self._sums.items())
        )
