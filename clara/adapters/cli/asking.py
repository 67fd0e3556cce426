"""`clara ask`"""

import argparse
import asyncio
from typing import TYPE_CHECKING, Any

from clara.adapters.cli.product import Product
from clara.domain.money import to_decimal

if TYPE_CHECKING:
    from clara.domain.analysis.answer import Answer, Table

_MOST_CHARACTERS = 40
"""Of a cell; a longer text ends in an ellipsis."""


def add(commands: Any) -> None:
    ask = commands.add_parser(
        "ask",
        help="answer a question about a company's spending",
        description="Answer a question in English, Spanish or Portuguese, exactly: the sums are made"
        " in the database, and the rows behind each figure are named. Exit code 3 when the question"
        " is refused or unclear; what can be asked instead is printed.",
    )
    ask.add_argument("question", metavar="QUESTION", help='as "our biggest categories last month"')
    ask.add_argument("--company", required=True, metavar="ID", help="whose spending")
    ask.add_argument("--json", action="store_true", help="print an object, with everything")
    ask.set_defaults(run=_ask)


def _ask(given: argparse.Namespace, product: Product) -> int:
    return asyncio.run(_asked(given, product))


async def _asked(given: argparse.Namespace, product: Product) -> int:
    import msgspec

    from clara.adapters.cli.operator import operating
    from clara.application.analysis.answer_question import AnswerQuestion
    from clara.application.call import Draft
    from clara.domain.analysis.answer import AnswerStatus

    values = {"company_id": given.company, "question": given.question}
    async with operating(product, product.settings(), writes=False) as operator:
        answer = await operator.run(AnswerQuestion, Draft(lambda: values))
    if given.json:
        print(msgspec.json.encode(answer).decode())
    else:
        print("\n".join(lines(answer)))
    return 0 if answer.status is AnswerStatus.ANSWERED else 3


def lines(answer: "Answer") -> list[str]:
    """The sentence, the table, what was counted, what was taken for granted, what to do next."""
    shown = [answer.text]
    if answer.table is not None and answer.table.rows:
        shown += ["", *table_lines(answer.table)]
    if answer.coverage is not None:
        counted, period = answer.coverage, answer.coverage.period
        left_out = ", ".join(f"{one.count} {one.reason.value}" for one in counted.excluded)
        shown += [
            "",
            f"{period.first} to {period.last}: {counted.matched} card transactions,"
            f" {counted.counted} counted" + (f"; left out: {left_out}" if left_out else ""),
        ]
    shown += [f"{one.words!r} taken as {one.taken_as}" for one in answer.assumptions if one.words]
    shown += [one.text for one in answer.notices]
    shown += [f"! {one.title} {one.next_step}" for one in answer.findings]
    if answer.refusal is not None:
        shown += [f"  {one}" for one in answer.refusal.try_]
    return shown


def table_lines(table: "Table") -> list[str]:
    """Columns side by side: texts to the left, numbers to the right."""
    kinds = [column.kind for column in table.columns]
    names = [column.name for column in table.columns]
    place = names.index("currency") if "currency" in names else None
    cells = []
    for row in table.rows:
        currency = "" if place is None else str(row[place])
        cells.append([_cell(one, kind, currency) for one, kind in zip(row, kinds, strict=True)])
    heads = [column.label for column in table.columns]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    is_text = [kind in ("text", "date") for kind in kinds]

    def line(row: list[str]) -> str:
        fitted = zip(row, widths, is_text, strict=True)
        return "  ".join(
            one.ljust(width) if left else one.rjust(width) for one, width, left in fitted
        ).rstrip()

    return [line(heads), *map(line, cells)]


def _cell(value: str | int | None, kind: str, currency: str) -> str:
    if value is None:
        return ""
    if kind == "money" and isinstance(value, int):
        return f"{to_decimal(value, currency):,}"
    if isinstance(value, int):
        return f"{value / 10:.1f} %" if kind == "per_mille" else f"{value:,}"
    return value if len(value) <= _MOST_CHARACTERS else value[: _MOST_CHARACTERS - 1] + "…"
