"""Questions about the cards themselves: limits, locks, and whether anybody uses them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import NamedTuple

from clara.application.analysis.figures import Cell
from clara.application.analysis.intents.tables import CURRENCY, Cells, table
from clara.application.analysis.work import NOTHING, Outcome, Work
from clara.domain.analysis.answer import Finding, Severity
from clara.domain.analysis.measuring import measured
from clara.domain.analysis.plan import CardQuestion, Dimension, Filters, Measure
from clara.domain.analysis.sheet import Sum
from clara.domain.cards.card import Card, CardStatus
from clara.domain.cards.limit_period import limit_period
from clara.domain.period import Period

_MOST_FINDINGS = 5
_COLUMNS = (("card", "text"), ("status", "text"), CURRENCY, ("amount", "money"), ("limit", "money"))


class Used(NamedTuple):
    """What counts against a card's limit, in the period it is counted over."""

    card: Card
    period: Period
    held: Sum


async def card_states(work: Work) -> Outcome:
    """Those near their limit, where a question does not say which."""
    return await _QUESTIONS[work.plan.cards or CardQuestion.NEAR_LIMIT](work)


async def limits_used(work: Work) -> list[Used]:
    """Cards that have used four fifths of their limit or more, fullest first."""
    return [one for one in await _used(work) if _reaches(one, 4, 5)]


async def _near_limit(work: Work) -> Outcome:
    used = [one for one in await _used(work) if _reaches(one, 4, 5) and not _reaches(one, 1, 1)]
    return await _limited(work, CardQuestion.NEAR_LIMIT, used)


async def _over_limit(work: Work) -> Outcome:
    used = [one for one in await _used(work) if _reaches(one, 1, 1)]
    return await _limited(work, CardQuestion.OVER_LIMIT, used)


def _reaches(used: Used, part: int, of: int) -> bool:
    return used.held.minor * of >= (used.card.limit_minor or 0) * part


async def _used(work: Work) -> list[Used]:
    """Live cards that have a limit, fullest first."""
    cards = [card for card in await _cards(work) if card.is_live and card.limit_minor]
    net = measured(Filters(), Measure.NET)
    used = []
    for period in {limit_period(card, work.today, work.seat) for card in cards}:
        sheet = await work.sheet(Dimension.CARD, period, net.asked)
        sums = {group.key: group.sums(net.countings) for group in sheet.groups}
        used += [
            Used(card, period, sums.get(card.id, {}).get(card.currency, NOTHING))
            for card in cards
            if limit_period(card, work.today, work.seat) == period
        ]
    return sorted(used, key=lambda one: (-_thousandths(one), one.card.number))


def _thousandths(used: Used) -> int:
    return used.held.minor * 1000 // (used.card.limit_minor or 1)


async def _limited(work: Work, question: CardQuestion, used: Sequence[Used]) -> Outcome:
    findings = [await limit_finding(work, one) for one in used[:_MOST_FINDINGS]]
    rows = [_cells(one.card, one.held.minor) for one in used]
    return _outcome(work, question, rows, findings)


async def limit_finding(work: Work, used: Used) -> Finding:
    """A card's limit and what it has used of it: a warning where that is all."""
    card, say = used.card, work.sentence
    assert card.limit_minor is not None, "only cards with a limit are looked at"
    cell = Cell(card.label, used.held.rows, used.held.minor, card.currency, card.number, card.id)
    [figure] = await work.figures.add(
        "limit",
        [cell],
        filters=measured(Filters(), Measure.NET).named,
        by=Dimension.CARD,
        period=used.period,
    )
    spent, limit = (
        say.formats.money(minor, card.currency, say.language)
        for minor in (used.held.minor, card.limit_minor)
    )
    return Finding(
        title=work.words("limit.title", card=card.label, amount=spent, limit=limit),
        severity=Severity.WARNING if _reaches(used, 1, 1) else Severity.NOTICE,
        figures=(figure.id,),
        next_step=work.words("limit.next"),
    )


async def _locked(work: Work) -> Outcome:
    locked = [card for card in await _cards(work) if card.status is CardStatus.LOCKED]
    return _outcome(work, CardQuestion.LOCKED, [_cells(card) for card in locked])


async def _unused(work: Work) -> Outcome:
    """Active throughout or since some day of the period, without a purchase that counts."""
    everything = measured(Filters(), Measure.NET)
    sheet = await work.sheet(Dimension.CARD, filters=everything.asked)
    used = {group.key for group in sheet.groups if group.sums(everything.countings)}
    cards = [
        card
        for card in await _cards(work)
        if card.can_spend and card.id not in used and card.created_at < work.plan.period.end
    ]
    return _outcome(work, CardQuestion.UNUSED, [_cells(card) for card in cards])


async def _cards(work: Work) -> list[Card]:
    filters = work.plan.filters
    holders = filters.cardholders
    return [
        card
        for card in await work.books.cards()
        if (not filters.card_ids or card.id in filters.card_ids)
        and (not holders or (card.cardholder is not None and card.cardholder.name in holders))
    ]


def _cells(card: Card, spent_minor: int | None = None) -> Cells:
    return card.label, card.status.value, card.currency, spent_minor, card.limit_minor


def _outcome(
    work: Work,
    question: CardQuestion,
    rows: Sequence[Cells],
    findings: Sequence[Finding] = (),
) -> Outcome:
    say = work.sentence
    figure = work.figures.add_number(
        question.value, work.words("cards"), len(rows), work.plan.filters
    )
    say.say(question.value, figure=say.figure(figure), period=say.period(work.plan.period))
    return Outcome(
        sentence=say,
        coverage=None,
        table=table(work, *_COLUMNS, rows=rows),
        findings=tuple(findings),
        follow_ups=("follow.total",),
    )


_QUESTIONS: Mapping[CardQuestion, Callable[[Work], Awaitable[Outcome]]] = {
    CardQuestion.NEAR_LIMIT: _near_limit,
    CardQuestion.OVER_LIMIT: _over_limit,
    CardQuestion.LOCKED: _locked,
    CardQuestion.UNUSED: _unused,
}
