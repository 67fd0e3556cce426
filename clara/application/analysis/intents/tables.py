"""Tables in the language of the answer."""

from collections.abc import Iterable

from clara.application.analysis.work import Work
from clara.domain.analysis.answer import Column, Table

Cells = tuple[str | int | None, ...]

CURRENCY = ("currency", "text")
AMOUNT = ("amount", "money")
COUNT = ("count", "count")
SHARE = ("share", "per_mille")


def table(work: Work, *columns: tuple[str, str], rows: Iterable[Cells]) -> Table:
    """`columns` are names and kinds; money is in minor units of the row's `currency`."""
    return Table(
        columns=tuple(
            Column(name=name, label=work.words(f"column.{name}"), kind=kind)
            for name, kind in columns
        ),
        rows=tuple(rows),
    )
