"""A company's life in one go: every operation that succeeds, asked by each role, and questions."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from clara.application.analysis.ports import Books, Place
from clara.application.analysis.questions import Questions
from clara.application.use_case import Effect, UseCase
from clara.domain.accounts.language import Language
from clara.domain.analysis.plan import Dimension
from clara.domain.card_transactions.filter import CardTransactionFilter, Sort
from clara.domain.credentials.actor import Actor, Door
from clara.domain.period import between
from tests.analysis.question_set import question_set
from tests.parity.support.asking import resolved
from tests.parity.support.case import Case
from tests.parity.support.cases import cases
from tests.parity.support.doors import Doors

_PAST_THE_SHAPE = ("invalid_parameters", "unauthenticated", "scope_missing", "account_inactive")
"""Answers that come before anything is looked for."""
_LIMITED = ("manager", "employee")
_TODAY = date(2026, 11, 20)


async def operate(doors: Doors) -> None:
    """Leaves the store as it was."""
    for use_case, case, by in _asked():
        person = doors.people[by]
        fields = resolved(case.fields, doors, person)
        await doors.direct(use_case, fields, person, Door.REST)
        if case.changes:
            await doors.restore()
    for by in ("administrator", *_LIMITED):
        await _ask_questions(doors, await doors.world.actor(doors.people[by]))


def _asked() -> Iterator[tuple[type[UseCase[Any, Any]], Case, str]]:
    for use_case, case in cases():
        if case.code not in _PAST_THE_SHAPE:
            yield use_case, case, case.by
        if case.code == "ok" and use_case.effect is Effect.READ and case.by == "administrator":
            for by in _LIMITED:
                yield use_case, case, by


async def _ask_questions(doors: Doors, actor: Actor) -> None:
    async with doors.world.core.units.open() as unit:
        questions: Questions = unit.get(Questions)
        for asked in question_set("open"):
            if asked.language is Language.EN:
                await questions.answer(actor, asked.text)
        books: Any = Books
        await _read_books(unit.get(books), actor)


async def _read_books(books: Books, actor: Actor) -> None:
    """What only some plans need: each grouping, long and short periods, many rows and few."""
    place = Place(1, "MXN", 10)
    async with books.opened(actor) as book:
        for first in (date(2024, 1, 1), date(2026, 11, 1)):
            period = between(first, _TODAY, _TODAY, actor.company.time_zone)
            filter = CardTransactionFilter(period=period, amount_currency="MXN")
            for by in Dimension:
                await book.sums(filter, by)
                if not by.is_time and by is not Dimension.CURRENCY:
                    await book.evidence(filter, [place], by, digests_up_to=5)
                    await book.evidence(filter, [place], by, digests_up_to=50)
            await book.digest(filter)
            await book.rows(filter, Sort.LARGEST, 10)
            await book.whole(filter, 10, [100])
            async for charges in book.charges(filter):
                await book.named(charges[:10])
        await book.cards()
