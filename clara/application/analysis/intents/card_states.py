"""Questions about the cards themselves: limits, locks, and whether anybody uses them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from clara.application.analysis.figures import Cell
from clara.application.analysis.intents.tables import CURRENCY, Cells, table
from clara.application.analysis.limit_use import Used, limits_in_use
from clara.application.analysis.work import Outcome, Work
from clara.domain.analysis.answer import Finding, Severity
from clara.domain.analysis.measuring import measured
from clara.domain.analysis.plan import CardQuestion, Dimension, Filters, Measure
from clara.domain.cards.card import Card, CardStatus

_MOST_FINDINGS = 5
_COLUMNS = (("card", "text"), ("status", "text"), CURRENCY, ("amount", "money"), ("limit", "money"))


async def card_states(work: Work) -> Outcome:
    """Those near their limit, where a question does not say which."""
    return await _QUESTIONS[work.plan.cards or CardQuestion.NEAR_LIMIT](work)


async def limits_used(work: Work) -> list[Used]:
    """Cards that have used four fifths of their limit or more, fullest first."""
    return [one for one in await _used(work) if one.is_near]


async def _near_limit(work: Work) -> Outcome:
    used = [one for one in await _used(work) if one.is_near and not one.reaches(1, 1)]
    return await _limited(work, CardQuestion.NEAR_LIMIT, used)


async def _over_limit(work: Work) -> Outcome:
    used = [one for one in await _used(work) if one.reaches(1, 1)]
    return await _limited(work, CardQuestion.OVER_LIMIT, used)


async def _used(work: Work) -> list[Used]:
    """Live cards that have a limit, fullest first."""
    return await limits_in_use(work.books, await _cards(work), work.today, work.seat)


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
        severity=Severity.WARNING if used.reaches(1, 1) else Severity.NOTICE,
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
